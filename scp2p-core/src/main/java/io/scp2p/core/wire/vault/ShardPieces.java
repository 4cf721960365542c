package io.scp2p.core.wire.vault;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.TailedEncodable;

/**
 * Answers 623. Nothing of it is believed before the proof leads to the hash of the shard.
 *
 * @param sizeBytes of the whole shard
 * @param proof vertices beside the range, from left to right
 * @param data the pieces, end to end
 */
public record ShardPieces(long sizeBytes, Bytes proof, Bytes data)
    implements VaultResponse, TailedEncodable {
  static final int TYPE = 623;

  /** Refuses what has no wire form. */
  public ShardPieces {
    ProvedData.require(sizeBytes, proof, data);
  }

  static VaultResponse read(CborReader in) throws WireException {
    return ProvedData.read(in, TYPE, ShardPieces::new);
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void writeHead(CborWriter out) {
    ProvedData.writeHead(out, sizeBytes, proof, data);
  }

  @Override
  public Bytes tail() {
    return data;
  }

  @Override
  public int sizeHintBytes() {
    return ProvedData.sizeHintBytes(data);
  }
}
