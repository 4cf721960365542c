package io.scp2p.core.wire.vault;

import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;

/**
 * Answers 631: it is being rebuilt. Order 622 is obeyed when it is done.
 *
 * @param pieces how many are durable already
 */
public record RebuildBegun(long pieces) implements VaultResponse {
  static final int TYPE = 631;

  /** Refuses what has no wire form. */
  public RebuildBegun {
    PieceCount.require(pieces);
  }

  static VaultResponse read(CborReader in) throws WireException {
    return PieceCount.read(in, TYPE, RebuildBegun::new);
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void write(CborWriter out) {
    PieceCount.write(out, pieces);
  }
}
