package io.scp2p.core.crypto;

import static io.scp2p.core.crypto.Bytes.counting;
import static io.scp2p.core.crypto.Bytes.hex;
import static io.scp2p.core.crypto.Bytes.secret;
import static io.scp2p.core.crypto.Bytes.times;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.bouncycastle.crypto.params.Argon2Parameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The published vectors of each function, and the bounds of each. */
class KeyDerivationTest {

  @Test
  void sha256MatchesFips180() {
    assertThat(hex(Sha256.hash("abc".getBytes(US_ASCII))))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertThat(hex(Sha256.hash()))
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assertThat(hex(Sha256.sha512("ab".getBytes(US_ASCII), "c".getBytes(US_ASCII))))
        .startsWith("ddaf35a193617abacc417349ae204131");
  }

  @Test
  void sha256OfPartsAndOfSectionsIsThatOfTheWhole() {
    byte[] whole = Sha256.hash("abc".getBytes(US_ASCII));
    assertThat(Sha256.hash("a".getBytes(US_ASCII), new byte[0], "bc".getBytes(US_ASCII)))
        .isEqualTo(whole);
    assertThat(Sha256.hash("xabcx".getBytes(US_ASCII), 1, 3)).isEqualTo(whole);
  }

  @Test
  void hmacMatchesRfc4231() {
    assertThat(hex(HmacSha256.mac(secret(times(0x0b, 20)), "Hi There".getBytes(US_ASCII))))
        .isEqualTo("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    byte[] jefe = "Jefe".getBytes(US_ASCII);
    byte[] want = "what do ya want ".getBytes(US_ASCII);
    assertThat(hex(HmacSha256.mac(secret(jefe), want, "for nothing?".getBytes(US_ASCII))))
        .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    byte[] large = "Test Using Larger Than Block-Size Key - Hash Key First".getBytes(US_ASCII);
    assertThat(hex(HmacSha256.mac(secret(times(0xaa, 131)), large)))
        .isEqualTo("60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
  }

  @Test
  void hmacTakesAnEmptyKeyWhichTheJdkRefuses() {
    assertThat(hex(HmacSha256.mac(secret(""))))
        .isEqualTo("b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
  }

  @Test
  void hkdfMatchesRfc5869() {
    byte[] shortInput = times(0x0b, 22);
    assertThat(hex(Hkdf.extract(counting(0, 13), secret(shortInput))))
        .isEqualTo("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5");
    assertThat(hex(Hkdf.derive(secret(shortInput), counting(0, 13), counting(0xf0, 10), 42)))
        .isEqualTo(
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
    assertThat(
            hex(Hkdf.derive(secret(counting(0, 80)), counting(0x60, 80), counting(0xb0, 80), 82)))
        .isEqualTo(
            "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb"
                + "41c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87");
    assertThat(hex(Hkdf.derive(secret(shortInput), new byte[0], new byte[0], 42)))
        .isEqualTo(
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
  }

  @Test
  void hkdfGivesAtMost255Blocks() {
    SecretBytes input = secret("01");
    byte[] none = {};
    assertThat(Hkdf.derive(input, none, none, Hkdf.MAX_OUTPUT_BYTES).length()).isEqualTo(8160);
    assertThat(Hkdf.derive(input, none, none, 0).length()).isZero();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Hkdf.derive(input, none, none, Hkdf.MAX_OUTPUT_BYTES + 1));
    assertThatIllegalArgumentException().isThrownBy(() -> Hkdf.derive(input, none, none, -1));
  }

  @ParameterizedTest
  @CsvSource({
    "passwd, salt, 1, 55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
        + "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783",
    "Password, NaCl, 80000, 4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56"
        + "a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d"
  })
  void pbkdf2MatchesRfc7914(String passphrase, String salt, int iterations, String expected) {
    SecretBytes secret = SecretBytes.ofUtf8(passphrase.toCharArray());
    SecretBytes derived = Pbkdf2.derive(secret, salt.getBytes(US_ASCII), iterations, 64);
    assertThat(hex(derived)).isEqualTo(expected);
    assertThat(hex(Pbkdf2.derive(secret, salt.getBytes(US_ASCII), iterations, 33)))
        .isEqualTo(expected.substring(0, 66));
  }

  @Test
  void pbkdf2RefusesToDoNothing() {
    assertThat(Pbkdf2.ITERATIONS).isEqualTo(600_000);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pbkdf2.derive(secret("01"), new byte[16], 0, 32));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pbkdf2.derive(secret("01"), new byte[16], 1, 0));
  }

  @Test
  void argon2idMatchesRfc9106() {
    Argon2Parameters parameters =
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(32)
            .withIterations(3)
            .withParallelism(4)
            .withSalt(times(2, 16))
            .withSecret(times(3, 8))
            .withAdditional(times(4, 12))
            .build();
    assertThat(hex(Argon2id.derive(secret(times(1, 32)), parameters, 32)))
        .isEqualTo("0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659");
  }

  @Test
  void argon2idHandsOnEveryParameter() {
    SecretBytes passphrase = secret("01");
    byte[] salt = new byte[Argon2id.SALT_BYTES];
    Argon2Cost least = new Argon2Cost(Argon2Cost.MIN_MEMORY_KIBIBYTES, 1, 1);
    assertThat(
            new String[] {
              hex(Argon2id.derive(passphrase, salt, least, 32)),
              hex(Argon2id.derive(passphrase, salt, new Argon2Cost(8196, 1, 1), 32)),
              hex(Argon2id.derive(passphrase, salt, new Argon2Cost(8192, 2, 1), 32)),
              hex(Argon2id.derive(passphrase, salt, new Argon2Cost(8192, 1, 2), 32)),
              hex(Argon2id.derive(passphrase, times(1, Argon2id.SALT_BYTES), least, 32)),
              hex(Argon2id.derive(secret("02"), salt, least, 32))
            })
        .doesNotHaveDuplicates();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Argon2id.derive(passphrase, new byte[15], least, 32));
  }

  @Test
  void argon2CostsHaveBounds() {
    assertThat(Argon2Cost.DEFAULT).isEqualTo(new Argon2Cost(65_536, 3, 4));
    assertThat(new Argon2Cost(Argon2Cost.MAX_MEMORY_KIBIBYTES, 16, 16).passes()).isEqualTo(16);
    int[][] outside = {{8191, 1, 1}, {262_145, 1, 1}, {8192, 0, 1}, {8192, 17, 1}, {8192, 1, 0}};
    for (int[] cost : outside) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Argon2Cost(cost[0], cost[1], cost[2]));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Argon2Cost(8192, 1, Argon2Cost.MAX_LANES + 1));
  }

  @Test
  void sessionSecretsMatchSection192() {
    byte[] initiator = times(0x31, 32);
    byte[] responder = times(0x32, 32);
    assertThat(hex(SessionSecret.derive(secret(times(0x11, 32)), initiator, responder)))
        .isEqualTo("4b6bbe33c6946ec22b5bd8073b6d5c535e3d7472a4bbae8e14b6cebe4aeee16e");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SessionSecret.derive(secret("11"), initiator, responder));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> SessionSecret.derive(secret(times(0x11, 32)), new byte[31], new byte[33]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SessionSecret.derive(secret(times(0x11, 32)), initiator, new byte[33]));
  }

  @Test
  void publisherIdentityKeyMatchesSection192() {
    assertThat(hex(EncryptedSecret.publisherIdentityKey(Bytes.key(times(0x42, 32)))))
        .isEqualTo("2b25d0ac04cba395d720c51caee5f2f40df958b54db6b5e808060d40ae8dd6c5");
  }
}
