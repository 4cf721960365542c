package io.scp2p.core.protocol.pairing;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.SecretAccess;
import io.scp2p.core.crypto.AesGcmOpener;
import io.scp2p.core.crypto.AesGcmSealer;
import io.scp2p.core.crypto.AuthenticationException;
import io.scp2p.core.crypto.Cpace;
import io.scp2p.core.crypto.Hkdf;
import io.scp2p.core.crypto.SecretBytes;
import io.scp2p.core.crypto.Sha256;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.pairing.PairingMessages;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What follows from the key of an exchange. The proofs are different for the two sides, so that
 * neither can be sent back as the other; the offer is the only thing ever sealed under its key.
 */
public final class PairingKeys implements AutoCloseable {
  private static final byte[] RECEIVER = ascii("scp2p-x pairing receiver");
  private static final byte[] SENDER = ascii("scp2p-x pairing sender");
  private static final byte[] OFFER = ascii("scp2p-x pairing offer");
  private static final byte[] ONLY_NONCE = new byte[AesGcmSealer.NONCE_BYTES];

  private final Bytes session;
  private final SecretBytes receiver;
  private final SecretBytes sender;
  private final SecretBytes offer;

  PairingKeys(SecretBytes key, Bytes session) {
    byte[] salt = session.toArray();
    this.session = session;
    this.receiver = Hkdf.derive(key, salt, RECEIVER, PairingMessages.PROOF_BYTES);
    this.sender = Hkdf.derive(key, salt, SENDER, PairingMessages.PROOF_BYTES);
    this.offer = Hkdf.derive(key, salt, OFFER, AesGcmSealer.KEY_BYTES);
  }

  /**
   * The names of the two sides, as their handshake has proved them: who stands between them knows
   * another name for each, and gets another key.
   */
  static byte[] channel(NodeKey receiver, NodeKey sender) {
    return Sha256.hash(receiver.bytes(), sender.bytes());
  }

  /** The keys, if the other side's message is one. */
  static Optional<PairingKeys> of(Cpace exchange, Bytes theirs, boolean first, Bytes session) {
    return exchange
        .finish(theirs.toArray(), first)
        .map(
            key -> {
              try (key) {
                return new PairingKeys(key, session);
              }
            });
  }

  /** What shows that the receiver knows the code. */
  public Bytes receiverProof() {
    return shown(receiver);
  }

  /** What shows that the sender knows it. */
  public Bytes senderProof() {
    return shown(sender);
  }

  /** It leaves this node on purpose: only who has the same key could have made it. */
  private static Bytes shown(SecretBytes proof) {
    return Bytes.wrap(proof.export(SecretAccess.iWillProtectTheExportedSecret()));
  }

  boolean isReceiver(Bytes proof) {
    return same(receiver, proof);
  }

  boolean isSender(Bytes proof) {
    return same(sender, proof);
  }

  private static boolean same(SecretBytes expected, Bytes given) {
    try (SecretBytes other = SecretBytes.copyOf(given.toArray())) {
      return expected.hasSameSecret(other);
    }
  }

  /** Seals the offer, once. */
  public Bytes seal(Bytes plain) {
    try (AesGcmSealer sealer = new AesGcmSealer(offer)) {
      return Bytes.wrap(sealer.seal(ONLY_NONCE, session.toArray(), plain.toArray()));
    }
  }

  /** Opens the offer; empty if it is forged. */
  public Optional<Bytes> open(Bytes sealed) {
    try (AesGcmOpener opener = new AesGcmOpener(offer)) {
      return Optional.of(Bytes.wrap(opener.open(ONLY_NONCE, session.toArray(), sealed.toArray())));
    } catch (AuthenticationException e) {
      return Optional.empty();
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void close() {
    receiver.close();
    sender.close();
    offer.close();
  }
}
