package io.scp2p.core.wire.message;

import io.scp2p.api.id.NodeId;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.IntRecordReader;

/**
 * 200: asks for the nodes closest to an id (specification section 8.3).
 *
 * @param target what they should be close to
 */
public record FindNode(NodeId target) implements Request {
  static FindNode read(CborReader in) throws WireException {
    IntRecordReader fields = in.intRecord(1);
    NodeId target = null;
    while (fields.next() != IntRecordReader.END) {
      target = NodeId.of(in.byteString(NodeId.LENGTH));
    }
    return new FindNode(fields.need(0, target));
  }

  @Override
  public int type() {
    return MessageType.FIND_NODE.number();
  }

  @Override
  public void write(CborWriter out) {
    out.map(1);
    out.key(0);
    out.bytes(target);
  }

  @Override
  public <R> R dispatch(RequestHandler<R> handler) {
    return handler.findNode(this);
  }
}
