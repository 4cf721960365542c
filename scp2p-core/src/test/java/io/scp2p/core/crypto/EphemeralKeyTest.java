package io.scp2p.core.crypto;

import static io.scp2p.core.crypto.Bytes.hex;
import static io.scp2p.core.crypto.Bytes.secret;
import static io.scp2p.core.crypto.Bytes.times;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.scp2p.api.spi.Entropy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EphemeralKeyTest {
  private static EphemeralKey pair(String scalar) {
    return EphemeralKey.ofScalar(secret(scalar));
  }

  @ParameterizedTest
  @CsvSource({
    "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4,"
        + "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c,"
        + "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552",
    "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d,"
        + "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493,"
        + "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957"
  })
  void agreementMatchesRfc7748(String scalar, String point, String expected) {
    assertThat(hex(pair(scalar).agree(hex(point)))).isEqualTo(expected);
    assertThat(hex(pair(scalar).agreeRejectingZero(hex(point)).orElseThrow())).isEqualTo(expected);
  }

  @Test
  void bothSidesAgreeAsInRfc7748Section61() {
    EphemeralKey alice = pair("77076d0a7318a57d3c16c17251b26645c6db9f6e4e7d3c4a7a9e4a3a1d8f5a2b");
    EphemeralKey bob = pair("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
    assertThat(hex(bob.publicKey()))
        .isEqualTo("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
    assertThat(alice.agree(bob.publicKey()).hasSameSecret(bob.agree(alice.publicKey()))).isTrue();
  }

  @Test
  void keysAndSecretsMatchSection192() {
    EphemeralKey initiator = EphemeralKey.ofScalar(secret(times(0x51, 32)));
    EphemeralKey responder = EphemeralKey.ofScalar(secret(times(0x52, 32)));
    assertThat(hex(initiator.publicKey()))
        .isEqualTo("ad908a8a708aca07588cda7c4ed3e44d4966a80a9abb2f1e4bbac53c67414e34");
    assertThat(hex(responder.publicKey()))
        .isEqualTo("f68b05ba03f7185e1ba88878682f8dd0b15158f6050889c9481d79c2d7d2fa07");
    SecretBytes shared = initiator.agree(responder.publicKey());
    assertThat(hex(shared))
        .isEqualTo("c898c37638919f639325fcff2bfd9f26efb6664fafb6b493e869196c9e73dc57");
    assertThat(hex(SessionSecret.derive(shared, times(0x31, 32), times(0x32, 32))))
        .isEqualTo("54ca69baf6ed2cd0f2ae4c6172479a1b5a975fc6e581173aec8231fda42304a3");
  }

  @ParameterizedTest // The points of small order of RFC 7748, canonical and not.
  @ValueSource(
      strings = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
      })
  void aPointOfSmallOrderGivesZeroWhichOnlyOurOwnProtocolsRefuse(String point) {
    EphemeralKey key = EphemeralKey.generate(Entropy.system());
    assertThat(hex(key.agree(hex(point)))).isEqualTo("0".repeat(64));
    assertThat(key.agreeRejectingZero(hex(point))).isEmpty();
  }

  @Test
  void wrongLengthsAreTheCallersBug() {
    EphemeralKey key = EphemeralKey.generate(Entropy.system());
    assertThatIllegalArgumentException().isThrownBy(() -> key.agree(new byte[31]));
    assertThatIllegalArgumentException().isThrownBy(() -> key.agreeRejectingZero(new byte[33]));
    assertThatIllegalArgumentException().isThrownBy(() -> pair("51"));
  }

  @Test
  void afterCloseThereIsNoAgreementButStillAPublicKey() {
    EphemeralKey key = EphemeralKey.ofScalar(secret(times(0x51, 32)));
    byte[] peer = EphemeralKey.generate(Entropy.system()).publicKey();
    key.close();
    assertThatIllegalStateException().isThrownBy(() -> key.agree(peer));
    assertThat(key.publicKey()).hasSize(EphemeralKey.KEY_BYTES);
    assertThat(key).hasToString("EphemeralKey[X25519]");
  }

  @Test
  void thePublicKeyHandedOutIsACopy() {
    EphemeralKey key = EphemeralKey.ofScalar(secret(times(0x51, 32)));
    key.publicKey()[0] ^= 1;
    assertThat(hex(key.publicKey())).startsWith("ad908a8a");
  }
}
