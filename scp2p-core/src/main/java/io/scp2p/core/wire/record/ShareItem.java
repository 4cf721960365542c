package io.scp2p.core.wire.record;

import io.scp2p.api.id.ContentId;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.UnsignedRange;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.Encodable;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.RecordReader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One file of a share (specification section 9.1).
 *
 * @param contentId hash of the file
 * @param size its bytes, u64
 * @param name file name, as the publisher wrote it: not to be trusted as a path
 * @param path relative path in a folder share, likewise
 * @param mime media type, if known
 * @param tags words to find it by
 * @param chunkCount u32
 * @param chunkListHash 32 bytes, hash of the concatenated chunk hashes
 */
public record ShareItem(
    ContentId contentId,
    long size,
    String name,
    @Nullable String path,
    @Nullable String mime,
    List<String> tags,
    long chunkCount,
    Bytes chunkListHash)
    implements Encodable {
  private static final FieldNames NAMES =
      FieldNames.of(
          "content_id", "size", "name", "path", "mime", "tags", "chunk_count", "chunk_list_hash");

  private static final Bytes NO_HASH = Bytes.wrap(new byte[WireSizes.HASH_BYTES]);

  /** Refuses what has no wire form. */
  public ShareItem {
    tags = List.copyOf(tags);
    UnsignedRange.require("chunk count", chunkCount, UnsignedRange.MAX_U32);
    chunkListHash.requireSize(WireSizes.HASH_BYTES, "chunk list hash");
  }

  /** Reads an item; the two chunk fields default to zero. */
  public static ShareItem read(CborReader in) throws WireException {
    RecordReader fields = in.record(NAMES);
    ContentId contentId = null;
    long size = 0;
    String fileName = null;
    String path = null;
    String mime = null;
    List<String> tags = null;
    long chunkCount = 0;
    Bytes chunkListHash = NO_HASH;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "content_id" -> contentId = ContentId.of(in.fixed(ContentId.LENGTH));
        case "size" -> size = in.u64();
        case "name" -> fileName = in.text();
        case "path" -> path = in.textOrAbsent();
        case "mime" -> mime = in.textOrAbsent();
        case "tags" -> tags = in.list(CborReader::text);
        case "chunk_count" -> chunkCount = in.u32();
        case "chunk_list_hash" -> chunkListHash = in.fixedBytes(WireSizes.HASH_BYTES);
        default -> throw fields.unhandled(name);
      }
    }
    return new ShareItem(
        fields.need("content_id", contentId),
        fields.need("size", size),
        fields.need("name", fileName),
        path,
        mime,
        fields.need("tags", tags),
        chunkCount,
        chunkListHash);
  }

  /** The map form: in transport and in the manifest id. */
  @Override
  public void write(CborWriter out) {
    out.map(path == null ? 7 : 8);
    out.key("content_id");
    out.id(contentId);
    out.key("size");
    out.uint(size);
    out.key("name");
    out.text(name);
    if (path != null) {
      out.key("path");
      out.text(path);
    }
    out.key("mime");
    out.textOrNull(mime);
    out.key("tags");
    out.texts(tags);
    out.key("chunk_count");
    out.uint(chunkCount);
    out.key("chunk_list_hash");
    out.fixed(chunkListHash);
  }

  /** The tuple form, which is signed: an absent path is an explicit null (section 9.3). */
  void writeTuple(CborWriter out) {
    out.array(8);
    out.id(contentId);
    out.uint(size);
    out.text(name);
    out.textOrNull(path);
    out.textOrNull(mime);
    out.texts(tags);
    out.uint(chunkCount);
    out.fixed(chunkListHash);
  }
}
