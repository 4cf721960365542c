package io.scp2p.core.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.spi.Entropy;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class SealingPropertyTest {

  @Property(tries = 200)
  void whatGcmSealsItOpens(
      @ForAll @Size(32) byte[] key,
      @ForAll @Size(12) byte[] nonce,
      @ForAll @Size(max = 50) byte[] associatedData,
      @ForAll @Size(max = 500) byte[] plaintext)
      throws AuthenticationException {
    try (AesGcmSealer sealer = new AesGcmSealer(Bytes.secret(key));
        AesGcmOpener opener = new AesGcmOpener(Bytes.secret(key))) {
      byte[] sealed = sealer.seal(nonce, associatedData, plaintext);
      assertThat(opener.open(nonce, associatedData, sealed)).isEqualTo(plaintext);
    }
  }

  @Property(tries = 200)
  void whatXChaChaSealsItOpens(
      @ForAll @Size(32) byte[] key,
      @ForAll @Size(24) byte[] nonce,
      @ForAll @Size(max = 50) byte[] associatedData,
      @ForAll @Size(max = 500) byte[] plaintext)
      throws AuthenticationException {
    SecretBytes secret = Bytes.secret(key);
    byte[] sealed = XChaCha20Poly1305.seal(secret, nonce, associatedData, plaintext);
    assertThat(XChaCha20Poly1305.open(secret, nonce, associatedData, sealed)).isEqualTo(plaintext);
  }

  @Property(tries = 100)
  void whatIsProtectedByTheNodeKeyOpensWithIt(
      @ForAll @Size(32) byte[] seed, @ForAll @Size(max = 64) byte[] secret) throws Exception {
    SigningKey node = Bytes.key(seed);
    EncryptedSecret stored =
        EncryptedSecret.underNodeKey(Bytes.secret(secret), node, Entropy.system());
    EncryptedSecret read = EncryptedSecret.of(stored.salt(), stored.nonce(), stored.ciphertext());
    assertThat(read.openWithNodeKey(node).copy()).isEqualTo(secret);
  }

  @Property(tries = 500)
  void arbitraryBytesAreNoSealedSecretAndOpenOnlyToADeclaredRefusal(
      @ForAll @Size(max = 120) byte[] bytes) {
    assertThatThrownBy(() -> SealedSecret.open(SecretPurpose.NODE_KEY, bytes, Bytes.secret("01")))
        .isInstanceOfAny(MalformedSecretException.class, AuthenticationException.class);
  }
}
