package io.scp2p.core.engine.catalog;

import io.scp2p.api.id.ManifestId;
import io.scp2p.api.share.ShareVersion;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.Encodable;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.IdForm;
import io.scp2p.core.wire.cbor.RecordReader;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A version as it is kept; its number is in the key. */
record VersionRow(
    ManifestId manifest,
    long createdAt,
    @Nullable Long expiresAt,
    @Nullable String title,
    @Nullable String description,
    long itemCount,
    long totalBytes)
    implements Encodable {
  /** Latest second that the API's kind of time can tell; publishers may write anything. */
  private static final long MAX_SECONDS = Instant.MAX.getEpochSecond();

  private static final FieldNames NAMES =
      FieldNames.of("manifest", "created", "expires", "title", "description", "items", "bytes");

  static VersionRow of(CatalogVersion version, long itemCount, long totalBytes) {
    return new VersionRow(
        version.manifest(),
        version.createdAt(),
        version.expiresAt(),
        version.title(),
        version.description(),
        itemCount,
        totalBytes);
  }

  /** A row of the store. */
  static VersionRow stored(byte[] value) throws StoreException {
    try {
      return decode(value);
    } catch (WireException damaged) {
      throw ServedRows.corrupt(Keys.VERSIONS, damaged);
    }
  }

  /** Whether both say the same of their share. */
  boolean hasWordsOf(VersionRow other) {
    return Objects.equals(title, other.title) && Objects.equals(description, other.description);
  }

  static VersionRow decode(byte[] value) throws WireException {
    return CborReader.decode(Bytes.wrap(value), VersionRow::read);
  }

  private static VersionRow read(CborReader in) throws WireException {
    RecordReader fields = in.record(NAMES);
    ManifestId manifest = null;
    long createdAt = 0;
    Long expiresAt = null;
    String title = null;
    String description = null;
    long itemCount = 0;
    long totalBytes = 0;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "manifest" -> manifest = ManifestId.of(in.fixed(ManifestId.LENGTH));
        case "created" -> createdAt = in.u64();
        case "expires" -> expiresAt = in.u64OrAbsent();
        case "title" -> title = in.textOrAbsent();
        case "description" -> description = in.textOrAbsent();
        case "items" -> itemCount = in.u64();
        case "bytes" -> totalBytes = in.u64();
        default -> throw fields.unhandled(name);
      }
    }
    return new VersionRow(
        fields.need("manifest", manifest),
        fields.need("created", createdAt),
        expiresAt,
        title,
        description,
        fields.need("items", itemCount),
        fields.need("bytes", totalBytes));
  }

  @Override
  public void write(CborWriter out) {
    out.map(7);
    out.key("manifest");
    out.id(manifest);
    out.key("created");
    out.uint(createdAt);
    out.key("expires");
    out.uintOrNull(expiresAt);
    out.key("title");
    out.textOrNull(title);
    out.key("description");
    out.textOrNull(description);
    out.key("items");
    out.uint(itemCount);
    out.key("bytes");
    out.uint(totalBytes);
  }

  byte[] bytes() {
    return encoded(IdForm.COMPACT).toArray();
  }

  Instant created() {
    return instant(createdAt);
  }

  ShareVersion api(long seq) {
    return new ShareVersion(
        seq,
        manifest,
        title,
        description,
        itemCount,
        totalBytes,
        created(),
        expiresAt == null ? null : instant(expiresAt));
  }

  private static Instant instant(long unixSeconds) {
    boolean tooLate = Long.compareUnsigned(unixSeconds, MAX_SECONDS) > 0;
    return Instant.ofEpochSecond(tooLate ? MAX_SECONDS : unixSeconds);
  }
}
