package io.scp2p.core.wire.pairing;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.IntRecordReader;
import io.scp2p.core.wire.message.ExtensionResponse;

/**
 * The answer to 651, to a good proof.
 *
 * @param proof that this side knows the code as well
 * @param offer what is to be sent, sealed under the key of the exchange
 */
public record PairProved(Bytes proof, Bytes offer) implements ExtensionResponse {
  private static final int KEYS = 2;

  /** Refuses what has no wire form. */
  public PairProved {
    proof.requireSize(PairingMessages.PROOF_BYTES, "proof");
  }

  static PairProved read(CborReader in) throws WireException {
    IntRecordReader fields = in.intRecord(KEYS);
    Bytes proof = null;
    Bytes offer = null;
    for (int field = fields.next(); field != IntRecordReader.END; field = fields.next()) {
      switch (field) {
        case 0 -> proof = Bytes.wrap(in.byteString(PairingMessages.PROOF_BYTES));
        default -> offer = PairingMessages.atMost(in, PairingMessages.MAX_OFFER_BYTES);
      }
    }
    return new PairProved(fields.need(0, proof), fields.need(1, offer));
  }

  @Override
  public int type() {
    return PairProve.TYPE;
  }

  @Override
  public void write(CborWriter out) {
    out.map(KEYS);
    out.key(0);
    out.bytes(proof);
    out.key(1);
    out.bytes(offer);
  }
}
