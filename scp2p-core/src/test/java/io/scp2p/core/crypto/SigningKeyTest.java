package io.scp2p.core.crypto;

import static io.scp2p.core.crypto.Bytes.counting;
import static io.scp2p.core.crypto.Bytes.hex;
import static io.scp2p.core.crypto.Bytes.key;
import static io.scp2p.core.crypto.Bytes.secret;
import static io.scp2p.core.crypto.Bytes.times;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.NodeId;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.spi.Entropy;
import io.scp2p.api.spi.SecretAccess;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SigningKeyTest {

  @ParameterizedTest // RFC 8032 section 7.1: tests 1, 2, 3 and SHA(abc).
  @CsvSource({
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60,"
        + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a, '',"
        + "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb,"
        + "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c, 72,"
        + "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7,"
        + "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025, af82,"
        + "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42,"
        + "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf,"
        + "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
        + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f,"
        + "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589"
        + "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"
  })
  void signaturesMatchRfc8032(String seed, String publicKey, String message, String signature) {
    try (SigningKey key = SigningKey.ofSeed(secret(seed))) {
      assertThat(hex(key.publicKey())).isEqualTo(publicKey);
      assertThat(hex(key.sign(hex(message)))).isEqualTo(signature);
    }
    assertThat(Signatures.verify(hex(publicKey), hex(message), hex(signature))).isTrue();
    assertThat(Signatures.verifyStrict(hex(publicKey), hex(message), hex(signature))).isTrue();
    assertThat(ExactVerification.verify(hex(publicKey), hex(message), hex(signature))).isTrue();
  }

  @Test
  void keysAndIdsMatchSection191() {
    SigningKey a = key(times(1, 32));
    assertThat(a.nodeKey())
        .hasToString("8a88e3dd7409f195fd52db2d3cba5d72ca6709bf1d94121bf3748801b40f6f5c");
    assertThat(NodeId.of(a.nodeKey())).hasToString("34750f98bd59fcfc946da45aaabe933be154a4b5");
    SigningKey b = key(times(2, 32));
    assertThat(b.nodeKey())
        .hasToString("8139770ea87d175f56a35466c34c7ecccb8d8a91b4ee37a25df60f5b8fc9b394");
    assertThat(NodeId.of(b.nodeKey())).hasToString("6a3803d5f059902a1c6dafbc9ba4729212f7caac");
    SigningKey s = key(counting(0, 32));
    assertThat(s.shareKey())
        .hasToString("03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8");
    String shareId = "56475aa75463474c0285df5dbf2bcab73da651358839e9b77481b2eab107708c";
    assertThat(ShareId.of(s.shareKey())).hasToString(shareId);
    assertThat(CommunityId.of(s.communityKey())).hasToString(shareId);
    assertThat(Sha256.hash(s.publicKey())).isEqualTo(ShareId.of(s.shareKey()).bytes());
  }

  @Test
  void theClientHelloSignatureOfSection194IsReproduced() {
    byte[] signed =
        hex(
            "879820188a188818e318dd18740918f1189518fd185218db182d183c18ba185d187218ca18670918"
                + "bf181d189412181b18f3187418880118b40f186f185ca563646874f56573746f7265f56572656c61"
                + "79f46c636f6e74656e745f73656564f56c6d6f62696c655f6c69676874f498201831183118311831"
                + "18311831183118311831183118311831183118311831183118311831183118311831183118311831"
                + "18311831183118311831183118311831f61a6553f100019820184118411841184118411841184118"
                + "41184118411841184118411841184118411841184118411841184118411841184118411841184118"
                + "411841184118411841");
    assertThat(hex(key(times(1, 32)).sign(signed)))
        .isEqualTo(
            "15762727a3aedf50eb01d2c45e26e874e199a50c7070debca3f7f7fdda1266ea"
                + "8773fdaa2056f32dcc4116f73ed3af85ed5c9866549e785e3ab0c71f0f548d03");
  }

  @Test
  void afterCloseNothingIsSignedDerivedOrExported() {
    byte[] message = {1};
    SigningKey key = SigningKey.generate(Entropy.system());
    byte[] publicKey = key.publicKey();
    key.close();
    assertThatIllegalStateException().isThrownBy(() -> key.sign(message));
    assertThatIllegalStateException().isThrownBy(key::seed);
    assertThatIllegalStateException().isThrownBy(() -> key.deriveKey("x"));
    assertThatIllegalStateException()
        .isThrownBy(() -> key.exportSeed(SecretAccess.iWillProtectTheExportedSecret()));
    assertThat(key.publicKey()).isEqualTo(publicKey);
  }

  @Test
  void closingOverwritesTheSeedAndTheScalar() {
    byte[] seed = times(5, SigningKey.SEED_BYTES);
    SigningKey.generate(handingOut(seed)).close();
    assertThat(seed).containsOnly(0);
    byte[] scalar = times(5, EphemeralKey.KEY_BYTES);
    EphemeralKey.generate(handingOut(scalar)).close();
    assertThat(scalar).containsOnly(0);
  }

  private static Entropy handingOut(byte[] array) {
    return new Entropy() {
      @Override
      public void fill(byte[] target) {
        throw new AssertionError("not this way");
      }

      @Override
      public byte[] bytes(int count) {
        return array;
      }
    };
  }

  @Test
  void theKeyOutlivesTheSeedItWasMadeFrom() {
    SecretBytes seed = secret(times(1, 32));
    SigningKey key = SigningKey.ofSeed(seed);
    seed.close();
    assertThat(key.sign(new byte[0])).hasSize(Signatures.SIGNATURE_BYTES);
    assertThat(key.exportSeed(SecretAccess.iWillProtectTheExportedSecret()))
        .isEqualTo(times(1, 32));
  }

  @Test
  void aKeyClosedWhileOthersSignNeverSignsWithAHalfWipedSeed() throws InterruptedException {
    byte[] message = "race".getBytes(StandardCharsets.US_ASCII);
    AtomicInteger wrong = new AtomicInteger();
    for (int round = 0; round < 50; round++) {
      SigningKey key = key(counting(round, 32));
      byte[] expected = key.sign(message);
      CountDownLatch started = new CountDownLatch(1);
      Thread signer =
          new Thread(
              () -> {
                try {
                  for (int i = 0; i < 10_000; i++) {
                    if (!ConstantTime.equal(key.sign(message), expected)) {
                      wrong.incrementAndGet();
                    }
                    started.countDown();
                  }
                } catch (IllegalStateException closed) {
                  started.countDown();
                }
              });
      signer.start();
      assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
      key.close();
      signer.join();
    }
    assertThat(wrong).hasValue(0);
  }

  @Test
  void seedsOfOtherLengthsAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> key(new byte[31]));
    assertThatIllegalArgumentException().isThrownBy(() -> key(new byte[64]));
  }

  @Test
  void derivedKeysDependOnSeedAndDomain() {
    SigningKey one = key(times(1, 32));
    SigningKey two = key(times(2, 32));
    assertThat(
            new String[] {
              hex(one.deriveKey("vault")), hex(one.deriveKey("vault2")), hex(two.deriveKey("vault"))
            })
        .doesNotHaveDuplicates();
    assertThat(one.deriveKey("vault").hasSameSecret(key(times(1, 32)).deriveKey("vault"))).isTrue();
    // HMAC by hand: HKDF-SHA-256 without salt, info "vault".
    SecretBytes extracted = secret(HmacSha256.mac(secret(new byte[32]), times(1, 32)));
    byte[] info = "vault".getBytes(StandardCharsets.US_ASCII);
    assertThat(hex(one.deriveKey("vault")))
        .isEqualTo(hex(HmacSha256.mac(extracted, info, new byte[] {1})));
    assertThatIllegalArgumentException().isThrownBy(() -> one.deriveKey(""));
  }

  @Test
  void theTextTellsNothing() {
    assertThat(key(times(1, 32))).hasToString("SigningKey[Ed25519]");
  }

  @Test
  void thePublicKeyHandedOutIsACopy() {
    SigningKey key = key(times(1, 32));
    key.publicKey()[0] ^= 1;
    assertThat(hex(key.publicKey())).startsWith("8a88e3dd");
  }
}
