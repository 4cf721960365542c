package io.scp2p.core.catalog.pages;

import io.scp2p.api.id.ContentId;
import io.scp2p.core.crypto.blake3.Blake3;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.UnsignedRange;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import io.scp2p.core.wire.WireLimits;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.IdForm;
import io.scp2p.core.wire.cbor.ListReader;
import io.scp2p.core.wire.record.ShareItem;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The short form of an item (docs/catalog-protocol.md, section C1): an array of eight, in which
 * what follows from the rest is null. A small file takes some 100 bytes, a third of its v1 form.
 */
final class ItemForm {
  private static final int FIELDS = 8;
  private static final int HASH_BYTES = 32;

  private ItemForm() {}

  static Bytes encode(ShareItem item) {
    CborWriter out = new CborWriter(IdForm.COMPACT, 192);
    String path = item.path();
    out.array(FIELDS);
    out.bytes(item.contentId());
    out.uint(item.size());
    out.textOrNull(path);
    out.textOrNull(item.name().equals(lastStep(path)) ? null : item.name());
    out.textOrNull(item.mime());
    out.texts(item.tags());
    out.uintOrNull(item.chunkCount() == chunks(item.size()) ? null : item.chunkCount());
    Bytes known = hashOf(item.contentId(), item.chunkCount());
    out.bytesOrNull(Objects.equals(known, item.chunkListHash()) ? null : item.chunkListHash());
    return out.toBytes();
  }

  static ShareItem read(CborReader in) throws WireException {
    int start = in.offset();
    ListReader fields = in.list();
    need(in, fields);
    ContentId content = ContentId.of(in.byteString(ContentId.LENGTH));
    need(in, fields);
    long size = in.u64();
    need(in, fields);
    String path = in.textOrAbsent();
    need(in, fields);
    String name = in.textOrAbsent();
    need(in, fields);
    String mime = in.textOrAbsent();
    need(in, fields);
    List<String> tags = in.list(CborReader::text);
    need(in, fields);
    Long givenChunks = in.u64OrAbsent();
    need(in, fields);
    Bytes givenHash = in.absent() ? null : Bytes.wrap(in.byteString(HASH_BYTES));
    if (fields.next()) {
      throw in.reject(Reason.WRONG_LENGTH, "an item has eight fields", start);
    }
    String shown = name == null ? lastStep(path) : name;
    long chunks = givenChunks == null ? chunks(size) : givenChunks;
    Bytes hash = givenHash == null ? hashOf(content, chunks) : givenHash;
    boolean real = size >= 0 && chunks >= 0 && chunks <= UnsignedRange.MAX_U32;
    if (shown == null || hash == null || !real) {
      throw in.reject(Reason.OUT_OF_RANGE, "not an item of a catalog", start);
    }
    return new ShareItem(content, size, shown, path, mime, tags, chunks, hash);
  }

  private static void need(CborReader in, ListReader fields) throws WireException {
    if (!fields.next()) {
      throw in.reject(Reason.WRONG_LENGTH, "an item has eight fields", in.offset());
    }
  }

  private static @Nullable String lastStep(@Nullable String path) {
    return path == null ? null : path.substring(path.lastIndexOf('/') + 1);
  }

  private static long chunks(long size) {
    long whole = Long.divideUnsigned(size, WireLimits.CHUNK_BYTES);
    return Long.remainderUnsigned(size, WireLimits.CHUNK_BYTES) == 0 ? whole : whole + 1;
  }

  /** Of an empty file the hash of nothing, of one chunk the hash of its hash; else not known. */
  private static @Nullable Bytes hashOf(ContentId content, long chunks) {
    if (chunks == 0) {
      return Bytes.wrap(Blake3.hash(new byte[0]));
    }
    return chunks == 1 ? Bytes.wrap(Blake3.hash(content.bytes())) : null;
  }
}
