package io.scp2p.core.crypto;

import static io.scp2p.core.crypto.Bytes.hex;
import static io.scp2p.core.crypto.Bytes.secret;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.scp2p.api.spi.Entropy;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The values are those of draft-irtf-cfrg-cpace, appendix B.1. */
class CpaceTest {
  private static final byte[] PASSWORD = "Password".getBytes(US_ASCII);
  private static final byte[] CHANNEL = "\nAinitiator\nBresponder".getBytes(US_ASCII);
  private static final byte[] SESSION = hex("7e4b4791d6a8ef019b936c79fb7f2c57");
  private static final String SCALAR_A =
      "45acf93116ae5d3dae995a7c627df2924321a8e857d9a200807131e38839b0c2";
  private static final String SCALAR_B =
      "a145e914b347002d298ce2051394f0ed68cf3623dfe5db082c78ffa5a667acdc";

  private static Cpace side(String scalar, String associated) {
    return Cpace.of(
        secret(scalar),
        SecretBytes.copyOf(PASSWORD),
        CHANNEL,
        SESSION,
        associated.getBytes(US_ASCII));
  }

  @Test
  void theGeneratorIsThatOfTheDraft() {
    byte[] string = Cpace.generatorString(PASSWORD, CHANNEL, SESSION);
    assertThat(hex(string))
        .isEqualTo(
            "0843506163653235350850617373776f72646d"
                + "00".repeat(109)
                + "160a41696e69746961746f720a42726573706f6e646572107e4b4791d6a8ef019b936c79fb7f2c57");
    byte[] hash = Arrays.copyOf(Sha256.sha512(string), 32);
    assertThat(hex(hash))
        .isEqualTo("10047198e8c4cacf0ab8a6d0ac337b8ae497209d042f7f3a5094586394e821fc");
    assertThat(hex(Elligator2.map(hash)))
        .isEqualTo("4e6098733061c0e8486611a904fe5edb049804d26130a44131a6229e55c5c321");
  }

  /** One of the two roots is the generator, and the vector of the draft takes but one of them. */
  @Test
  void theGeneratorIsWhatPlainArithmeticFinds() {
    BigInteger prime = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
    BigInteger a = BigInteger.valueOf(486662);
    int first = 0;
    for (int i = 0; i < 40; i++) {
      byte[] element = Arrays.copyOf(Sha256.sha512(new byte[] {(byte) i}), 32);
      BigInteger r = LittleEndian.decode(element, 0, 32).clearBit(255);
      BigInteger below = r.pow(2).shiftLeft(1).add(BigInteger.ONE);
      BigInteger v = a.negate().multiply(below.modInverse(prime)).mod(prime);
      BigInteger curve = v.add(a).multiply(v).add(BigInteger.ONE).multiply(v);
      if (curve.modPow(prime.shiftRight(1), prime).equals(BigInteger.ONE)) {
        first++;
      } else {
        v = v.negate().subtract(a).mod(prime);
      }
      assertThat(Elligator2.map(element)).isEqualTo(LittleEndian.encode(v, 32));
    }
    assertThat(first).isBetween(5, 35);
  }

  @Test
  void messagesAndKeyAreThoseOfTheDraft() {
    Cpace a = side(SCALAR_A, "ADa");
    Cpace b = side(SCALAR_B, "ADb");

    assertThat(hex(a.message()))
        .isEqualTo("206f7fd31863b18b0cc9830fc842c60dea80120ccf2fd375498225e45a5206536103414461");
    assertThat(hex(b.message()))
        .isEqualTo("20e1b730a4956c0f853d96c5d125cebeeea46952c07c6f66da65bd9ffd2f71a46203414462");
    String key =
        "99a9e0ff35acb94ad8af1cd6b32ac409dc7d00557ccd9a7d19d3b4629e5f1f08"
            + "4f9332096162438c7ecc78331b4eda17e1a229a47182eccc9ea58cd9cdcd8e9a";
    assertThat(hex(a.finish(b.message(), true).orElseThrow())).isEqualTo(key);
    assertThat(hex(b.finish(a.message(), false).orElseThrow())).isEqualTo(key);
    assertThat(Cpace.associated(b.message()).map(Bytes::hex)).contains("414462");
  }

  @ParameterizedTest // u0 to u5 and u7: shares that would make the key known to everybody.
  @ValueSource(
      strings = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
      })
  void aShareOfSmallOrderGivesNoKey(String share) {
    assertThat(side(SCALAR_A, "").finish(hex("20" + share + "00"), true)).isEmpty();
  }

  @ParameterizedTest // Of the same appendix: these are clear of small order once bit 255 is.
  @CsvSource({
    "daffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff,"
        + "d8e2c776bbacd510d09fd9278b7edcd25fc5ae9adfba3b6e040e8d3b71b21806",
    "4c9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f11d7,"
        + "993c6ad11c4c29da9a56f7691fd0ff8d732e49de6250b6c2e80003ff4629a175"
  })
  void theHighestBitOfAShareDoesNotCount(String share, String product) {
    String scalar = "af46e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449aff";
    assertThat(hex(EphemeralKey.ofScalar(secret(scalar)).agree(hex(share)))).isEqualTo(product);
    assertThat(side(scalar, "").finish(hex("20" + share + "00"), true)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 33, 34, 36, 38})
  void aMessageOfTheWrongFormGivesNoKey(int length) {
    byte[] message = side(SCALAR_B, "ADb").message();
    byte[] wrong = Arrays.copyOf(message, length);
    assertThat(side(SCALAR_A, "ADa").finish(wrong, true)).isEmpty();
    assertThat(Cpace.associated(wrong)).isEmpty();
    byte[] shorterShare = message.clone();
    shorterShare[0] = 31;
    assertThat(side(SCALAR_A, "ADa").finish(shorterShare, true)).isEmpty();
  }

  @Test
  void onlyTheSameCodeChannelSessionAndMessagesGiveTheSameKey() {
    Entropy entropy = Entropy.system();
    SecretBytes code = secret("0102");
    byte[] none = new byte[0];
    Cpace a = Cpace.begin(code, CHANNEL, SESSION, none, entropy);
    assertThat(agree(a, Cpace.begin(code, CHANNEL, SESSION, none, entropy))).isTrue();
    for (Cpace other :
        new Cpace[] {
          Cpace.begin(secret("0103"), CHANNEL, SESSION, none, entropy),
          Cpace.begin(code, none, SESSION, none, entropy),
          Cpace.begin(code, CHANNEL, none, none, entropy)
        }) {
      assertThat(agree(a, other)).isFalse();
    }
    Cpace b = Cpace.begin(code, CHANNEL, SESSION, new byte[] {1}, entropy);
    byte[] changed = b.message();
    changed[changed.length - 1] = 2;
    Optional<SecretBytes> there = a.finish(changed, true);
    assertThat(there.orElseThrow().hasSameSecret(b.finish(a.message(), false).orElseThrow()))
        .isFalse();
  }

  private static boolean agree(Cpace a, Cpace b) {
    SecretBytes there = a.finish(b.message(), true).orElseThrow();
    return there.hasSameSecret(b.finish(a.message(), false).orElseThrow());
  }

  @Test
  void whatIsTooLongIsRefusedAndWhatIsClosedIsOver() {
    Cpace side = side(SCALAR_A, "");
    assertThat(side).hasToString("Cpace[X25519]");
    side.close();
    assertThatIllegalStateException().isThrownBy(() -> side.finish(side.message(), true));
    assertThatIllegalArgumentException().isThrownBy(() -> side(SCALAR_A, "a".repeat(128)));
    Cpace longest = side(SCALAR_A, "a".repeat(Cpace.MAX_ASSOCIATED_BYTES));
    assertThat(longest.message()).hasSize(Cpace.MAX_MESSAGE_BYTES);
    assertThat(side(SCALAR_B, "").finish(longest.message(), false)).isPresent();
  }
}
