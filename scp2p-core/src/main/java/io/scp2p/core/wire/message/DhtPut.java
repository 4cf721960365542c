package io.scp2p.core.wire.message;

import io.scp2p.api.id.ContentId;
import io.scp2p.core.wire.UnsignedRange;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.RecordReader;
import io.scp2p.core.wire.record.DhtEntry;
import io.scp2p.core.wire.record.ProviderEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * 690: many DHT values at once (extension X5.1). Values as STORE carries them, whose lifetime is
 * taken at its word; and contents that one provider has, who is named once for all of them.
 *
 * @param entries values
 * @param provider who has the contents; null if there are none
 * @param contents what the provider has
 * @param ttlSeconds for the contents
 */
public record DhtPut(
    List<DhtEntry> entries,
    @Nullable ProviderEntry provider,
    List<ContentId> contents,
    long ttlSeconds)
    implements ExtensionRequest {
  /** The number of this message and of its answer. */
  public static final int TYPE = 690;

  /** The feature that two nodes have to have in common. */
  public static final String FEATURE = "dht-batch";

  /** Values of one message. */
  public static final int MAX_ENTRIES = 64;

  /** Contents of one message, of 34 bytes each. */
  public static final int MAX_CONTENTS = 4_096;

  private static final FieldNames NAMES =
      FieldNames.of("entries", "provider", "contents", "ttl_secs");

  /** Copies the lists, and refuses what no receiver would take. */
  public DhtPut {
    entries = List.copyOf(entries);
    contents = List.copyOf(contents);
    if (entries.size() > MAX_ENTRIES || contents.size() > MAX_CONTENTS) {
      throw new IllegalArgumentException("too many values for one message");
    }
    UnsignedRange.require("ttl", ttlSeconds, Long.MAX_VALUE);
  }

  /** Reads a message. */
  public static DhtPut read(CborReader in) throws WireException {
    RecordReader fields = in.record(NAMES);
    List<DhtEntry> entries = List.of();
    ProviderEntry provider = null;
    List<ContentId> contents = List.of();
    long ttlSeconds = 0;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "entries" -> entries = in.list(MAX_ENTRIES, "too many values", DhtEntry::read);
        case "provider" -> provider = in.absent() ? null : ProviderEntry.read(in);
        case "contents" -> contents = in.list(MAX_CONTENTS, "too many contents", DhtPut::content);
        case "ttl_secs" -> ttlSeconds = ttl(in);
        default -> throw fields.unhandled(name);
      }
    }
    return new DhtPut(entries, provider, contents, ttlSeconds);
  }

  private static long ttl(CborReader in) throws WireException {
    int at = in.offset();
    long ttlSeconds = in.u64();
    if (ttlSeconds < 0) {
      throw in.reject(Reason.OUT_OF_RANGE, "lifetime above 2^63 seconds", at);
    }
    return ttlSeconds;
  }

  private static ContentId content(CborReader in) throws WireException {
    return ContentId.of(in.fixed(ContentId.LENGTH));
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void write(CborWriter out) {
    ProviderEntry named = provider;
    out.map(named == null ? 3 : 4);
    out.key("entries");
    out.records(entries);
    if (named != null) {
      out.key("provider");
      named.write(out);
    }
    out.key("contents");
    out.array(contents.size());
    contents.forEach(content -> out.bytes(content));
    out.key("ttl_secs");
    out.uint(ttlSeconds);
  }

  @Override
  public int sizeHintBytes() {
    int values = entries.stream().mapToInt(DhtEntry::sizeHintBytes).sum();
    return DEFAULT_SIZE_HINT_BYTES + values + 34 * contents.size();
  }
}
