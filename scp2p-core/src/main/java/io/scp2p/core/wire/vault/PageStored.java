package io.scp2p.core.wire.vault;

import io.scp2p.core.wire.UnsignedRange;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.IntRecordReader;

/**
 * Answers 628: the page is durable.
 *
 * @param sequence of the page that is here now
 */
public record PageStored(long sequence) implements VaultResponse {
  static final int TYPE = 628;
  private static final int KEYS = 2;

  /** Refuses what has no wire form. */
  public PageStored {
    UnsignedRange.require("sequence", sequence, Long.MAX_VALUE);
  }

  static VaultResponse read(CborReader in) throws WireException {
    IntRecordReader fields = in.intRecord(KEYS);
    int status = 0;
    long sequence = 0;
    for (int field = fields.next(); field != IntRecordReader.END; field = fields.next()) {
      switch (field) {
        case 0 -> status = in.u16();
        default -> sequence = Fields.positive(in);
      }
    }
    if (fields.need(0, status) != 0) {
      return new VaultRefused(TYPE, status);
    }
    return new PageStored(fields.need(1, sequence));
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
    out.uint(sequence);
  }
}
