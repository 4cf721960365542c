package io.scp2p.core.wire.vault;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.UnsignedRange;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.IntRecordReader;

/**
 * 623: asks for pieces of a shard and for the proof that they belong to it (section V3.5).
 *
 * @param shard its id
 * @param first number of the first piece
 * @param count how many
 */
public record ReadPieces(Bytes shard, long first, long count) implements VaultRequest {
  static final int TYPE = 623;
  private static final int KEYS = 3;

  /** Refuses what has no wire form. */
  public ReadPieces {
    shard.requireSize(VaultLimits.SHARD_ID_BYTES, "shard id");
    UnsignedRange.require("first", first, UnsignedRange.MAX_U32);
    UnsignedRange.require("count", count, UnsignedRange.MAX_U32);
  }

  static ReadPieces read(CborReader in) throws WireException {
    IntRecordReader fields = in.intRecord(KEYS);
    Bytes shard = null;
    long first = 0;
    long count = 0;
    for (int field = fields.next(); field != IntRecordReader.END; field = fields.next()) {
      switch (field) {
        case 0 -> shard = Fields.shard(in);
        case 1 -> first = in.u32();
        default -> count = in.u32();
      }
    }
    return new ReadPieces(fields.need(0, shard), fields.need(1, first), fields.need(2, count));
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void write(CborWriter out) {
    out.map(KEYS);
    out.key(0);
    out.bytes(shard);
    out.key(1);
    out.uint(first);
    out.key(2);
    out.uint(count);
  }

  @Override
  public boolean isBulk() {
    return true;
  }
}
