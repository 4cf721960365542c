package io.scp2p.core.wire.vault;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.UnsignedRange;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.IntRecordReader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers 629: the pages of a catalog that are here.
 *
 * @param pages in no particular order
 */
public record PageList(List<Entry> pages) implements VaultResponse {
  static final int TYPE = 629;
  private static final int KEYS = 2;
  private static final int MAX_ENTRIES = VaultLimits.CATALOG_PAGES * VaultLimits.MAX_SLOTS;

  /**
   * One page.
   *
   * @param page which page
   * @param slot of which device
   * @param sequence how new
   */
  public record Entry(int page, Bytes slot, long sequence) {
    /** Refuses what has no wire form. */
    public Entry {
      UnsignedRange.require("page", page, VaultLimits.CATALOG_PAGES - 1);
      slot.requireSize(VaultLimits.SLOT_BYTES, "slot");
      UnsignedRange.require("sequence", sequence, Long.MAX_VALUE);
    }
  }

  /** Copies the list. */
  public PageList {
    if (pages.size() > MAX_ENTRIES) {
      throw new IllegalArgumentException("a catalog has no " + pages.size() + " pages");
    }
    pages = List.copyOf(pages);
  }

  static VaultResponse read(CborReader in) throws WireException {
    IntRecordReader fields = in.intRecord(KEYS);
    int status = 0;
    @Nullable List<Entry> pages = null;
    for (int field = fields.next(); field != IntRecordReader.END; field = fields.next()) {
      switch (field) {
        case 0 -> status = in.u16();
        default -> pages = in.list(MAX_ENTRIES, "too many pages", PageList::entry);
      }
    }
    if (fields.need(0, status) != 0) {
      return new VaultRefused(TYPE, status);
    }
    return new PageList(fields.need(1, pages));
  }

  private static Entry entry(CborReader in) throws WireException {
    IntRecordReader fields = in.intRecord(3);
    int page = 0;
    @Nullable Bytes slot = null;
    long sequence = 0;
    for (int field = fields.next(); field != IntRecordReader.END; field = fields.next()) {
      switch (field) {
        case 0 -> page = (int) Fields.upTo(in, VaultLimits.CATALOG_PAGES - 1);
        case 1 -> slot = Bytes.wrap(in.byteString(VaultLimits.SLOT_BYTES));
        default -> sequence = Fields.positive(in);
      }
    }
    return new Entry((int) fields.need(0, page), fields.need(1, slot), fields.need(2, sequence));
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void write(CborWriter out) {
    out.map(KEYS);
    out.key(0);
    out.uint(0);
    out.key(1);
    out.array(pages.size());
    for (Entry entry : pages) {
      out.map(3);
      out.key(0);
      out.uint(entry.page);
      out.key(1);
      out.bytes(entry.slot);
      out.key(2);
      out.uint(entry.sequence);
    }
  }
}
