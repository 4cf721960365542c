package io.scp2p.core.crypto.blake3;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.crypto.digests.Blake3Digest;

/**
 * Hashes little things for as long as it takes a compiler to get at it, and compares all of them.
 */
public final class HashLoopMain {
  private static final int TIMES = 400_000;
  private static final byte[] KEY = new byte[Blake3.KEY_BYTES];

  private HashLoopMain() {}

  /** Ends with exit code 0 if every hash was right. */
  public static void main(String[] arguments) {
    Blake3Digest reference = new Blake3Digest();
    for (int i = 0; i < TIMES; i++) {
      byte[] in = Integer.toString(i).getBytes(StandardCharsets.US_ASCII);
      byte[] hash = Blake3.hash(in);
      byte[] expected = new byte[Blake3.HASH_BYTES];
      reference.update(in, 0, in.length);
      reference.doFinal(expected, 0);
      if (!Arrays.equals(hash, expected)) {
        wrong("hash", i, hash);
      }
      byte[] keyed = Blake3.keyedHash(KEY, in);
      if (Arrays.equals(keyed, hash) || isZero(keyed)) {
        wrong("keyed hash", i, keyed);
      }
      byte[] derived = Blake3.deriveKey("loop", in, 48);
      if (isZero(Arrays.copyOf(derived, 16)) || isZero(Arrays.copyOfRange(derived, 32, 48))) {
        wrong("derived key", i, derived);
      }
    }
    System.out.println("RIGHT");
  }

  private static boolean isZero(byte[] bytes) {
    int all = 0;
    for (byte each : bytes) {
      all |= each;
    }
    return all == 0;
  }

  private static void wrong(String what, int i, byte[] found) {
    System.out.println("the " + what + " of " + i + " came as " + HexFormat.of().formatHex(found));
    System.exit(1);
  }
}
