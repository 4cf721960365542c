package io.scp2p.core.wire.vault;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.UnsignedRange;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.IntRecordReader;
import io.scp2p.core.wire.cbor.TailedEncodable;

/**
 * Answers 630. The owner alone can tell whether it is genuine: the seal binds page, slot and
 * sequence.
 *
 * @param sequence of this page
 * @param data the sealed page
 */
public record PageData(long sequence, Bytes data) implements VaultResponse, TailedEncodable {
  static final int TYPE = 630;
  private static final int KEYS = 3;

  /** Refuses what has no wire form. */
  public PageData {
    UnsignedRange.require("sequence", sequence, Long.MAX_VALUE);
    Fields.requireData(data, VaultLimits.MAX_PAGE_BYTES, "page");
  }

  static VaultResponse read(CborReader in) throws WireException {
    IntRecordReader fields = in.intRecord(KEYS);
    int status = 0;
    long sequence = 0;
    Bytes data = null;
    for (int field = fields.next(); field != IntRecordReader.END; field = fields.next()) {
      switch (field) {
        case 0 -> status = in.u16();
        case 1 -> sequence = Fields.positive(in);
        default -> data = Fields.data(in, VaultLimits.MAX_PAGE_BYTES);
      }
    }
    if (fields.need(0, status) != 0) {
      return new VaultRefused(TYPE, status);
    }
    return new PageData(fields.need(1, sequence), fields.need(2, data));
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void writeHead(CborWriter out) {
    out.map(KEYS);
    out.key(0);
    out.uint(0);
    out.key(1);
    out.uint(sequence);
    out.key(2);
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
}
