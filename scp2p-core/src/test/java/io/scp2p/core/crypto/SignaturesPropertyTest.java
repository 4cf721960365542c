package io.scp2p.core.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class SignaturesPropertyTest {

  @Property(tries = 100)
  void whatIsSignedVerifiesInEveryWay(
      @ForAll @Size(32) byte[] seed, @ForAll @Size(max = 300) byte[] message) {
    try (SigningKey key = Bytes.key(seed)) {
      byte[] signature = key.sign(message);
      assertThat(Signatures.verify(key.publicKey(), message, signature)).isTrue();
      assertThat(Signatures.verifyStrict(key.publicKey(), message, signature)).isTrue();
      assertThat(ExactVerification.verify(key.publicKey(), message, signature)).isTrue();
    }
  }

  @Property(tries = 1000)
  void arbitraryBytesAreAnsweredAndNeverThrow(
      @ForAll @Size(max = 40) byte[] key,
      @ForAll @Size(max = 40) byte[] message,
      @ForAll @Size(max = 70) byte[] signature) {
    assertThat(Signatures.verify(key, message, signature)).isFalse();
    assertThat(Signatures.verifyStrict(key, message, signature)).isFalse();
  }

  @Property(tries = 300)
  void arbitraryBytesOfTheRightLengthDoNotVerify(
      @ForAll @Size(32) byte[] key,
      @ForAll @Size(max = 40) byte[] message,
      @ForAll @Size(64) byte[] signature) {
    // Under a key of small order a signature can be valid by luck; that is what strict is for.
    assertThat(Signatures.verifyStrict(key, message, signature)).isFalse();
    boolean ordinary = Signatures.verify(key, message, signature);
    assertThat(ordinary).isEqualTo(ExactVerification.verify(key, message, signature));
  }

  @Property(tries = 100)
  void bothSidesOfAnAgreementGetTheSameSecret(
      @ForAll @Size(32) byte[] one, @ForAll @Size(32) byte[] other) {
    try (EphemeralKey a = EphemeralKey.ofScalar(Bytes.secret(one));
        EphemeralKey b = EphemeralKey.ofScalar(Bytes.secret(other))) {
      SecretBytes shared = a.agreeRejectingZero(b.publicKey()).orElseThrow();
      assertThat(shared.hasSameSecret(b.agree(a.publicKey()))).isTrue();
    }
  }
}
