package io.scp2p.core.protocol.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.core.catalog.ManifestLimits;
import io.scp2p.core.catalog.ManifestSeal;
import io.scp2p.core.protocol.dht.DhtKeys;
import io.scp2p.core.protocol.sync.Publisher.Signed;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.message.FindValueResult;
import io.scp2p.core.wire.message.ManifestData;
import io.scp2p.core.wire.record.Manifest;
import io.scp2p.core.wire.record.ShareItem;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChecksTest {
  private static final long NOW = Publisher.CREATED + 1_000;
  private final Publisher publisher = new Publisher(1);
  private final Signed version = publisher.version(7, "a.txt", "b.txt");

  private Finding head(FindValueResult answer) {
    return HeadCheck.examine(publisher.key.shareKey(), answer);
  }

  private static Finding direct(Signed version) {
    return ManifestCheck.direct(version.verifiedHead(), data(version), NOW);
  }

  private static ManifestData data(Signed version) {
    return new ManifestData(ManifestSeal.id(version.manifest()), version.manifest().encoded());
  }

  @Test
  void signedHeadIsVerified() {
    assertThat(head(publisher.answer(version.head())))
        .isInstanceOfSatisfying(
            Finding.Head.class, found -> assertThat(found.head().seq()).isEqualTo(7));
  }

  @Test
  void headThatTheKeyDidNotSignIsForged() {
    assertThat(head(publisher.answer(publisher.forged(1_000)))).isEqualTo(new Finding.ForgedHead());
  }

  @Test
  void noValueIsNothing() {
    assertThat(head(new FindValueResult(null, List.of()))).isEqualTo(new Finding.Nothing());
  }

  @Test
  void valueOfAnotherKeyOrKindIsNoHonestAnswer() {
    Publisher other = new Publisher(2);
    Finding wrong = new Finding.Wrong(ErrorCode.PROTOCOL_VIOLATION);

    assertThat(head(other.answer(other.version(9).head()))).isEqualTo(wrong);
    assertThat(head(publisher.answer(other.version(9).head()))).isEqualTo(wrong);
    assertThat(head(Publisher.answer(DhtKeys.shareHead(publisher.share()), version.manifest())))
        .isEqualTo(wrong);
  }

  @Test
  void namedManifestIsFoundInEveryWay() {
    assertThat(direct(version)).isInstanceOf(Finding.Found.class);
    assertThat(
            ManifestCheck.value(version.verifiedHead(), Publisher.answer(version.manifest()), NOW))
        .isInstanceOf(Finding.Found.class);
    assertThat(ManifestCheck.cached(version.verifiedHead(), version.manifest().encoded(), NOW))
        .isInstanceOf(Finding.Found.class);
  }

  @Test
  void anotherManifestIsThePeersLie() {
    Signed other = publisher.version(7, "c.txt");
    ManifestData swapped =
        new ManifestData(ManifestSeal.id(version.manifest()), other.manifest().encoded());
    Finding wrong = new Finding.Wrong(ErrorCode.PROTOCOL_VIOLATION);

    assertThat(ManifestCheck.direct(version.verifiedHead(), swapped, NOW)).isEqualTo(wrong);
    assertThat(ManifestCheck.direct(version.verifiedHead(), data(other), NOW)).isEqualTo(wrong);
    assertThat(
            ManifestCheck.direct(
                version.verifiedHead(),
                new ManifestData(ManifestSeal.id(version.manifest()), Bytes.wrap(new byte[9])),
                NOW))
        .isEqualTo(wrong);
    assertThat(ManifestCheck.value(version.verifiedHead(), Publisher.answer(other.manifest()), NOW))
        .isEqualTo(wrong);
  }

  @Test
  void numberOfTheManifestIsThatOfTheHead() {
    VerifiedHead head = new VerifiedHead(publisher.headOf(version.manifest(), 1_000_000));

    assertThat(ManifestCheck.direct(head, data(version), NOW))
        .isEqualTo(new Finding.Unusable(ErrorCode.MANIFEST_INVALID));
  }

  @Test
  void manifestOfAnotherShareIsRefusedThoughTheHeadNamesIt() {
    Signed foreign = new Publisher(2).version(7, "a.txt");
    VerifiedHead head = new VerifiedHead(publisher.headOf(foreign.manifest(), 7));

    assertThat(ManifestCheck.direct(head, data(foreign), NOW))
        .isEqualTo(new Finding.Unusable(ErrorCode.MANIFEST_INVALID));
  }

  @Test
  void expiredManifestIsNotAdopted() {
    Signed expired = publisher.version(8, NOW - 1, "t", List.of());

    assertThat(direct(expired)).isEqualTo(new Finding.Unusable(ErrorCode.MANIFEST_EXPIRED));
  }

  @Test
  void manifestWithoutGoodSignatureIsNotAdopted() {
    Manifest unsigned = new Manifest(version.manifest().body(), null);
    Signed pointing = new Signed(publisher.headOf(unsigned, 7), unsigned);

    assertThat(direct(pointing)).isEqualTo(new Finding.Unusable(ErrorCode.SIGNATURE_INVALID));
  }

  @Test
  void sizesBeyondTheRangeOfTheApiAreRefused() {
    ShareItem endless = Publisher.item("x", Publisher.content("x"), -1L);

    assertThat(direct(publisher.version(8, null, "t", List.of(endless))))
        .isEqualTo(new Finding.Unusable(ErrorCode.MANIFEST_INVALID));
  }

  @Test // Section 9.6
  void tooManyItemsAreRefused() {
    List<ShareItem> items = new ArrayList<>();
    ShareItem one = Publisher.item("x");
    for (int i = 0; i <= ManifestLimits.MAX_ITEMS; i++) {
      items.add(one);
    }

    assertThat(direct(publisher.version(8, null, "t", items)))
        .isEqualTo(new Finding.Unusable(ErrorCode.TOO_MANY_ITEMS));
  }

  @Test
  void bigManifestIsKeptInTheFormThatFitsTheDht() throws Exception {
    List<ShareItem> items = new ArrayList<>();
    for (int i = 0; i < 450; i++) {
      items.add(Publisher.item("f" + i));
    }
    VerifiedManifest big = publisher.version(9, null, "t", items).verifiedManifest();

    assertThat(big.manifest().encoded().size()).isGreaterThan(ManifestLimits.MAX_DHT_BYTES);
    assertThat(big.encoded().size()).isLessThanOrEqualTo(ManifestLimits.MAX_DHT_BYTES);
    assertThat(ManifestSeal.id(Manifest.decode(big.encoded()))).isEqualTo(big.id());
  }
}
