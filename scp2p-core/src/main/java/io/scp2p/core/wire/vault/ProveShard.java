package io.scp2p.core.wire.vault;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.UnsignedRange;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.IntRecordReader;

/**
 * 624: asks for one leaf of a shard, to see that the holder still has it (section V3.6).
 *
 * @param shard its id
 * @param leaf number of a leaf of 1,024 bytes
 */
public record ProveShard(Bytes shard, long leaf) implements VaultRequest {
  static final int TYPE = 624;
  private static final int KEYS = 2;

  /** Refuses what has no wire form. */
  public ProveShard {
    shard.requireSize(VaultLimits.SHARD_ID_BYTES, "shard id");
    UnsignedRange.require("leaf", leaf, UnsignedRange.MAX_U32);
  }

  static ProveShard read(CborReader in) throws WireException {
    IntRecordReader fields = in.intRecord(KEYS);
    Bytes shard = null;
    long leaf = 0;
    for (int field = fields.next(); field != IntRecordReader.END; field = fields.next()) {
      switch (field) {
        case 0 -> shard = Fields.shard(in);
        default -> leaf = in.u32();
      }
    }
    return new ProveShard(fields.need(0, shard), fields.need(1, leaf));
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
    out.uint(leaf);
  }
}
