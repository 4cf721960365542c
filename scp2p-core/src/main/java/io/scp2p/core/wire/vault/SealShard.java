package io.scp2p.core.wire.vault;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.IntRecordReader;

/**
 * 622: all pieces are there; asks for the receipt (section V3.4). Harmless when repeated.
 *
 * @param order who orders it
 * @param shard its id
 * @param hash BLAKE3 of the whole shard
 * @param signature of the owner
 */
public record SealShard(Order order, Bytes shard, Bytes hash, Bytes signature)
    implements SignedOrder {
  static final int TYPE = 622;
  private static final int KEYS = 7;

  /** Refuses what has no wire form. */
  public SealShard {
    shard.requireSize(VaultLimits.SHARD_ID_BYTES, "shard id");
    hash.requireSize(VaultLimits.HASH_BYTES, "hash");
    signature.requireSize(Fields.SIGNATURE_BYTES, "signature");
  }

  /** An order that is still to be signed. */
  public static SealShard unsigned(Order order, Bytes shard, Bytes hash) {
    return new SealShard(order, shard, hash, Fields.NO_SIGNATURE);
  }

  @Override
  public SealShard signed(Bytes signature) {
    return new SealShard(order, shard, hash, signature);
  }

  static SealShard read(CborReader in) throws WireException {
    IntRecordReader fields = in.intRecord(KEYS);
    Order.Head head = new Order.Head();
    Bytes shard = null;
    Bytes hash = null;
    for (int field = fields.next(); field != IntRecordReader.END; field = fields.next()) {
      switch (field) {
        case 0, 1, 2, 3, 4 -> head.take(field, in);
        case 5 -> shard = Fields.shard(in);
        default -> hash = Bytes.wrap(in.byteString(VaultLimits.HASH_BYTES));
      }
    }
    return new SealShard(
        head.order(fields), fields.need(5, shard), fields.need(6, hash), head.signature(fields));
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void write(CborWriter out) {
    out.map(KEYS);
    order.writeKeys(out, signature);
    out.key(5);
    out.bytes(shard);
    out.key(6);
    out.bytes(hash);
  }

  @Override
  public int signedItems() {
    return 2;
  }

  @Override
  public void writeSigned(CborWriter out) {
    out.bytes(shard);
    out.bytes(hash);
  }
}
