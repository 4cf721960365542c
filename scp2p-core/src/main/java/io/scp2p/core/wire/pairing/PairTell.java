package io.scp2p.core.wire.pairing;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.IntRecordReader;
import io.scp2p.core.wire.message.ExtensionRequest;

/**
 * 652: how it goes on, from the side that receives.
 *
 * @param session of the exchange
 * @param word one of the constants here; others are ignored
 * @param bytes verified and kept so far
 */
public record PairTell(Bytes session, int word, long bytes) implements ExtensionRequest {
  /** The number of this message and of its answer. */
  public static final int TYPE = 652;

  /** Nothing of it is wanted. */
  public static final int DECLINED = 0;

  /** It is arriving. */
  public static final int ARRIVING = 1;

  /** Everything has arrived. */
  public static final int COMPLETE = 2;

  /** The other side has given up. */
  public static final int GIVEN_UP = 3;

  private static final int KEYS = 3;

  /** Refuses what has no wire form. */
  public PairTell {
    session.requireSize(PairingMessages.SESSION_BYTES, "session");
  }

  static PairTell read(CborReader in) throws WireException {
    IntRecordReader fields = in.intRecord(KEYS);
    Bytes session = null;
    int word = 0;
    long bytes = 0;
    for (int field = fields.next(); field != IntRecordReader.END; field = fields.next()) {
      switch (field) {
        case 0 -> session = Bytes.wrap(in.byteString(PairingMessages.SESSION_BYTES));
        case 1 -> word = in.u16();
        default -> bytes = in.u64();
      }
    }
    return new PairTell(fields.need(0, session), (int) fields.need(1, word), fields.need(2, bytes));
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void write(CborWriter out) {
    out.map(KEYS);
    out.key(0);
    out.bytes(session);
    out.key(1);
    out.uint(word);
    out.key(2);
    out.uint(bytes);
  }
}
