package io.scp2p.core.wire.message;

import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.RecordReader;
import org.jspecify.annotations.Nullable;

/**
 * 450: asks a relay for a slot (specification section 14.1).
 *
 * @param relaySlotId the slot to renew, u64, or null for a new one
 * @param tunnel whether this connection becomes the slot's tunnel
 */
public record RelayRegister(@Nullable Long relaySlotId, boolean tunnel) implements Request {
  private static final FieldNames NAMES = FieldNames.of("relay_slot_id", "tunnel");

  static RelayRegister read(CborReader in) throws WireException {
    RecordReader fields = in.record(NAMES);
    Long relaySlotId = null;
    boolean tunnel = false;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "relay_slot_id" -> relaySlotId = in.u64OrAbsent();
        case "tunnel" -> tunnel = in.bool();
        default -> throw fields.unhandled(name);
      }
    }
    return new RelayRegister(relaySlotId, tunnel);
  }

  @Override
  public int type() {
    return MessageType.RELAY_REGISTER.number();
  }

  @Override
  public void write(CborWriter out) {
    out.map(2);
    out.key("relay_slot_id");
    out.uintOrNull(relaySlotId);
    out.key("tunnel");
    out.bool(tunnel);
  }

  @Override
  public <R> R dispatch(RequestHandler<R> handler) {
    return handler.relayRegister(this);
  }
}
