package io.scp2p.core.wire.vault;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.TailedEncodable;

/**
 * Answers 624.
 *
 * @param sizeBytes of the whole shard
 * @param proof vertices beside the leaf, from left to right
 * @param data the leaf
 */
public record Possession(long sizeBytes, Bytes proof, Bytes data)
    implements VaultResponse, TailedEncodable {
  static final int TYPE = 624;

  /** Refuses what has no wire form. */
  public Possession {
    ProvedData.require(sizeBytes, proof, data);
  }

  static VaultResponse read(CborReader in) throws WireException {
    return ProvedData.read(in, TYPE, Possession::new);
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
