package io.scp2p.core.wire.pairing;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.IntRecordReader;
import io.scp2p.core.wire.message.ExtensionRequest;

/**
 * 650: somebody who was told a code begins the exchange.
 *
 * @param number the number in the code, by which the other side knows which of its codes is meant
 * @param session a fresh name for the exchange
 * @param message of the key exchange
 */
public record PairBegin(long number, Bytes session, Bytes message) implements ExtensionRequest {
  /** The number of this message and of its answer. */
  public static final int TYPE = 650;

  private static final int KEYS = 3;

  /** Refuses what has no wire form. */
  public PairBegin {
    session.requireSize(PairingMessages.SESSION_BYTES, "session");
  }

  static PairBegin read(CborReader in) throws WireException {
    IntRecordReader fields = in.intRecord(KEYS);
    long number = 0;
    Bytes session = null;
    Bytes message = null;
    for (int field = fields.next(); field != IntRecordReader.END; field = fields.next()) {
      switch (field) {
        case 0 -> number = in.u32();
        case 1 -> session = Bytes.wrap(in.byteString(PairingMessages.SESSION_BYTES));
        default -> message = PairingMessages.atMost(in, PairingMessages.MAX_MESSAGE_BYTES);
      }
    }
    return new PairBegin(fields.need(0, number), fields.need(1, session), fields.need(2, message));
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void write(CborWriter out) {
    out.map(KEYS);
    out.key(0);
    out.uint(number);
    out.key(1);
    out.bytes(session);
    out.key(2);
    out.bytes(message);
  }
}
