package io.scp2p.core.wire.message;

import io.scp2p.core.wire.UnsignedRange;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.RecordReader;

/**
 * 460: asks for relays (specification section 14.7).
 *
 * @param maxCount u16
 */
public record RelayListRequest(int maxCount) implements Request {
  private static final FieldNames NAMES = FieldNames.of("max_count");

  /** Refuses what has no wire form. */
  public RelayListRequest {
    UnsignedRange.require("max_count", maxCount, UnsignedRange.MAX_U16);
  }

  static RelayListRequest read(CborReader in) throws WireException {
    RecordReader fields = in.record(NAMES);
    int maxCount = 0;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "max_count" -> maxCount = in.u16();
        default -> throw fields.unhandled(name);
      }
    }
    return new RelayListRequest(fields.need("max_count", maxCount));
  }

  @Override
  public int type() {
    return MessageType.RELAY_LIST_REQUEST.number();
  }

  @Override
  public void write(CborWriter out) {
    out.map(1);
    out.key("max_count");
    out.uint(maxCount);
  }

  @Override
  public <R> R dispatch(RequestHandler<R> handler) {
    return handler.relayListRequest(this);
  }
}
