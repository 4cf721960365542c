package io.scp2p.core.wire.vault;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.UnsignedRange;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.IntRecordReader;

/**
 * 620: asks a holder to make room for a shard, or to go on with one (section V3.2).
 *
 * @param order who orders it
 * @param shard its id
 * @param sizeBytes how many bytes it will have
 * @param pieceLog binary logarithm of the size of its pieces
 * @param leaseSeconds how long it shall be kept
 * @param signature of the owner
 */
public record OpenShard(
    Order order, Bytes shard, long sizeBytes, int pieceLog, long leaseSeconds, Bytes signature)
    implements SignedOrder {
  static final int TYPE = 620;
  private static final int KEYS = 9;

  /** Refuses what has no wire form. */
  public OpenShard {
    shard.requireSize(VaultLimits.SHARD_ID_BYTES, "shard id");
    UnsignedRange.require("sizeBytes", sizeBytes, VaultLimits.MAX_SHARD_BYTES);
    Fields.requirePieceLog(pieceLog);
    UnsignedRange.require("leaseSeconds", leaseSeconds, UnsignedRange.MAX_U32);
    signature.requireSize(Fields.SIGNATURE_BYTES, "signature");
  }

  /** An order that is still to be signed. */
  public static OpenShard unsigned(
      Order order, Bytes shard, long sizeBytes, int pieceLog, long leaseSeconds) {
    return new OpenShard(order, shard, sizeBytes, pieceLog, leaseSeconds, Fields.NO_SIGNATURE);
  }

  @Override
  public OpenShard signed(Bytes signature) {
    return new OpenShard(order, shard, sizeBytes, pieceLog, leaseSeconds, signature);
  }

  static OpenShard read(CborReader in) throws WireException {
    IntRecordReader fields = in.intRecord(KEYS);
    Order.Head head = new Order.Head();
    Bytes shard = null;
    long sizeBytes = 0;
    int pieceLog = 0;
    long leaseSeconds = 0;
    for (int field = fields.next(); field != IntRecordReader.END; field = fields.next()) {
      switch (field) {
        case 0, 1, 2, 3, 4 -> head.take(field, in);
        case 5 -> shard = Fields.shard(in);
        case 6 -> sizeBytes = Fields.upTo(in, VaultLimits.MAX_SHARD_BYTES);
        case 7 -> pieceLog = Fields.pieceLog(in);
        default -> leaseSeconds = in.u32();
      }
    }
    return new OpenShard(
        head.order(fields),
        fields.need(5, shard),
        fields.need(6, sizeBytes),
        (int) fields.need(7, pieceLog),
        fields.need(8, leaseSeconds),
        head.signature(fields));
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
    out.uint(sizeBytes);
    out.key(7);
    out.uint(pieceLog);
    out.key(8);
    out.uint(leaseSeconds);
  }

  @Override
  public int signedItems() {
    return 4;
  }

  @Override
  public void writeSigned(CborWriter out) {
    out.bytes(shard);
    out.uint(sizeBytes);
    out.uint(pieceLog);
    out.uint(leaseSeconds);
  }
}
