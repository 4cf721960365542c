package io.scp2p.core.wire.message;

import io.scp2p.api.id.ContentId;
import io.scp2p.core.wire.UnsignedRange;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.IntRecordReader;

/**
 * 500: asks for a chunk (specification section 12.2).
 *
 * @param contentId of which content
 * @param chunkIndex counted from 0, u32
 */
public record GetChunk(ContentId contentId, long chunkIndex) implements Request {
  /** Refuses what has no wire form. */
  public GetChunk {
    UnsignedRange.require("chunkIndex", chunkIndex, UnsignedRange.MAX_U32);
  }

  static GetChunk read(CborReader in) throws WireException {
    IntRecordReader fields = in.intRecord(2);
    ContentId contentId = null;
    long chunkIndex = 0;
    for (int field = fields.next(); field != IntRecordReader.END; field = fields.next()) {
      switch (field) {
        case 0 -> contentId = ContentId.of(in.byteString(ContentId.LENGTH));
        default -> chunkIndex = in.u32();
      }
    }
    return new GetChunk(fields.need(0, contentId), fields.need(1, chunkIndex));
  }

  @Override
  public int type() {
    return MessageType.GET_CHUNK.number();
  }

  @Override
  public void write(CborWriter out) {
    out.map(2);
    out.key(0);
    out.bytes(contentId);
    out.key(1);
    out.uint(chunkIndex);
  }

  @Override
  public <R> R dispatch(RequestHandler<R> handler) {
    return handler.getChunk(this);
  }
}
