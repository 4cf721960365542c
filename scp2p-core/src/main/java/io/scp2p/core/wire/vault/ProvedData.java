package io.scp2p.core.wire.vault;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.UnsignedRange;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.IntRecordReader;

/** The form that answers 623 and 624 share: a part of a shard and what leads to its hash. */
final class ProvedData {
  private static final int KEYS = 4;

  /** About what everything but the data takes. */
  private static final int HEAD_BYTES = 512;

  private ProvedData() {}

  /** Makes the answer. */
  @FunctionalInterface
  interface Maker {
    VaultResponse make(long sizeBytes, Bytes proof, Bytes data);
  }

  /** Refuses what has no wire form. */
  static void require(long sizeBytes, Bytes proof, Bytes data) {
    UnsignedRange.require("sizeBytes", sizeBytes, VaultLimits.MAX_SHARD_BYTES);
    Fields.requireProof(proof);
    Fields.requireData(data, VaultLimits.MAX_DATA_BYTES, "data");
  }

  static VaultResponse read(CborReader in, int type, Maker maker) throws WireException {
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
      return new VaultRefused(type, status);
    }
    return maker.make(fields.need(1, sizeBytes), fields.need(2, proof), fields.need(3, data));
  }

  /** Everything but the data. */
  static void writeHead(CborWriter out, long sizeBytes, Bytes proof, Bytes data) {
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

  static int sizeHintBytes(Bytes data) {
    return data.size() + HEAD_BYTES;
  }
}
