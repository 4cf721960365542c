package io.scp2p.core.wire.record;

import io.scp2p.core.wire.U64;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.Encodable;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.RecordReader;

/**
 * How to reach a peer through a relay (specification section 7.1).
 *
 * @param relayAddress the relay; the dialler ignores a route nested in it
 * @param slotId the peer's slot there, u64
 * @param endToEnd whether the peer takes sealed channels (docs/relay-protocol.md); v1 nodes ignore
 *     the key and drop it when they encode the route anew
 */
public record RelayRoute(PeerAddress relayAddress, long slotId, boolean endToEnd)
    implements Encodable {
  private static final FieldNames NAMES = FieldNames.of("relay_addr", "slot_id", "e2e");

  /** A route as v1 knows it. */
  public RelayRoute(PeerAddress relayAddress, long slotId) {
    this(relayAddress, slotId, false);
  }

  static RelayRoute read(CborReader in, int levelsLeft) throws WireException {
    RecordReader fields = in.record(NAMES);
    PeerAddress relayAddress = null;
    long slotId = 0;
    boolean endToEnd = false;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "relay_addr" -> relayAddress = PeerAddress.readNested(in, levelsLeft);
        case "slot_id" -> slotId = in.u64();
        case "e2e" -> endToEnd = !in.absent() && in.bool();
        default -> throw fields.unhandled(name);
      }
    }
    return new RelayRoute(
        fields.need("relay_addr", relayAddress), fields.need("slot_id", slotId), endToEnd);
  }

  @Override
  public void write(CborWriter out) {
    out.map(endToEnd ? 3 : 2);
    out.key("relay_addr");
    relayAddress.write(out);
    out.key("slot_id");
    out.uint(slotId);
    if (endToEnd) {
      out.key("e2e");
      out.bool(true);
    }
  }

  @Override
  public String toString() {
    return "RelayRoute[relayAddress="
        + relayAddress
        + ", slotId="
        + U64.text(slotId)
        + (endToEnd ? ", endToEnd]" : "]");
  }
}
