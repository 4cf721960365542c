package io.scp2p.core.protocol.pairing;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.pairing.PairingCode;
import io.scp2p.api.spi.Entropy;
import io.scp2p.core.crypto.SecretBytes;
import io.scp2p.core.crypto.Sha256;
import io.scp2p.core.crypto.blake3.Blake3;
import io.scp2p.core.vault.WordCode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A pairing code: a number, by which the two sides find each other and which is no secret, and
 * words, which are. Three words are 33 bits, and one guess is all that anybody has.
 */
public final class CodeWords {
  /** Words of a new code. */
  public static final int WORDS = 3;

  /** Numbers of new codes are below. Two codes at once with the same number burn each other. */
  static final int NUMBERS = 1_000_000;

  private static final String RENDEZVOUS = "scp2p-x pairing rendezvous ";

  private CodeWords() {}

  /** A code that nobody can guess. */
  public static PairingCode fresh(Entropy entropy) {
    long number = Integer.toUnsignedLong(number(entropy)) % NUMBERS;
    List<String> parts = new ArrayList<>();
    parts.add(Long.toString(number));
    for (int i = 0; i < WORDS; i++) {
      // 2^32 is a multiple of the number of words: each is as likely as any other.
      parts.add(
          WordCode.list().get(Integer.remainderUnsigned(number(entropy), WordCode.list().size())));
    }
    return PairingCode.parse(String.join("-", parts));
  }

  private static int number(Entropy entropy) {
    return ByteBuffer.wrap(entropy.bytes(Integer.BYTES)).getInt();
  }

  /** The part that is no secret. */
  public static long numberOf(PairingCode code) {
    return Long.parseLong(code.text().substring(0, code.text().indexOf('-')));
  }

  /** All of it, as long for every code. */
  public static SecretBytes secretOf(PairingCode code) {
    return SecretBytes.copyOf(Sha256.hash(code.text().getBytes(StandardCharsets.UTF_8)));
  }

  /** What whoever waits with a code says it has: no file has this name. */
  public static ContentId rendezvous(long number) {
    byte[] text = (RENDEZVOUS + number).getBytes(StandardCharsets.US_ASCII);
    return ContentId.of(Blake3.hash(text));
  }
}
