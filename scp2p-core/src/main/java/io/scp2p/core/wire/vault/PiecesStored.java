package io.scp2p.core.wire.vault;

import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;

/**
 * Answers 621: everything below is durable against a crash of the process.
 *
 * @param pieces how many pieces the holder has
 */
public record PiecesStored(long pieces) implements VaultResponse {
  static final int TYPE = 621;

  /** Refuses what has no wire form. */
  public PiecesStored {
    PieceCount.require(pieces);
  }

  static VaultResponse read(CborReader in) throws WireException {
    return PieceCount.read(in, TYPE, PiecesStored::new);
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
