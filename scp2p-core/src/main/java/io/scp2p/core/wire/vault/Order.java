package io.scp2p.core.wire.vault;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.IntRecordReader;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The head of every signed order: keys 0 to 3 of its map, its signature being key 4.
 *
 * @param owner whose shards
 * @param holder to whom the order goes; nobody else obeys it
 * @param atMillis when it was signed, Unix time
 * @param nonce makes it different from every other order
 */
public record Order(NodeKey owner, NodeKey holder, long atMillis, Bytes nonce) {
  /** Keys of head and signature. */
  static final int KEYS = 5;

  /** Refuses what has no wire form. */
  public Order {
    Objects.requireNonNull(owner, "owner");
    Objects.requireNonNull(holder, "holder");
    nonce.requireSize(VaultLimits.NONCE_BYTES, "nonce");
    if (atMillis < 0) {
      throw new IllegalArgumentException("an order has a time");
    }
  }

  void writeItems(CborWriter out) {
    out.bytes(owner);
    out.bytes(holder);
    out.uint(atMillis);
    out.bytes(nonce);
  }

  void writeKeys(CborWriter out, Bytes signature) {
    out.key(0);
    out.bytes(owner);
    out.key(1);
    out.bytes(holder);
    out.key(2);
    out.uint(atMillis);
    out.key(3);
    out.bytes(nonce);
    out.key(4);
    out.bytes(signature);
  }

  /** Collects the head while a map is read. */
  static final class Head {
    private @Nullable NodeKey owner;
    private @Nullable NodeKey holder;
    private long atMillis;
    private @Nullable Bytes nonce;
    private @Nullable Bytes signature;

    /** Takes one of the keys below {@link Order#KEYS}. */
    void take(int key, CborReader in) throws WireException {
      switch (key) {
        case 0 -> owner = NodeKey.of(in.byteString(NodeKey.LENGTH));
        case 1 -> holder = NodeKey.of(in.byteString(NodeKey.LENGTH));
        case 2 -> atMillis = Fields.positive(in);
        case 3 -> nonce = Bytes.wrap(in.byteString(VaultLimits.NONCE_BYTES));
        default -> signature = Bytes.wrap(in.byteString(Fields.SIGNATURE_BYTES));
      }
    }

    Order order(IntRecordReader fields) throws WireException {
      return new Order(
          fields.need(0, owner),
          fields.need(1, holder),
          fields.need(2, atMillis),
          fields.need(3, nonce));
    }

    Bytes signature(IntRecordReader fields) throws WireException {
      return fields.need(4, signature);
    }
  }
}
