package io.scp2p.core.wire.vault;

import io.scp2p.core.wire.UnsignedRange;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.IntRecordReader;

/**
 * Answers 631: it is being rebuilt. Order 622 is obeyed when it is done.
 *
 * @param pieces how many are durable already
 */
public record RebuildBegun(long pieces) implements VaultResponse {
  static final int TYPE = 631;
  private static final int KEYS = 2;

  /** Refuses what has no wire form. */
  public RebuildBegun {
    UnsignedRange.require("pieces", pieces, UnsignedRange.MAX_U32);
  }

  static VaultResponse read(CborReader in) throws WireException {
    IntRecordReader fields = in.intRecord(KEYS);
    int status = 0;
    long pieces = 0;
    for (int field = fields.next(); field != IntRecordReader.END; field = fields.next()) {
      switch (field) {
        case 0 -> status = in.u16();
        default -> pieces = in.u32();
      }
    }
    if (fields.need(0, status) != 0) {
      return new VaultRefused(TYPE, status);
    }
    return new RebuildBegun(fields.need(1, pieces));
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void write(CborWriter out) {
    out.map(KEYS);
    out.key(0);
    out.uint(0);
    out.key(1);
    out.uint(pieces);
  }
}
