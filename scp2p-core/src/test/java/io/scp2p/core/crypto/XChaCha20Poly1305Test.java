package io.scp2p.core.crypto;

import static io.scp2p.core.crypto.Bytes.counting;
import static io.scp2p.core.crypto.Bytes.flip;
import static io.scp2p.core.crypto.Bytes.hex;
import static io.scp2p.core.crypto.Bytes.secret;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The vectors are those of draft-irtf-cfrg-xchacha-03. */
class XChaCha20Poly1305Test {
  private static final SecretBytes KEY = secret(counting(0x80, 32));
  private static final byte[] NONCE = counting(0x40, 24);
  private static final byte[] AAD = hex("50515253c0c1c2c3c4c5c6c7");
  private static final byte[] TEXT =
      ("Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future,"
              + " sunscreen would be it.")
          .getBytes(US_ASCII);
  private static final byte[] SEALED =
      hex(
          "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb"
              + "731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b452"
              + "2f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9"
              + "21f9664c97637da9768812f615c68b13b52e"
              + "c0875924c1c7987947deafd8780acf49");

  @Test
  void hChaCha20MatchesSection221() {
    byte[] nonce = hex("000000090000004a0000000031415927");
    assertThat(hex(HChaCha20.subkey(counting(0, 32), nonce)))
        .isEqualTo("82413b4227b27bfed30e42508a877d73a0f9e4d58a74a853c12ec41326d3ecdc");
  }

  @Test
  void sealingAndOpeningMatchAppendixA31() throws AuthenticationException {
    assertThat(XChaCha20Poly1305.seal(KEY, NONCE, AAD, TEXT)).isEqualTo(SEALED);
    assertThat(XChaCha20Poly1305.open(KEY, NONCE, AAD, SEALED)).isEqualTo(TEXT);
  }

  @Test
  void everyFlippedBitIsRefused() {
    for (int bit = 0; bit < SEALED.length * 8; bit++) {
      assertRefused(KEY, NONCE, AAD, flip(SEALED, bit));
    }
    for (int bit = 0; bit < NONCE.length * 8; bit++) {
      assertRefused(KEY, flip(NONCE, bit), AAD, SEALED);
    }
    for (int bit = 0; bit < AAD.length * 8; bit++) {
      assertRefused(KEY, NONCE, flip(AAD, bit), SEALED);
    }
    for (int bit = 0; bit < 256; bit++) {
      assertRefused(secret(flip(counting(0x80, 32), bit)), NONCE, AAD, SEALED);
    }
  }

  @Test
  void everyTruncationIsRefused() {
    for (int length = 0; length < SEALED.length; length++) {
      assertRefused(KEY, NONCE, AAD, Arrays.copyOf(SEALED, length));
    }
    assertRefused(KEY, NONCE, AAD, Arrays.copyOf(SEALED, SEALED.length + 1));
  }

  @Test
  void anEmptySecretIsATagAlone() throws AuthenticationException {
    byte[] sealed = XChaCha20Poly1305.seal(KEY, NONCE, new byte[0], new byte[0]);
    assertThat(sealed).hasSize(XChaCha20Poly1305.TAG_BYTES);
    assertThat(XChaCha20Poly1305.open(KEY, NONCE, new byte[0], sealed)).isEmpty();
  }

  @Test
  void wrongLengthsAreTheCallersBug() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> XChaCha20Poly1305.seal(secret(new byte[31]), NONCE, AAD, TEXT));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> XChaCha20Poly1305.seal(KEY, new byte[12], AAD, TEXT));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> XChaCha20Poly1305.open(KEY, new byte[25], AAD, SEALED));
  }

  private static void assertRefused(SecretBytes key, byte[] nonce, byte[] aad, byte[] sealed) {
    assertThatExceptionOfType(AuthenticationException.class)
        .isThrownBy(() -> XChaCha20Poly1305.open(key, nonce, aad, sealed))
        .withNoCause();
  }
}
