package io.scp2p.core.crypto;

import static io.scp2p.core.crypto.Bytes.counting;
import static io.scp2p.core.crypto.Bytes.flip;
import static io.scp2p.core.crypto.Bytes.hex;
import static io.scp2p.core.crypto.Bytes.key;
import static io.scp2p.core.crypto.Bytes.secret;
import static io.scp2p.core.crypto.Bytes.times;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.scp2p.api.spi.Entropy;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class StoredSecretTest {
  private static final Argon2Cost LEAST = new Argon2Cost(Argon2Cost.MIN_MEMORY_KIBIBYTES, 1, 1);
  private static final Entropy ENTROPY = Entropy.system();
  private static final SecretBytes SEED = secret(counting(0, 32));
  private static final SecretBytes PASSPHRASE = SecretBytes.ofUtf8("tr0ub4dor".toCharArray());

  private static byte[] sealed() {
    return SealedSecret.seal(SecretPurpose.NODE_KEY, SEED, PASSPHRASE, LEAST, ENTROPY);
  }

  @Test
  void aSeedEncryptsTo48BytesAndBackWithThePassphraseOnly() throws Exception {
    EncryptedSecret stored = EncryptedSecret.underPassphrase(SEED, PASSPHRASE, ENTROPY);
    assertThat(stored.ciphertext()).hasSize(48);
    assertThat(stored.openWithPassphrase(PASSPHRASE).hasSameSecret(SEED)).isTrue();
    assertThatExceptionOfType(AuthenticationException.class)
        .isThrownBy(() -> stored.openWithPassphrase(secret("00")));
  }

  @Test
  void saltAndNonceAreFreshEachTimeAndTheNodeVariantHasASaltOfZeros() {
    SigningKey node = key(times(1, 32));
    EncryptedSecret one = EncryptedSecret.underNodeKey(SEED, node, ENTROPY);
    EncryptedSecret two = EncryptedSecret.underNodeKey(SEED, node, ENTROPY);
    assertThat(one.salt()).isEqualTo(new byte[EncryptedSecret.SALT_BYTES]);
    assertThat(one.nonce()).isNotEqualTo(two.nonce());
    byte[] first = sealed();
    byte[] second = sealed();
    assertThat(Arrays.copyOfRange(first, 8, 24)).isNotEqualTo(Arrays.copyOfRange(second, 8, 24));
    assertThat(Arrays.copyOfRange(first, 24, 48)).isNotEqualTo(Arrays.copyOfRange(second, 24, 48));
  }

  @Test
  void everyFlippedBitOfAnEncryptedSecretIsRefused() throws Exception {
    SigningKey node = key(times(1, 32));
    EncryptedSecret stored = EncryptedSecret.underNodeKey(SEED, node, ENTROPY);
    for (int bit = 0; bit < stored.ciphertext().length * 8; bit++) {
      EncryptedSecret changed =
          EncryptedSecret.of(stored.salt(), stored.nonce(), flip(stored.ciphertext(), bit));
      assertThatExceptionOfType(AuthenticationException.class)
          .isThrownBy(() -> changed.openWithNodeKey(node));
    }
    for (int bit = 0; bit < EncryptedSecret.NONCE_BYTES * 8; bit++) {
      EncryptedSecret changed =
          EncryptedSecret.of(stored.salt(), flip(stored.nonce(), bit), stored.ciphertext());
      assertThatExceptionOfType(AuthenticationException.class)
          .isThrownBy(() -> changed.openWithNodeKey(node));
    }
    assertThatExceptionOfType(AuthenticationException.class)
        .isThrownBy(() -> stored.openWithNodeKey(key(times(2, 32))));
  }

  @Test
  void anEncryptedSecretOfImpossibleLengthsIsMalformed() {
    byte[] salt = new byte[16];
    byte[] nonce = new byte[24];
    assertMalformed(new byte[15], nonce, new byte[48]);
    assertMalformed(salt, new byte[12], new byte[48]);
    assertMalformed(salt, nonce, new byte[15]);
    assertMalformed(salt, nonce, new byte[EncryptedSecret.MAX_SECRET_BYTES + 17]);
  }

  private static void assertMalformed(byte[] salt, byte[] nonce, byte[] ciphertext) {
    assertThatExceptionOfType(MalformedSecretException.class)
        .isThrownBy(() -> EncryptedSecret.of(salt, nonce, ciphertext));
  }

  @Test
  void theLongestSecretFitsAndOneByteMoreDoesNot() throws Exception {
    SigningKey node = key(times(1, 32));
    SecretBytes longest = secret(new byte[EncryptedSecret.MAX_SECRET_BYTES]);
    SecretBytes tooLong = secret(new byte[EncryptedSecret.MAX_SECRET_BYTES + 1]);
    EncryptedSecret stored = EncryptedSecret.underNodeKey(longest, node, ENTROPY);
    assertThat(
            EncryptedSecret.of(stored.salt(), stored.nonce(), stored.ciphertext())
                .openWithNodeKey(node)
                .length())
        .isEqualTo(EncryptedSecret.MAX_SECRET_BYTES);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EncryptedSecret.underNodeKey(tooLong, node, ENTROPY));
    byte[] sealed = SealedSecret.seal(SecretPurpose.VAULT_KEY, longest, PASSPHRASE, LEAST, ENTROPY);
    assertThat(SealedSecret.open(SecretPurpose.VAULT_KEY, sealed, PASSPHRASE).length())
        .isEqualTo(EncryptedSecret.MAX_SECRET_BYTES);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> SealedSecret.seal(SecretPurpose.VAULT_KEY, tooLong, PASSPHRASE, LEAST, ENTROPY));
  }

  @Test
  void aSealedSecretOpensWithItsPassphraseAndForItsPurposeOnly() throws Exception {
    byte[] sealed = sealed();
    SecretBytes opened = SealedSecret.open(SecretPurpose.NODE_KEY, sealed, PASSPHRASE);
    assertThat(opened.hasSameSecret(SEED)).isTrue();
    for (SecretPurpose other : SecretPurpose.values()) {
      if (other != SecretPurpose.NODE_KEY) {
        assertThatExceptionOfType(AuthenticationException.class)
            .isThrownBy(() -> SealedSecret.open(other, sealed, PASSPHRASE));
      }
    }
    assertThatExceptionOfType(AuthenticationException.class)
        .isThrownBy(() -> SealedSecret.open(SecretPurpose.NODE_KEY, sealed, secret("")));
  }

  @Test
  void theHeaderTellsWhatItCosts() {
    byte[] sealed = sealed();
    assertThat(hex(sealed)).startsWith("0101000100002000");
    assertThat(sealed).hasSize(SealedSecret.HEADER_BYTES + 32 + 16);
  }

  @Test
  @Tag("long")
  void aFlippedBitInAnyByteOfASealedSecretIsRefused() {
    byte[] sealed = sealed();
    for (int i = 0; i < sealed.length; i++) {
      byte[] changed = flip(sealed, i * 8 + i % 8);
      assertThat(SealedSecretOutcome.of(changed)).as("byte " + i).isNotEqualTo("opened");
    }
  }

  /** A changed cost can be valid as such; then only the associated data gives it away. */
  @Test
  void aCostChangedToAnotherValidOneIsRefusedAsForged() {
    byte[] moreLanes = sealed();
    moreLanes[1] = 2;
    assertThat(SealedSecretOutcome.of(moreLanes)).isEqualTo("forged");
    byte[] morePasses = sealed();
    morePasses[3] = 2;
    assertThat(SealedSecretOutcome.of(morePasses)).isEqualTo("forged");
  }

  @Test
  void unknownVersionsAndCostsBeyondTheBoundsAreMalformedBeforeAnythingIsAllocated() {
    byte[] version = sealed();
    version[0] = 2;
    assertThat(SealedSecretOutcome.of(version)).isEqualTo("malformed");
    for (int memoryKibibytes :
        new int[] {0, -1, 8191, Argon2Cost.MAX_MEMORY_KIBIBYTES + 1, Integer.MAX_VALUE}) {
      byte[] memory = ByteBuffer.wrap(sealed()).putInt(4, memoryKibibytes).array();
      assertThat(SealedSecretOutcome.of(memory)).isEqualTo("malformed");
    }
    for (int passes : new int[] {0, Argon2Cost.MAX_PASSES + 1, 0xffff}) {
      byte[] changed = ByteBuffer.wrap(sealed()).putShort(2, (short) passes).array();
      assertThat(SealedSecretOutcome.of(changed)).isEqualTo("malformed");
    }
    for (int lanes : new int[] {0, Argon2Cost.MAX_LANES + 1, 0xff}) {
      byte[] changed = ByteBuffer.wrap(sealed()).put(1, (byte) lanes).array();
      assertThat(SealedSecretOutcome.of(changed)).isEqualTo("malformed");
    }
    assertThat(SealedSecretOutcome.of(Arrays.copyOf(sealed(), 63))).isEqualTo("malformed");
    assertThat(SealedSecretOutcome.of(new byte[0])).isEqualTo("malformed");
    int tooLong = SealedSecret.HEADER_BYTES + EncryptedSecret.MAX_SECRET_BYTES + 17;
    assertThat(SealedSecretOutcome.of(Arrays.copyOf(sealed(), tooLong))).isEqualTo("malformed");
  }

  @Test
  void noTextTellsASecret() {
    EncryptedSecret stored = EncryptedSecret.underNodeKey(SEED, key(times(1, 32)), ENTROPY);
    assertThat(stored).hasToString("EncryptedSecret[48 bytes]");
  }

  private static final class SealedSecretOutcome {
    static String of(byte[] sealed) {
      try {
        SealedSecret.open(SecretPurpose.NODE_KEY, sealed, PASSPHRASE);
        return "opened";
      } catch (AuthenticationException e) {
        return "forged";
      } catch (MalformedSecretException e) {
        return "malformed";
      }
    }
  }
}
