package io.scp2p.core.wire.pairing;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.message.MessageCodec;

/** The numbers and sizes of messages 650 to 652. */
public final class PairingMessages {
  /** The feature that two nodes have to have in common for these messages. */
  public static final String FEATURE = "pairing";

  /** Of the feature. */
  public static final int VERSION = 1;

  /** Of what names an exchange. */
  public static final int SESSION_BYTES = 16;

  /** Of a proof that the code is known. */
  public static final int PROOF_BYTES = 32;

  /** A message of the key exchange. */
  public static final int MAX_MESSAGE_BYTES = 256;

  /** A sealed offer: a link, a text and a few numbers. */
  public static final int MAX_OFFER_BYTES = 16 << 10;

  private PairingMessages() {}

  /** Makes a codec understand these messages. */
  public static MessageCodec addTo(MessageCodec codec) {
    return codec
        .withRequest(PairBegin.TYPE, payload -> CborReader.decode(payload, PairBegin::read))
        .withResponse(PairBegin.TYPE, payload -> CborReader.decode(payload, PairBegun::read))
        .withRequest(PairProve.TYPE, payload -> CborReader.decode(payload, PairProve::read))
        .withResponse(PairProve.TYPE, payload -> CborReader.decode(payload, PairProved::read))
        .withRequest(PairTell.TYPE, payload -> CborReader.decode(payload, PairTell::read))
        .withResponse(PairTell.TYPE, payload -> CborReader.decode(payload, PairTold::read));
  }

  static Bytes atMost(CborReader in, int limit) throws WireException {
    int at = in.offset();
    Bytes bytes = in.byteString();
    if (bytes.size() > limit) {
      throw in.reject(WireException.Reason.TOO_LARGE, "byte string is too long", at);
    }
    return bytes.detached();
  }
}
