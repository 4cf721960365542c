package io.scp2p.core.wire.vault;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.UnsignedRange;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.IntRecordReader;
import java.util.List;

/**
 * 625: asks to keep shards for longer (section V3.7).
 *
 * @param order who orders it
 * @param leaseSeconds from now
 * @param shards which
 * @param signature of the owner
 */
public record RenewLeases(Order order, long leaseSeconds, List<Bytes> shards, Bytes signature)
    implements SignedOrder {
  static final int TYPE = 625;
  private static final int KEYS = 7;

  /** Refuses what has no wire form. */
  public RenewLeases {
    UnsignedRange.require("leaseSeconds", leaseSeconds, UnsignedRange.MAX_U32);
    shards = Fields.checkedShards(shards);
    signature.requireSize(Fields.SIGNATURE_BYTES, "signature");
  }

  /** An order that is still to be signed. */
  public static RenewLeases unsigned(Order order, long leaseSeconds, List<Bytes> shards) {
    return new RenewLeases(order, leaseSeconds, shards, Fields.NO_SIGNATURE);
  }

  @Override
  public RenewLeases signed(Bytes signature) {
    return new RenewLeases(order, leaseSeconds, shards, signature);
  }

  static RenewLeases read(CborReader in) throws WireException {
    IntRecordReader fields = in.intRecord(KEYS);
    Order.Head head = new Order.Head();
    long leaseSeconds = 0;
    List<Bytes> shards = null;
    for (int field = fields.next(); field != IntRecordReader.END; field = fields.next()) {
      switch (field) {
        case 0, 1, 2, 3, 4 -> head.take(field, in);
        case 5 -> leaseSeconds = in.u32();
        default -> shards = Fields.shards(in);
      }
    }
    return new RenewLeases(
        head.order(fields),
        fields.need(5, leaseSeconds),
        fields.need(6, shards),
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
    out.uint(leaseSeconds);
    out.key(6);
    Fields.writeShards(out, shards);
  }

  @Override
  public int signedItems() {
    return 2;
  }

  @Override
  public void writeSigned(CborWriter out) {
    out.uint(leaseSeconds);
    Fields.writeShards(out, shards);
  }
}
