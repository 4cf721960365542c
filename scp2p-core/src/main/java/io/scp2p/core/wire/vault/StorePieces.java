package io.scp2p.core.wire.vault;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.UnsignedRange;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.IntRecordReader;
import io.scp2p.core.wire.cbor.TailedEncodable;

/**
 * 621: appends whole pieces to an open shard (section V3.3).
 *
 * @param shard its id
 * @param ticket from the answer to 620
 * @param first number of the first piece
 * @param data whole pieces, of which only the last of the shard may be short
 */
public record StorePieces(Bytes shard, Bytes ticket, long first, Bytes data)
    implements VaultRequest, TailedEncodable {
  static final int TYPE = 621;
  private static final int KEYS = 4;

  /** Refuses what has no wire form. */
  public StorePieces {
    shard.requireSize(VaultLimits.SHARD_ID_BYTES, "shard id");
    ticket.requireSize(VaultLimits.TICKET_BYTES, "ticket");
    UnsignedRange.require("first", first, UnsignedRange.MAX_U32);
    Fields.requireData(data, VaultLimits.MAX_DATA_BYTES, "data");
  }

  static StorePieces read(CborReader in) throws WireException {
    IntRecordReader fields = in.intRecord(KEYS);
    Bytes shard = null;
    Bytes ticket = null;
    long first = 0;
    Bytes data = null;
    for (int field = fields.next(); field != IntRecordReader.END; field = fields.next()) {
      switch (field) {
        case 0 -> shard = Fields.shard(in);
        case 1 -> ticket = Bytes.wrap(in.byteString(VaultLimits.TICKET_BYTES));
        case 2 -> first = in.u32();
        default -> data = Fields.data(in, VaultLimits.MAX_DATA_BYTES);
      }
    }
    return new StorePieces(
        fields.need(0, shard), fields.need(1, ticket), fields.need(2, first), fields.need(3, data));
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void writeHead(CborWriter out) {
    out.map(KEYS);
    out.key(0);
    out.bytes(shard);
    out.key(1);
    out.bytes(ticket);
    out.key(2);
    out.uint(first);
    out.key(3);
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
