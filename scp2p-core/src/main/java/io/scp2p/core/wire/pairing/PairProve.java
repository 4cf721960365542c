package io.scp2p.core.wire.pairing;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.IntRecordReader;
import io.scp2p.core.wire.message.ExtensionRequest;

/**
 * 651: shows that the code is known. A wrong proof burns the code.
 *
 * @param session of the exchange
 * @param proof that only who knows the code can make
 */
public record PairProve(Bytes session, Bytes proof) implements ExtensionRequest {
  /** The number of this message and of its answer. */
  public static final int TYPE = 651;

  private static final int KEYS = 2;

  /** Refuses what has no wire form. */
  public PairProve {
    session.requireSize(PairingMessages.SESSION_BYTES, "session");
    proof.requireSize(PairingMessages.PROOF_BYTES, "proof");
  }

  static PairProve read(CborReader in) throws WireException {
    IntRecordReader fields = in.intRecord(KEYS);
    Bytes session = null;
    Bytes proof = null;
    for (int field = fields.next(); field != IntRecordReader.END; field = fields.next()) {
      switch (field) {
        case 0 -> session = Bytes.wrap(in.byteString(PairingMessages.SESSION_BYTES));
        default -> proof = Bytes.wrap(in.byteString(PairingMessages.PROOF_BYTES));
      }
    }
    return new PairProve(fields.need(0, session), fields.need(1, proof));
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
    out.bytes(proof);
  }
}
