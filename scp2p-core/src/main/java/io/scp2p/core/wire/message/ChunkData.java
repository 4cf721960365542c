package io.scp2p.core.wire.message;

import io.scp2p.api.id.ContentId;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.UnsignedRange;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import io.scp2p.core.wire.WireLimits;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.IntRecordReader;
import io.scp2p.core.wire.cbor.TailedEncodable;

/**
 * 501: answers 500 (specification section 12.2).
 *
 * @param contentId of which content
 * @param chunkIndex counted from 0, u32
 * @param data 1 to {@link WireLimits#CHUNK_BYTES} bytes, unverified; after decoding a window on the
 *     frame, so that a chunk is hashed and written to disk from where it was received
 */
public record ChunkData(ContentId contentId, long chunkIndex, Bytes data)
    implements Response, TailedEncodable {
  /** Refuses what has no wire form. */
  public ChunkData {
    UnsignedRange.require("chunk index", chunkIndex, UnsignedRange.MAX_U32);
    if (!fits(data)) {
      throw new IllegalArgumentException("a chunk has no " + data.size() + " bytes");
    }
  }

  static ChunkData read(CborReader in) throws WireException {
    IntRecordReader fields = in.intRecord(3);
    ContentId contentId = null;
    long chunkIndex = 0;
    Bytes data = null;
    for (int field = fields.next(); field != IntRecordReader.END; field = fields.next()) {
      switch (field) {
        case 0 -> contentId = ContentId.of(in.byteString(ContentId.LENGTH));
        case 1 -> chunkIndex = in.u32();
        default -> data = readData(in);
      }
    }
    return new ChunkData(
        fields.need(0, contentId), fields.need(1, chunkIndex), fields.need(2, data));
  }

  private static Bytes readData(CborReader in) throws WireException {
    int at = in.offset();
    Bytes data = in.byteString();
    if (!fits(data)) {
      throw in.reject(Reason.WRONG_LENGTH, "chunk data of impossible size", at);
    }
    return data;
  }

  private static boolean fits(Bytes data) {
    return !data.isEmpty() && data.size() <= WireLimits.CHUNK_BYTES;
  }

  @Override
  public int type() {
    return MessageType.CHUNK_DATA.number();
  }

  @Override
  public void writeHead(CborWriter out) {
    out.map(3);
    out.key(0);
    out.bytes(contentId);
    out.key(1);
    out.uint(chunkIndex);
    out.key(2);
    out.byteStringHead(data.size());
  }

  @Override
  public Bytes tail() {
    return data;
  }

  @Override
  public int sizeHintBytes() {
    return data.size() + 64;
  }
}
