package io.scp2p.core.crypto;

import static io.scp2p.core.crypto.Bytes.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.scp2p.api.spi.SecretAccess;
import java.io.Serializable;
import org.junit.jupiter.api.Test;

class SecretBytesTest {
  private static final SecretAccess ACCESS = SecretAccess.iWillProtectTheExportedSecret();

  @Test
  void aCopyIsGuardedAndNotTheCallersArray() {
    byte[] mine = {1, 2, 3};
    SecretBytes secret = SecretBytes.copyOf(mine);
    mine[0] = 9;
    assertThat(secret.export(ACCESS)).containsExactly(1, 2, 3);
  }

  @Test
  void whatWasExportedIsNotTheGuardedArray() {
    SecretBytes secret = SecretBytes.copyOf(new byte[] {1, 2, 3});
    secret.export(ACCESS)[0] = 9;
    assertThat(secret.export(ACCESS)).containsExactly(1, 2, 3);
  }

  @Test
  @SuppressWarnings("NullAway")
  void nothingIsExportedWithoutAToken() {
    SecretBytes secret = SecretBytes.copyOf(new byte[] {1});
    assertThatNullPointerException().isThrownBy(() -> secret.export(null));
  }

  @Test
  void closingOverwritesTheBytes() {
    byte[] guarded = {1, 2, 3};
    SecretBytes secret = SecretBytes.takeOver(guarded);
    secret.close();
    assertThat(guarded).containsOnly(0);
  }

  @Test
  void afterCloseEveryUseIsRefusedAndClosingAgainIsHarmless() {
    SecretBytes secret = SecretBytes.copyOf(new byte[] {1});
    SecretBytes other = SecretBytes.copyOf(new byte[] {1});
    secret.close();
    secret.close();
    assertThatIllegalStateException().isThrownBy(() -> secret.export(ACCESS));
    assertThatIllegalStateException().isThrownBy(() -> secret.hasSameSecret(other));
    assertThatIllegalStateException().isThrownBy(() -> other.hasSameSecret(secret));
  }

  @Test
  void equalSecretsAreTheSameOnlyByTheMethodThatSaysSo() {
    SecretBytes one = SecretBytes.copyOf(new byte[] {1, 2});
    SecretBytes same = SecretBytes.copyOf(new byte[] {1, 2});
    assertThat(one.hasSameSecret(same)).isTrue();
    assertThat(one).isNotEqualTo(same);
    assertThat(one.hasSameSecret(SecretBytes.copyOf(new byte[] {1, 3}))).isFalse();
    assertThat(one.hasSameSecret(SecretBytes.copyOf(new byte[] {1}))).isFalse();
  }

  @Test
  void theTextTellsTypeAndLengthOnly() {
    SecretBytes secret = SecretBytes.copyOf(new byte[] {77, 77});
    assertThat(secret).hasToString("SecretBytes[2 bytes]");
    secret.close();
    assertThat(secret).hasToString("SecretBytes[closed]");
  }

  @Test
  void noSecretTypeIsSerializable() {
    assertThat(
            new Class<?>[] {
              SecretBytes.class,
              SigningKey.class,
              EphemeralKey.class,
              AesGcmSealer.class,
              AesGcmOpener.class,
              EncryptedSecret.class
            })
        .noneMatch(Serializable.class::isAssignableFrom);
  }

  @Test
  void aPassphraseIsItsUtf8WithoutNormalisation() {
    assertThat(hex(SecretBytes.ofUtf8("aé世🔑".toCharArray()))).isEqualTo("61c3a9e4b896f09f9491");
    assertThat(hex(SecretBytes.ofUtf8("e\u0301 ".toCharArray()))).isEqualTo("65cc8120");
    assertThat(SecretBytes.ofUtf8(new char[0]).length()).isZero();
  }

  @Test
  void halfASurrogatePairIsNoPassphraseAndIsNotRepeatedInTheMessage() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SecretBytes.ofUtf8("secret\ud83d".toCharArray()))
        .withMessageNotContaining("secret");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SecretBytes.ofUtf8("\udd11secret".toCharArray()));
  }

  @Test
  void randomBytesComeFromTheGivenSource() {
    SecretBytes secret = SecretBytes.random(4, target -> target[2] = 5);
    assertThat(secret.export(ACCESS)).containsExactly(0, 0, 5, 0);
  }

  @Test
  void comparisonInConstantTimeComparesContentAndLength() {
    assertThat(ConstantTime.equal(new byte[] {1, 2}, new byte[] {1, 2})).isTrue();
    assertThat(ConstantTime.equal(new byte[] {1, 2}, new byte[] {1, 3})).isFalse();
    assertThat(ConstantTime.equal(new byte[] {1, 2}, new byte[] {1})).isFalse();
    assertThat(ConstantTime.equal(new byte[0], new byte[0])).isTrue();
  }
}
