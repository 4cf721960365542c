package io.scp2p.examples.fuzz;

import io.scp2p.core.crypto.Argon2Cost;
import io.scp2p.core.crypto.AuthenticationException;
import io.scp2p.core.crypto.Cpace;
import io.scp2p.core.crypto.EncryptedSecret;
import io.scp2p.core.crypto.EphemeralKey;
import io.scp2p.core.crypto.MalformedSecretException;
import io.scp2p.core.crypto.SealedSecret;
import io.scp2p.core.crypto.SecretBytes;
import io.scp2p.core.crypto.SecretPurpose;
import io.scp2p.core.crypto.Signatures;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.wire.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Keys, points, signatures and sealed secrets of strangers. */
final class CryptoTargets {
  private static final int KEY_BYTES = 32;
  private static final int SIGNATURE_BYTES = 64;
  private static final SigningKey SIGNER = Samples.key(1);
  private static final byte[] PASSPHRASE = {'p', 'a', 's', 's'};

  private CryptoTargets() {}

  static List<FuzzTarget> all() {
    return List.of(
        new FuzzTarget(
            "ed25519",
            "a key, a signature and a message of anybody",
            CryptoTargets::signed,
            CryptoTargets::signature),
        new FuzzTarget(
            "x25519",
            "a key of anybody for an agreement",
            vectors -> vectors.octets("key-agreement"),
            CryptoTargets::agreement),
        new FuzzTarget(
            "cpace",
            "a message of the exchange that a short code protects",
            vectors -> cpaceMessages(),
            CryptoTargets::cpace),
        new FuzzTarget(
            "sealed-secret",
            "a secret under a passphrase, as a file may hold it",
            vectors -> vectors.octets(Set.of("sealed"), "secrets"),
            CryptoTargets::sealedSecret),
        new FuzzTarget(
            "encrypted-secret",
            "a secret under a node's key, as the reference stores it",
            vectors -> secrets(),
            CryptoTargets::encryptedSecret));
  }

  private static List<byte[]> signed(Vectors vectors) {
    List<byte[]> all = new ArrayList<>();
    for (byte[] message : List.of(new byte[0], Samples.filled(7, 50))) {
      all.add(
          ByteBuffer.allocate(KEY_BYTES + SIGNATURE_BYTES + message.length)
              .put(SIGNER.publicKey())
              .put(SIGNER.sign(message))
              .put(message)
              .array());
    }
    all.addAll(vectors.octets("identities"));
    return all;
  }

  private static boolean signature(byte[] input) {
    Input in = new Input(input);
    byte[] key = in.fixed(KEY_BYTES);
    byte[] signature = in.take(SIGNATURE_BYTES);
    byte[] message = in.rest();
    boolean good = Signatures.verify(key, message, signature);
    boolean strict = Signatures.verifyStrict(key, message, signature);
    Finding.unless(good || !strict, "the strict check accepts what the other refuses");
    if (strict) {
      byte[] other = signature.clone();
      other[message.length % SIGNATURE_BYTES] ^= 1;
      Finding.unless(!Signatures.verifyStrict(key, message, other), "two signatures for a message");
    }
    return good;
  }

  private static boolean agreement(byte[] input) {
    byte[] peer = new Input(input).fixed(KEY_BYTES);
    try (EphemeralKey own = EphemeralKey.generate(Samples.entropy(3))) {
      Optional<SecretBytes> secret = own.agreeRejectingZero(peer);
      secret.ifPresent(SecretBytes::close);
      return secret.isPresent();
    }
  }

  private static List<byte[]> cpaceMessages() {
    try (Cpace other = exchange(9)) {
      return List.of(other.message(), Samples.filled(1, 33), new byte[33]);
    }
  }

  private static Cpace exchange(int seed) {
    return Cpace.begin(
        SecretBytes.copyOf(PASSPHRASE),
        Samples.filled(1, 64),
        Samples.filled(2, 16),
        new byte[0],
        Samples.entropy(seed));
  }

  private static boolean cpace(byte[] input) {
    Cpace.associated(input).ifPresent(each -> Finding.unless(each.length <= input.length, "more"));
    try (Cpace own = exchange(8)) {
      Optional<SecretBytes> first = own.finish(input, true);
      first.ifPresent(SecretBytes::close);
      return first.isPresent();
    }
  }

  /** Costs that are allowed are made small, or there would be one input in a second. */
  private static boolean sealedSecret(byte[] input) {
    if (input.length >= 8) {
      ByteBuffer header = ByteBuffer.wrap(input);
      int passes = header.getShort(2);
      int memory = header.getInt(4);
      if (passes >= 1 && passes <= Argon2Cost.MAX_PASSES) {
        header.putShort(2, (short) 1);
      }
      if (memory >= Argon2Cost.MIN_MEMORY_KIBIBYTES && memory <= Argon2Cost.MAX_MEMORY_KIBIBYTES) {
        header.putInt(4, Argon2Cost.MIN_MEMORY_KIBIBYTES);
      }
    }
    try (SecretBytes passphrase = SecretBytes.copyOf(PASSPHRASE)) {
      SealedSecret.open(SecretPurpose.NODE_KEY, input, passphrase).close();
      return true;
    } catch (AuthenticationException opensForNobody) {
      return true;
    } catch (MalformedSecretException refused) {
      return false;
    }
  }

  private static List<byte[]> secrets() {
    try (SecretBytes secret = SecretBytes.copyOf(Samples.filled(5, 32))) {
      EncryptedSecret sealed = EncryptedSecret.underNodeKey(secret, SIGNER, Samples.entropy(4));
      byte[] nonce = sealed.nonce();
      byte[] ciphertext = sealed.ciphertext();
      return List.of(
          ByteBuffer.allocate(nonce.length + ciphertext.length).put(nonce).put(ciphertext).array());
    }
  }

  private static boolean encryptedSecret(byte[] input) {
    Input in = new Input(input);
    byte[] nonce = in.take(24);
    byte[] ciphertext = in.rest();
    try (SecretBytes secret =
        EncryptedSecret.of(new byte[16], nonce, ciphertext).openWithNodeKey(SIGNER)) {
      Finding.unless(
          Bytes.wrap(nonce).size() == 24 && secret.length() < ciphertext.length, "out of nothing");
      return true;
    } catch (MalformedSecretException | AuthenticationException refused) {
      return false;
    }
  }
}
