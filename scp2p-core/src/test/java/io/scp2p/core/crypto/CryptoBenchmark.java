package io.scp2p.core.crypto;

import java.lang.management.ManagementFactory;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * What our types cost over the primitives they wrap: alternating rounds in one process, CPU time of
 * the thread, medians. Run the class; it is no test.
 */
final class CryptoBenchmark {
  private static final int ROUNDS = 15;
  private static final long ROUND_NANOS = 150_000_000;
  private static final long WARM_UP_NANOS = 2_000_000_000;

  private int sink;

  public static void main(String[] arguments) throws Exception {
    new CryptoBenchmark().run();
  }

  private void run() throws Exception {
    signatures();
    agreement();
    for (int kibibytes : new int[] {16, 64, 256, 1024}) {
      aesGcm(kibibytes * 1024);
    }
    derivation();
    print("(sink %d)%n", sink);
  }

  private void signatures() throws Exception {
    byte[] seed = Bytes.times(7, 32);
    SigningKey key = Bytes.key(seed);
    byte[] publicKey = key.publicKey();
    byte[] message = new byte[200];
    byte[] signature = key.sign(message);
    VerifyingKey decoded = VerifyingKey.of(publicKey);
    compare(
        "Ed25519 sign",
        () -> (int) key.sign(message)[0],
        () -> {
          byte[] raw = new byte[64];
          Ed25519.sign(seed, 0, publicKey, 0, message, 0, message.length, raw, 0);
          return (int) raw[0];
        });
    Callable<Integer> rawVerify =
        () -> Ed25519.verify(signature, 0, publicKey, 0, message, 0, message.length) ? 1 : 0;
    compare(
        "Ed25519 verify",
        () -> Signatures.verify(publicKey, message, signature) ? 1 : 0,
        rawVerify);
    compare(
        "Ed25519 verifyStrict",
        () -> Signatures.verifyStrict(publicKey, message, signature) ? 1 : 0,
        rawVerify);
    compare(
        "Ed25519 verify, VerifyingKey against raw encoded",
        () -> decoded.verify(message, signature) ? 1 : 0,
        rawVerify);
    byte[] smallOrder = new byte[32];
    smallOrder[0] = 1;
    compare(
        "Ed25519 verify, key of small order",
        () -> Signatures.verify(smallOrder, message, signature) ? 1 : 0,
        rawVerify);
  }

  private void agreement() throws Exception {
    byte[] scalar = Bytes.times(7, 32);
    EphemeralKey key = EphemeralKey.ofScalar(Bytes.secret(scalar));
    byte[] peer = EphemeralKey.ofScalar(Bytes.secret(Bytes.times(9, 32))).publicKey();
    compare(
        "X25519 agree",
        () -> key.agree(peer).length(),
        () -> {
          byte[] shared = new byte[32];
          X25519.scalarMult(scalar, 0, peer, 0, shared, 0);
          return (int) shared[0];
        });
  }

  private void aesGcm(int length) throws Exception {
    byte[] key = Bytes.times(7, 32);
    byte[] associatedData = new byte[32];
    byte[] plaintext = new byte[length];
    byte[] ours = new byte[length + 16];
    byte[] raw = new byte[length + 16];
    byte[] ourNonce = new byte[12];
    byte[] rawNonce = new byte[12];
    AesGcmSealer sealer = new AesGcmSealer(Bytes.secret(key));
    SecretKeySpec spec = new SecretKeySpec(key, "AES");
    Cipher encrypting = Cipher.getInstance("AES/GCM/NoPadding");
    compare(
        "AES-256-GCM seal " + length / 1024 + " KiB",
        () -> {
          increment(ourNonce);
          return sealer.seal(ourNonce, associatedData, plaintext, 0, length, ours, 0);
        },
        () -> {
          increment(rawNonce);
          encrypting.init(Cipher.ENCRYPT_MODE, spec, new GCMParameterSpec(128, rawNonce));
          encrypting.updateAAD(associatedData);
          return encrypting.doFinal(plaintext, 0, length, raw, 0);
        });
    AesGcmOpener opener = new AesGcmOpener(Bytes.secret(key));
    Cipher decrypting = Cipher.getInstance("AES/GCM/NoPadding");
    byte[] opened = new byte[length];
    compare(
        "AES-256-GCM open " + length / 1024 + " KiB",
        () -> opener.open(ourNonce, associatedData, ours, 0, ours.length, opened, 0),
        () -> {
          decrypting.init(Cipher.DECRYPT_MODE, spec, new GCMParameterSpec(128, rawNonce));
          decrypting.updateAAD(associatedData);
          return decrypting.doFinal(raw, 0, raw.length, opened, 0);
        });
  }

  private void derivation() throws GeneralSecurityException {
    SecretBytes passphrase = Bytes.secret("0102");
    byte[] salt = new byte[16];
    for (int i = 0; i < 3; i++) {
      long start = cpuNanos();
      sink += Pbkdf2.derive(passphrase, salt, Pbkdf2.ITERATIONS, 32).length();
      long middle = cpuNanos();
      sink += Argon2id.derive(passphrase, salt, Argon2Cost.DEFAULT, 32).length();
      print(
          "PBKDF2 600,000: %d ms   Argon2id default: %d ms%n",
          (middle - start) / 1_000_000, (cpuNanos() - middle) / 1_000_000);
    }
  }

  private void compare(String name, Callable<Integer> ours, Callable<Integer> raw)
      throws Exception {
    perSecond(ours, WARM_UP_NANOS);
    perSecond(raw, WARM_UP_NANOS);
    double[] a = new double[ROUNDS];
    double[] b = new double[ROUNDS];
    double[] ratios = new double[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      a[i] = perSecond(ours, ROUND_NANOS);
      b[i] = perSecond(raw, ROUND_NANOS);
      ratios[i] = a[i] / b[i];
    }
    Arrays.sort(a);
    Arrays.sort(b);
    Arrays.sort(ratios);
    print(
        "%-50s ours %,9.0f/s  raw %,9.0f/s  ratio %.3f (%.3f..%.3f)%n",
        name,
        a[ROUNDS / 2],
        b[ROUNDS / 2],
        ratios[ROUNDS / 2],
        ratios[ROUNDS / 4],
        ratios[3 * ROUNDS / 4]);
  }

  private double perSecond(Callable<Integer> work, long nanos) throws Exception {
    long start = cpuNanos();
    long spent;
    int count = 0;
    do {
      for (int i = 0; i < 8; i++) {
        sink += work.call();
      }
      count += 8;
      spent = cpuNanos() - start;
    } while (spent < nanos);
    return count * 1e9 / spent;
  }

  private static void increment(byte[] nonce) {
    for (int i = nonce.length - 1; i >= 0 && ++nonce[i] == 0; i--) {
      continue;
    }
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static void print(String format, Object... values) {
    System.out.printf(Locale.ROOT, format, values);
  }
}
