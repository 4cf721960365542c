package io.scp2p.core.wire.vault;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.UnsignedRange;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.IntRecordReader;
import io.scp2p.core.wire.cbor.TailedEncodable;

/**
 * 628: asks to keep a page of the sealed catalog (section V3.10).
 *
 * @param order who orders it
 * @param page which page
 * @param slot which device wrote it
 * @param sequence higher than that of the page it replaces
 * @param data the sealed page
 * @param signature of the owner
 */
public record StorePage(
    Order order, int page, Bytes slot, long sequence, Bytes data, Bytes signature)
    implements SignedOrder, TailedEncodable {
  static final int TYPE = 628;
  private static final int KEYS = 9;

  /** Refuses what has no wire form. */
  public StorePage {
    UnsignedRange.require("page", page, VaultLimits.CATALOG_PAGES - 1);
    slot.requireSize(VaultLimits.SLOT_BYTES, "slot");
    UnsignedRange.require("sequence", sequence, Long.MAX_VALUE);
    Fields.requireData(data, VaultLimits.MAX_PAGE_BYTES, "page");
    signature.requireSize(Fields.SIGNATURE_BYTES, "signature");
  }

  /** An order that is still to be signed. */
  public static StorePage unsigned(Order order, int page, Bytes slot, long sequence, Bytes data) {
    return new StorePage(order, page, slot, sequence, data, Fields.NO_SIGNATURE);
  }

  @Override
  public StorePage signed(Bytes signature) {
    return new StorePage(order, page, slot, sequence, data, signature);
  }

  static StorePage read(CborReader in) throws WireException {
    IntRecordReader fields = in.intRecord(KEYS);
    Order.Head head = new Order.Head();
    int page = 0;
    Bytes slot = null;
    long sequence = 0;
    Bytes data = null;
    for (int field = fields.next(); field != IntRecordReader.END; field = fields.next()) {
      switch (field) {
        case 0, 1, 2, 3, 4 -> head.take(field, in);
        case 5 -> page = (int) Fields.upTo(in, VaultLimits.CATALOG_PAGES - 1);
        case 6 -> slot = Bytes.wrap(in.byteString(VaultLimits.SLOT_BYTES));
        case 7 -> sequence = Fields.positive(in);
        default -> data = Fields.data(in, VaultLimits.MAX_PAGE_BYTES);
      }
    }
    return new StorePage(
        head.order(fields),
        (int) fields.need(5, page),
        fields.need(6, slot),
        fields.need(7, sequence),
        fields.need(8, data),
        head.signature(fields));
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void writeHead(CborWriter out) {
    out.map(KEYS);
    order.writeKeys(out, signature);
    out.key(5);
    out.uint(page);
    out.key(6);
    out.bytes(slot);
    out.key(7);
    out.uint(sequence);
    out.key(8);
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

  @Override
  public int signedItems() {
    return 4;
  }

  @Override
  public void writeSigned(CborWriter out) {
    out.uint(page);
    out.bytes(slot);
    out.uint(sequence);
    out.bytes(data);
  }
}
