package io.scp2p.core.wire.message;

import io.scp2p.core.wire.UnsignedRange;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.RecordReader;

/**
 * 402: asks what the node itself publishes (specification section 9.9).
 *
 * @param maxEntries u16
 */
public record ListPublicShares(int maxEntries) implements Request {
  private static final FieldNames NAMES = FieldNames.of("max_entries");

  /** Refuses what has no wire form. */
  public ListPublicShares {
    UnsignedRange.require("max_entries", maxEntries, UnsignedRange.MAX_U16);
  }

  static ListPublicShares read(CborReader in) throws WireException {
    RecordReader fields = in.record(NAMES);
    int maxEntries = 0;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "max_entries" -> maxEntries = in.u16();
        default -> throw fields.unhandled(name);
      }
    }
    return new ListPublicShares(fields.need("max_entries", maxEntries));
  }

  @Override
  public int type() {
    return MessageType.LIST_PUBLIC_SHARES.number();
  }

  @Override
  public void write(CborWriter out) {
    out.map(1);
    out.key("max_entries");
    out.uint(maxEntries);
  }

  @Override
  public <R> R dispatch(RequestHandler<R> handler) {
    return handler.listPublicShares(this);
  }
}
