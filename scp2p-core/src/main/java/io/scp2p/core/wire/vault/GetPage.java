package io.scp2p.core.wire.vault;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.UnsignedRange;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.IntRecordReader;

/**
 * 630: asks for a page of a catalog (section V3.11).
 *
 * @param owner whose catalog
 * @param page which page
 * @param slot of which device
 */
public record GetPage(NodeKey owner, int page, Bytes slot) implements VaultRequest {
  static final int TYPE = 630;
  private static final int KEYS = 3;

  /** Refuses what has no wire form. */
  public GetPage {
    UnsignedRange.require("page", page, VaultLimits.CATALOG_PAGES - 1);
    slot.requireSize(VaultLimits.SLOT_BYTES, "slot");
  }

  static GetPage read(CborReader in) throws WireException {
    IntRecordReader fields = in.intRecord(KEYS);
    NodeKey owner = null;
    int page = 0;
    Bytes slot = null;
    for (int field = fields.next(); field != IntRecordReader.END; field = fields.next()) {
      switch (field) {
        case 0 -> owner = NodeKey.of(in.byteString(NodeKey.LENGTH));
        case 1 -> page = (int) Fields.upTo(in, VaultLimits.CATALOG_PAGES - 1);
        default -> slot = Bytes.wrap(in.byteString(VaultLimits.SLOT_BYTES));
      }
    }
    return new GetPage(fields.need(0, owner), (int) fields.need(1, page), fields.need(2, slot));
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void write(CborWriter out) {
    out.map(KEYS);
    out.key(0);
    out.bytes(owner);
    out.key(1);
    out.uint(page);
    out.key(2);
    out.bytes(slot);
  }
}
