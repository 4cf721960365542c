package io.scp2p.core.wire.relay;

import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.IntRecordReader;
import io.scp2p.core.wire.message.ExtensionResponse;
import io.scp2p.core.wire.record.PeerAddress;
import java.util.List;

/**
 * The answer to 603.
 *
 * @param addresses of the node that answers, behind relays, the best first
 */
public record Routes(List<PeerAddress> addresses) implements ExtensionResponse {
  /** Tunnels that a node may name. */
  public static final int MAX_ADDRESSES = 8;

  private static final int KEYS = 1;

  /** Copies the list, and refuses what no receiver would take. */
  public Routes {
    addresses = List.copyOf(addresses);
    if (addresses.size() > MAX_ADDRESSES) {
      throw new IllegalArgumentException("too many routes");
    }
  }

  /** Reads an answer. */
  public static Routes read(CborReader in) throws WireException {
    IntRecordReader fields = in.intRecord(KEYS);
    List<PeerAddress> addresses = null;
    for (int field = fields.next(); field != IntRecordReader.END; field = fields.next()) {
      switch (field) {
        default -> addresses = in.list(MAX_ADDRESSES, "too many routes", PeerAddress::read);
      }
    }
    return new Routes(fields.need(0, addresses));
  }

  @Override
  public int type() {
    return AskRoutes.TYPE;
  }

  @Override
  public void write(CborWriter out) {
    out.map(KEYS);
    out.key(0);
    out.records(addresses);
  }
}
