package io.scp2p.core.wire.vault;

import io.scp2p.core.wire.UnsignedRange;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.IntRecordReader;
import java.util.function.LongFunction;

/** The form of answers that say how many pieces of a shard are there. */
final class PieceCount {
  private static final int KEYS = 2;

  private PieceCount() {}

  static void require(long pieces) {
    UnsignedRange.require("pieces", pieces, UnsignedRange.MAX_U32);
  }

  static VaultResponse read(CborReader in, int type, LongFunction<VaultResponse> made)
      throws WireException {
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
      return new VaultRefused(type, status);
    }
    return made.apply(fields.need(1, pieces));
  }

  static void write(CborWriter out, long pieces) {
    out.map(KEYS);
    out.key(0);
    out.uint(0);
    out.key(1);
    out.uint(pieces);
  }
}
