package io.scp2p.core.crypto;

import io.scp2p.api.spi.Entropy;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.math.ec.rfc7748.X25519;

/**
 * One side of a password-authenticated key exchange: CPACE-X25519-SHA512 of draft-irtf-cfrg-cpace.
 * Two sides that know the same short code get the same strong key; whoever does not know it learns
 * nothing from what it sees, and can try one guess for each exchange it takes part in.
 *
 * <p>That the keys are the same is not proved yet when {@link #finish} returns: each side has to
 * show it, with a message authenticated under a key derived from what it got.
 */
public final class Cpace implements AutoCloseable {
  /** Associated data that a message may carry; lengths stay single bytes. */
  public static final int MAX_ASSOCIATED_BYTES = 127;

  /** A message with that much. */
  public static final int MAX_MESSAGE_BYTES = 2 + EphemeralKey.KEY_BYTES + MAX_ASSOCIATED_BYTES;

  /** Codes, identifiers and names of channels are shorter. */
  private static final int MAX_INPUT_BYTES = 127;

  private static final byte[] DOMAIN = ascii("CPace255");
  private static final byte[] KEY_DOMAIN = ascii("CPace255_ISK");
  private static final int SHA512_BLOCK_BYTES = 128;

  private final SecretBytes scalar;
  private final byte[] session;
  private final byte[] message;

  private Cpace(SecretBytes scalar, byte[] generator, byte[] session, byte[] associated) {
    this.scalar = scalar;
    this.session = session;
    byte[] share = new byte[EphemeralKey.KEY_BYTES];
    byte[] raw = scalar.copy();
    try {
      X25519.scalarMult(raw, 0, generator, 0, share, 0);
    } finally {
      Arrays.fill(raw, (byte) 0);
    }
    this.message = join(share, associated);
  }

  /**
   * Begins an exchange.
   *
   * @param code what both sides know
   * @param channel what both know of where they meet: names of the two, for instance
   * @param session what makes this exchange unlike any other
   * @param associated travels in the open with this side's message, and is authenticated with it
   */
  public static Cpace begin(
      SecretBytes code, byte[] channel, byte[] session, byte[] associated, Entropy entropy) {
    return of(SecretBytes.random(X25519.SCALAR_SIZE, entropy), code, channel, session, associated);
  }

  static Cpace of(
      SecretBytes scalar, SecretBytes code, byte[] channel, byte[] session, byte[] associated) {
    byte[] known = code.copy();
    byte[] string = generatorString(known, channel, session);
    byte[] generator = Elligator2.map(Arrays.copyOf(Sha256.sha512(string), 32));
    try {
      return new Cpace(scalar, generator, session.clone(), associated);
    } finally {
      Arrays.fill(known, (byte) 0);
      Arrays.fill(string, (byte) 0);
      Arrays.fill(generator, (byte) 0);
    }
  }

  /** The code fills the first block of the hash, however long it is. */
  static byte[] generatorString(byte[] code, byte[] channel, byte[] session) {
    int padding = Math.max(0, SHA512_BLOCK_BYTES - 1 - code.length - 1 - DOMAIN.length - 1);
    return join(DOMAIN, code, new byte[padding], channel, session);
  }

  /** What the other side needs. */
  public byte[] message() {
    return message.clone();
  }

  /** What the other side sent with its share; empty if the message has no such form. */
  public static Optional<byte[]> associated(byte[] message) {
    return isWellFormed(message)
        ? Optional.of(Arrays.copyOfRange(message, 2 + EphemeralKey.KEY_BYTES, message.length))
        : Optional.empty();
  }

  private static boolean isWellFormed(byte[] message) {
    int head = 2 + EphemeralKey.KEY_BYTES;
    return message.length >= head
        && message.length <= MAX_MESSAGE_BYTES
        && message[0] == EphemeralKey.KEY_BYTES
        && message[head - 1] == message.length - head;
  }

  /**
   * The key, 64 bytes: derive others from it.
   *
   * @param theirs the other side's message
   * @param first whether this side's message was the first of the two
   * @return empty if theirs has the wrong form, or a share that would make the key known to all
   */
  public Optional<SecretBytes> finish(byte[] theirs, boolean first) {
    if (!isWellFormed(theirs)) {
      return Optional.empty();
    }
    byte[] raw = scalar.copy();
    byte[] shared = new byte[EphemeralKey.SHARED_BYTES];
    try {
      if (!X25519.calculateAgreement(raw, 0, theirs, 1, shared, 0)) {
        return Optional.empty();
      }
      byte[] key =
          Sha256.sha512(
              join(KEY_DOMAIN, session, shared),
              first ? message : theirs,
              first ? theirs : message);
      return Optional.of(SecretBytes.takeOver(key));
    } finally {
      Arrays.fill(raw, (byte) 0);
      Arrays.fill(shared, (byte) 0);
    }
  }

  /** Each part after its length. */
  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      if (part.length > MAX_INPUT_BYTES) {
        throw new IllegalArgumentException("too long for an exchange: " + part.length);
      }
      all.write(part.length);
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void close() {
    scalar.close();
  }

  @Override
  public String toString() {
    return "Cpace[X25519]";
  }
}
