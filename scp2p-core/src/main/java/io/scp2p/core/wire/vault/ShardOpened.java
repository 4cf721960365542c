package io.scp2p.core.wire.vault;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.UnsignedRange;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.IntRecordReader;

/**
 * Answers 620: there is room.
 *
 * @param ticket goes with every piece
 * @param pieces how many pieces are durable already: the next one to send
 */
public record ShardOpened(Bytes ticket, long pieces) implements VaultResponse {
  static final int TYPE = 620;
  private static final int KEYS = 3;

  /** Refuses what has no wire form. */
  public ShardOpened {
    ticket.requireSize(VaultLimits.TICKET_BYTES, "ticket");
    UnsignedRange.require("pieces", pieces, UnsignedRange.MAX_U32);
  }

  static VaultResponse read(CborReader in) throws WireException {
    IntRecordReader fields = in.intRecord(KEYS);
    int status = 0;
    Bytes ticket = null;
    long pieces = 0;
    for (int field = fields.next(); field != IntRecordReader.END; field = fields.next()) {
      switch (field) {
        case 0 -> status = in.u16();
        case 1 -> ticket = Bytes.wrap(in.byteString(VaultLimits.TICKET_BYTES));
        default -> pieces = in.u32();
      }
    }
    if (fields.need(0, status) != 0) {
      return new VaultRefused(TYPE, status);
    }
    return new ShardOpened(fields.need(1, ticket), fields.need(2, pieces));
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
    out.bytes(ticket);
    out.key(2);
    out.uint(pieces);
  }
}
