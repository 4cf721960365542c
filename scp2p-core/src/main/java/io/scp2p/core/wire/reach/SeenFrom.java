package io.scp2p.core.wire.reach;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.IntRecordReader;
import io.scp2p.core.wire.message.ExtensionResponse;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.stun.StunAddress;

/**
 * The answer to 641.
 *
 * @param at where the session comes from, as the node that answers sees it
 */
public record SeenFrom(StunAddress at) implements ExtensionResponse {
  private static final int KEYS = 2;

  /** Refuses what no receiver would take. */
  public SeenFrom {
    if (at.port() == 0) {
      throw new IllegalArgumentException("nothing comes from port 0");
    }
  }

  static SeenFrom read(CborReader in) throws WireException {
    int start = in.offset();
    IntRecordReader fields = in.intRecord(KEYS);
    Bytes ip = null;
    int port = 0;
    for (int field = fields.next(); field != IntRecordReader.END; field = fields.next()) {
      if (field == 0) {
        ip = in.byteString();
      } else {
        port = in.u16();
      }
    }
    Bytes octets = fields.need(0, ip);
    fields.need(1, port);
    boolean sized = octets.size() == IpAddress.V4_BYTES || octets.size() == IpAddress.V6_BYTES;
    if (!sized || port == 0) {
      throw in.reject(Reason.OUT_OF_RANGE, "bad address", start);
    }
    return new SeenFrom(new StunAddress(new IpAddress(octets.detached()), port));
  }

  @Override
  public int type() {
    return AskSeenFrom.TYPE;
  }

  @Override
  public void write(CborWriter out) {
    out.map(KEYS);
    out.key(0);
    out.bytes(at.ip().octets());
    out.key(1);
    out.uint(at.port());
  }
}
