package io.scp2p.core.wire.reach;

import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.IntRecordReader;

/** The only thing that both sides of a TCP meeting say: a port, without an address. */
final class MeetingPort {
  private static final int KEYS = 1;

  private MeetingPort() {}

  static int read(CborReader in) throws WireException {
    int start = in.offset();
    IntRecordReader fields = in.intRecord(KEYS);
    int port = 0;
    for (int field = fields.next(); field != IntRecordReader.END; field = fields.next()) {
      port = in.u16();
    }
    fields.need(0, port);
    if (port < MeetOverTcp.MIN_PORT) {
      throw in.reject(Reason.OUT_OF_RANGE, "not a port that a router gives out", start);
    }
    return port;
  }

  static void write(CborWriter out, int port) {
    out.map(KEYS);
    out.key(0);
    out.uint(port);
  }

  static int checked(int port) {
    if (port < MeetOverTcp.MIN_PORT || port > MeetOverTcp.MAX_PORT) {
      throw new IllegalArgumentException("not a port that a router gives out: " + port);
    }
    return port;
  }
}
