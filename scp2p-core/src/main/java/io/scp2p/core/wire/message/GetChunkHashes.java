package io.scp2p.core.wire.message;

import io.scp2p.api.id.ContentId;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.IntRecordReader;

/**
 * 502: asks for the hashes of all chunks (specification section 12.1).
 *
 * @param contentId of which content
 */
public record GetChunkHashes(ContentId contentId) implements Request {
  static GetChunkHashes read(CborReader in) throws WireException {
    IntRecordReader fields = in.intRecord(1);
    ContentId contentId = null;
    while (fields.next() != IntRecordReader.END) {
      contentId = ContentId.of(in.byteString(ContentId.LENGTH));
    }
    return new GetChunkHashes(fields.need(0, contentId));
  }

  @Override
  public int type() {
    return MessageType.GET_CHUNK_HASHES.number();
  }

  @Override
  public void write(CborWriter out) {
    out.map(1);
    out.key(0);
    out.bytes(contentId);
  }

  @Override
  public <R> R dispatch(RequestHandler<R> handler) {
    return handler.getChunkHashes(this);
  }
}
