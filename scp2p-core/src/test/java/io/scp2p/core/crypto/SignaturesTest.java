package io.scp2p.core.crypto;

import static io.scp2p.core.crypto.Bytes.flip;
import static io.scp2p.core.crypto.Bytes.hex;
import static io.scp2p.core.crypto.Bytes.key;
import static io.scp2p.core.crypto.Bytes.times;
import static org.assertj.core.api.Assertions.assertThat;

import com.upokecenter.cbor.CBORObject;
import io.scp2p.api.id.CommunityKey;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.id.ShareKey;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class SignaturesTest {
  private static final byte[] MESSAGE = "message".getBytes(StandardCharsets.US_ASCII);

  private record Case(
      String name,
      String kind,
      byte[] key,
      byte[] message,
      byte[] signature,
      boolean ordinary,
      boolean strict) {}

  private static List<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    try (InputStream in =
        Objects.requireNonNull(
            SignaturesTest.class.getResourceAsStream("ed25519-edge-cases.json"))) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (CBORObject c : CBORObject.FromJSONString(text).get("cases").getValues()) {
        cases.add(
            new Case(
                c.get("name").AsString(),
                c.get("class").AsString(),
                hex(c.get("public_key").AsString()),
                hex(c.get("message").AsString()),
                hex(c.get("signature").AsString()),
                c.get("ordinary").AsBoolean(),
                c.get("strict").AsBoolean()));
      }
    }
    return cases;
  }

  /**
   * Verdicts of the library that the reference is built on. The exact verification has all of them.
   * The fast one multiplies by the cofactor, hence takes what its signer deliberately mixed with a
   * point of small order; should that ever change, docs/decisions/0012 is out of date.
   */
  @TestFactory
  Stream<DynamicTest> verdictsAreThoseOfTheReferencesLibrary() throws IOException {
    return cases().stream().map(c -> DynamicTest.dynamicTest(c.name(), () -> check(c)));
  }

  private static void check(Case c) {
    assertThat(ExactVerification.verify(c.key(), c.message(), c.signature()))
        .isEqualTo(c.ordinary());
    boolean ordinary = Signatures.verify(c.key(), c.message(), c.signature());
    boolean strict = Signatures.verifyStrict(c.key(), c.message(), c.signature());
    boolean mixed = c.kind().equals("mixed-order");
    assertThat(ordinary).isEqualTo(mixed || c.ordinary());
    assertThat(strict).isEqualTo(mixed || c.strict());
  }

  @Test
  void theEdgeCasesCoverEveryClass() throws IOException {
    assertThat(cases()).hasSizeGreaterThan(70);
    assertThat(cases().stream().map(Case::kind))
        .contains(
            "honest",
            "small-order key",
            "small-order R",
            "non-canonical s",
            "non-canonical key",
            "no point",
            "mixed-order");
  }

  @Test
  void everyFlippedBitOfSignatureKeyOrMessageIsNoticed() {
    SigningKey key = key(times(3, 32));
    byte[] signature = key.sign(MESSAGE);
    byte[] publicKey = key.publicKey();
    for (int bit = 0; bit < signature.length * 8; bit++) {
      assertThat(Signatures.verify(publicKey, MESSAGE, flip(signature, bit))).isFalse();
    }
    for (int bit = 0; bit < publicKey.length * 8; bit++) {
      assertThat(Signatures.verify(flip(publicKey, bit), MESSAGE, signature)).isFalse();
    }
    for (int bit = 0; bit < MESSAGE.length * 8; bit++) {
      assertThat(Signatures.verify(publicKey, flip(MESSAGE, bit), signature)).isFalse();
    }
  }

  @Test
  void wrongLengthsAreNoSignature() {
    SigningKey key = key(times(3, 32));
    byte[] signature = key.sign(MESSAGE);
    for (int length : new int[] {0, 1, 31, 32, 63, 65, 128}) {
      byte[] other = Arrays.copyOf(signature, length);
      assertThat(Signatures.verify(key.publicKey(), MESSAGE, other)).isFalse();
      assertThat(Signatures.verifyStrict(key.publicKey(), MESSAGE, other)).isFalse();
    }
    for (int length : new int[] {0, 31, 33, 64}) {
      byte[] other = Arrays.copyOf(key.publicKey(), length);
      assertThat(Signatures.verify(other, MESSAGE, signature)).isFalse();
      assertThat(Signatures.verifyStrict(other, MESSAGE, signature)).isFalse();
    }
  }

  @Test
  void typedKeysVerifyLikeTheirBytes() {
    SigningKey key = key(times(3, 32));
    byte[] signature = key.sign(MESSAGE);
    NodeKey node = key.nodeKey();
    ShareKey share = key.shareKey();
    CommunityKey community = key.communityKey();
    assertThat(Signatures.verify(node, MESSAGE, signature)).isTrue();
    assertThat(Signatures.verify(share, MESSAGE, signature)).isTrue();
    assertThat(Signatures.verify(community, MESSAGE, signature)).isTrue();
    assertThat(Signatures.verifyStrict(node, MESSAGE, signature)).isTrue();
    assertThat(Signatures.verifyStrict(share, MESSAGE, signature)).isTrue();
    byte[] other = flip(signature, 0);
    assertThat(Signatures.verify(node, MESSAGE, other)).isFalse();
    assertThat(Signatures.verify(share, MESSAGE, other)).isFalse();
    assertThat(Signatures.verify(community, MESSAGE, other)).isFalse();
    assertThat(Signatures.verifyStrict(node, MESSAGE, other)).isFalse();
    assertThat(Signatures.verifyStrict(share, MESSAGE, other)).isFalse();
  }

  @Test
  void smallOrderIsExactlyWhatEightTimesVanishes() {
    // From the curve itself: y of all points whose eightfold is neutral, and y + p where it fits.
    Set<String> expected = new HashSet<>();
    EdwardsPoint generator = orderEight();
    EdwardsPoint point = EdwardsPoint.NEUTRAL;
    for (int i = 0; i < 8; i++) {
      byte[] encoding = point.encode();
      encoding[31] &= 0x7f;
      expected.add(hex(encoding));
      point = point.plus(generator);
    }
    expected.add(hex(LittleEndian.encode(EdwardsPoint.P, 32)));
    expected.add(hex(LittleEndian.encode(EdwardsPoint.P.add(BigInteger.ONE), 32)));
    assertThat(expected).hasSize(7);
    for (String y : expected) {
      byte[] encoding = hex(y);
      assertThat(SmallOrder.isEncodedAt(encoding, 0)).as(y).isTrue();
      encoding[31] |= (byte) 0x80;
      assertThat(SmallOrder.isEncodedAt(encoding, 0)).as(y + " with sign").isTrue();
      for (int bit = 0; bit < 255; bit++) {
        byte[] near = flip(encoding, bit);
        String nearY = hex(flip(near, 255));
        assertThat(SmallOrder.isEncodedAt(near, 0)).isEqualTo(expected.contains(nearY));
      }
    }
    assertThat(SmallOrder.isEncodedAt(EdwardsPoint.BASE.encode(), 0)).isFalse();
  }

  /** L times any point has an order that divides 8; of some it is 8 itself. */
  private static EdwardsPoint orderEight() {
    for (int y = 2; ; y++) {
      EdwardsPoint point =
          EdwardsPoint.decode(LittleEndian.encode(BigInteger.valueOf(y), 32))
              .map(p -> EdwardsPoint.sum(ExactVerification.L, p, BigInteger.ZERO, p))
              .orElse(EdwardsPoint.NEUTRAL);
      EdwardsPoint twice = point.plus(point);
      if (!hex(twice.plus(twice).encode()).equals(hex(EdwardsPoint.NEUTRAL.encode()))) {
        return point;
      }
    }
  }

  @Test
  void anSOfExactlyLIsRefusedEvenWhereItWouldDoTheSameAsZero() {
    byte[] neutral = EdwardsPoint.NEUTRAL.encode();
    byte[] signature = Arrays.copyOf(neutral, Signatures.SIGNATURE_BYTES);
    assertThat(Signatures.verify(neutral, MESSAGE, signature)).isTrue();
    System.arraycopy(LittleEndian.encode(ExactVerification.L, 32), 0, signature, 32, 32);
    assertThat(Signatures.verify(neutral, MESSAGE, signature)).isFalse();
  }

  @Test
  void theBasePointHasTheOrderOfRfc8032() {
    assertThat(hex(EdwardsPoint.BASE.encode())).isEqualTo("58" + "66".repeat(31));
    EdwardsPoint product =
        EdwardsPoint.sum(
            ExactVerification.L, EdwardsPoint.BASE, BigInteger.ZERO, EdwardsPoint.NEUTRAL);
    assertThat(product.encode()).isEqualTo(EdwardsPoint.NEUTRAL.encode());
  }
}
