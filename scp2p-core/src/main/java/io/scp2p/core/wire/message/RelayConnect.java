package io.scp2p.core.wire.message;

import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.RecordReader;

/**
 * 452: makes the sender a slot's requester (specification section 14.2). Tunnels do without.
 *
 * @param relaySlotId u64
 */
public record RelayConnect(long relaySlotId) implements Request {
  private static final FieldNames NAMES = FieldNames.of("relay_slot_id");

  static RelayConnect read(CborReader in) throws WireException {
    RecordReader fields = in.record(NAMES);
    long relaySlotId = 0;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "relay_slot_id" -> relaySlotId = in.u64();
        default -> throw fields.unhandled(name);
      }
    }
    return new RelayConnect(fields.need("relay_slot_id", relaySlotId));
  }

  @Override
  public int type() {
    return MessageType.RELAY_CONNECT.number();
  }

  @Override
  public void write(CborWriter out) {
    out.map(1);
    out.key("relay_slot_id");
    out.uint(relaySlotId);
  }

  @Override
  public <R> R dispatch(RequestHandler<R> handler) {
    return handler.relayConnect(this);
  }
}
