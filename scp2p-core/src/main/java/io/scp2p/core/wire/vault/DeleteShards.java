package io.scp2p.core.wire.vault;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.IntRecordReader;
import java.util.List;

/**
 * 626: asks to delete shards, open ones too (section V3.8). Those that are not there are no error.
 *
 * @param order who orders it
 * @param shards which
 * @param signature of the owner
 */
public record DeleteShards(Order order, List<Bytes> shards, Bytes signature)
    implements SignedOrder {
  static final int TYPE = 626;
  private static final int KEYS = 6;

  /** Refuses what has no wire form. */
  public DeleteShards {
    shards = Fields.checkedShards(shards);
    signature.requireSize(Fields.SIGNATURE_BYTES, "signature");
  }

  /** An order that is still to be signed. */
  public static DeleteShards unsigned(Order order, List<Bytes> shards) {
    return new DeleteShards(order, shards, Fields.NO_SIGNATURE);
  }

  @Override
  public DeleteShards signed(Bytes signature) {
    return new DeleteShards(order, shards, signature);
  }

  static DeleteShards read(CborReader in) throws WireException {
    IntRecordReader fields = in.intRecord(KEYS);
    Order.Head head = new Order.Head();
    List<Bytes> shards = null;
    for (int field = fields.next(); field != IntRecordReader.END; field = fields.next()) {
      switch (field) {
        case 0, 1, 2, 3, 4 -> head.take(field, in);
        default -> shards = Fields.shards(in);
      }
    }
    return new DeleteShards(head.order(fields), fields.need(5, shards), head.signature(fields));
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
    Fields.writeShards(out, shards);
  }

  @Override
  public int signedItems() {
    return 1;
  }

  @Override
  public void writeSigned(CborWriter out) {
    Fields.writeShards(out, shards);
  }
}
