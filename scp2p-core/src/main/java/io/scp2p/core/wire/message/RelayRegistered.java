package io.scp2p.core.wire.message;

import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.RecordReader;

/**
 * 451: answers 450 (specification section 14.1).
 *
 * @param relaySlotId u64, and a bearer token: whoever knows it can reach the node
 * @param expiresAt unix seconds, u64; a tunnel outlives it
 */
public record RelayRegistered(long relaySlotId, long expiresAt) implements Response {
  private static final FieldNames NAMES = FieldNames.of("relay_slot_id", "expires_at");

  static RelayRegistered read(CborReader in) throws WireException {
    RecordReader fields = in.record(NAMES);
    long relaySlotId = 0;
    long expiresAt = 0;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "relay_slot_id" -> relaySlotId = in.u64();
        case "expires_at" -> expiresAt = in.u64();
        default -> throw fields.unhandled(name);
      }
    }
    return new RelayRegistered(
        fields.need("relay_slot_id", relaySlotId), fields.need("expires_at", expiresAt));
  }

  @Override
  public int type() {
    return MessageType.RELAY_REGISTERED.number();
  }

  @Override
  public void write(CborWriter out) {
    out.map(2);
    out.key("relay_slot_id");
    out.uint(relaySlotId);
    out.key("expires_at");
    out.uint(expiresAt);
  }
}
