package io.scp2p.core.wire.message;

import io.scp2p.core.wire.UnsignedRange;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.RecordReader;

/**
 * 101: asks for a sample of known peers (specification section 7.5).
 *
 * @param maxPeers u8
 */
public record PexRequest(int maxPeers) implements Request {
  private static final FieldNames NAMES = FieldNames.of("max_peers");

  /** Refuses what has no wire form. */
  public PexRequest {
    UnsignedRange.require("max_peers", maxPeers, UnsignedRange.MAX_U8);
  }

  static PexRequest read(CborReader in) throws WireException {
    RecordReader fields = in.record(NAMES);
    int maxPeers = 0;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "max_peers" -> maxPeers = in.u8();
        default -> throw fields.unhandled(name);
      }
    }
    return new PexRequest(fields.need("max_peers", maxPeers));
  }

  @Override
  public int type() {
    return MessageType.PEX_REQUEST.number();
  }

  @Override
  public void write(CborWriter out) {
    out.map(1);
    out.key("max_peers");
    out.uint(maxPeers);
  }

  @Override
  public <R> R dispatch(RequestHandler<R> handler) {
    return handler.pexRequest(this);
  }
}
