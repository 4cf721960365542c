package io.scp2p.core.wire.vault;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.IntRecordReader;

/**
 * 627: asks what a holder offers an owner (section V3.9).
 *
 * @param owner for whom
 */
public record AskOffer(NodeKey owner) implements VaultRequest {
  static final int TYPE = 627;
  private static final int KEYS = 1;

  static AskOffer read(CborReader in) throws WireException {
    IntRecordReader fields = in.intRecord(KEYS);
    NodeKey owner = null;
    for (int field = fields.next(); field != IntRecordReader.END; field = fields.next()) {
      switch (field) {
        default -> owner = NodeKey.of(in.byteString(NodeKey.LENGTH));
      }
    }
    return new AskOffer(fields.need(0, owner));
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
  }
}
