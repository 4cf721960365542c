package io.scp2p.core.crypto;

import java.util.Arrays;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/** Argon2id version 1.3 (RFC 9106): makes each guess at a passphrase cost time and memory. */
public final class Argon2id {
  /** RFC 9106 section 3.1 recommends 16 bytes for passphrases. */
  public static final int SALT_BYTES = 16;

  private Argon2id() {}

  /**
   * Derives {@code length} bytes.
   *
   * @throws IllegalArgumentException if the salt does not have {@link #SALT_BYTES}
   */
  public static SecretBytes derive(
      SecretBytes passphrase, byte[] salt, Argon2Cost cost, int length) {
    if (salt.length != SALT_BYTES) {
      throw new IllegalArgumentException("a salt has " + SALT_BYTES + " bytes, not " + salt.length);
    }
    Argon2Parameters parameters =
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(cost.memoryKibibytes())
            .withIterations(cost.passes())
            .withParallelism(cost.lanes())
            .withSalt(salt)
            .build();
    return derive(passphrase, parameters, length);
  }

  /** Apart, so that the vector of the RFC, with its key and associated data, can be run. */
  static SecretBytes derive(SecretBytes passphrase, Argon2Parameters parameters, int length) {
    byte[] raw = passphrase.copy();
    byte[] output = new byte[length];
    try {
      Argon2BytesGenerator generator = new Argon2BytesGenerator();
      generator.init(parameters);
      generator.generateBytes(raw, output);
      return SecretBytes.takeOver(output);
    } finally {
      Arrays.fill(raw, (byte) 0);
    }
  }
}
