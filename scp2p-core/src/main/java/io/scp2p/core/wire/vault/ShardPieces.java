package io.scp2p.core.wire.vault;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.UnsignedRange;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.IntRecordReader;
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
  private static final int KEYS = 4;

  /** Refuses what has no wire form. */
  public ShardPieces {
    UnsignedRange.require("sizeBytes", sizeBytes, VaultLimits.MAX_SHARD_BYTES);
    Fields.requireProof(proof);
    Fields.requireData(data, VaultLimits.MAX_DATA_BYTES, "data");
  }

  static VaultResponse read(CborReader in) throws WireException {
    IntRecordReader fields = in.intRecord(KEYS);
    int status = 0;
    long sizeBytes = 0;
    Bytes proof = null;
    Bytes data = null;
    for (int field = fields.next(); field != IntRecordReader.END; field = fields.next()) {
      switch (field) {
        case 0 -> status = in.u16();
        case 1 -> sizeBytes = Fields.upTo(in, VaultLimits.MAX_SHARD_BYTES);
        case 2 -> proof = Fields.proof(in);
        default -> data = Fields.data(in, VaultLimits.MAX_DATA_BYTES);
      }
    }
    if (fields.need(0, status) != 0) {
      return new VaultRefused(TYPE, status);
    }
    return new ShardPieces(fields.need(1, sizeBytes), fields.need(2, proof), fields.need(3, data));
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void writeHead(CborWriter out) {
    out.map(KEYS);
    out.key(0);
    out.uint(0);
    out.key(1);
    out.uint(sizeBytes);
    out.key(2);
    out.bytes(proof);
    out.key(3);
    out.byteStringHead(data.size());
  }

  @Override
  public Bytes tail() {
    return data;
  }

  @Override
  public int sizeHintBytes() {
    return data.size() + 512;
  }
}
