package io.scp2p.core.protocol.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.core.catalog.ManifestLimits;
import io.scp2p.core.catalog.pages.CatalogChanges;
import io.scp2p.core.catalog.pages.CatalogRoot;
import io.scp2p.core.catalog.pages.MadeItems;
import io.scp2p.core.catalog.pages.SignedRoot;
import io.scp2p.core.protocol.sync.Publisher;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.record.Manifest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What peers and publishers may offer, and what is a lie of which of them. */
class OfferCheckTest {
  private static final long NOW = Publisher.CREATED + 100;
  private static final long MOST = 1_000_000;
  private static final CatalogFinding LIE = new CatalogFinding.Wrong(ErrorCode.PROTOCOL_VIOLATION);
  private static final CatalogFinding FORGED =
      new CatalogFinding.Wrong(ErrorCode.SIGNATURE_INVALID);

  private final Publisher publisher = new Publisher(5);
  private final Publisher stranger = new Publisher(6);

  private CatalogRoot root(Publisher.Signed version, long seq, long items) {
    return new CatalogRoot(
        publisher.share(),
        seq,
        version.head().body().latestManifestId(),
        items,
        Bytes.wrap(new byte[32]));
  }

  private CatalogOffer offer(Publisher.Signed version, long items) {
    return offer(version, root(version, version.head().body().latestSeq(), items), null);
  }

  private CatalogOffer offer(Publisher.Signed version, CatalogRoot root, @Nullable Bytes changes) {
    SignedRoot signed = SignedRoot.sign(root, publisher.key);
    return new CatalogOffer(
        version.head().encoded(),
        root.bytes(),
        signed.signature(),
        version.manifest().encoded(),
        changes);
  }

  private CatalogFinding examine(CatalogOffer offer) {
    return new OfferCheck(publisher.key.shareKey(), 3, MOST).examine(offer, NOW);
  }

  private Publisher.Signed large(long seq, @Nullable Long expiresAt) {
    return publisher.version(seq, expiresAt, "large", List.of());
  }

  @Test
  void aVersionOfAnySizeIsOneWithAnOutline() {
    CatalogChanges changes = new CatalogChanges(List.of(), MadeItems.numbered(0, 2));
    Publisher.Signed version = large(3, null);
    CatalogFinding.Offer found =
        (CatalogFinding.Offer) examine(offer(version, root(version, 3, MOST), changes.bytes()));

    assertThat(found.head().seq()).isEqualTo(3);
    assertThat(found.root().root().itemCount()).isEqualTo(MOST);
    assertThat(found.skeleton()).isEqualTo(version.manifest());
    assertThat(found.outline()).isNotNull();
    assertThat(found.changes()).isEqualTo(changes);
  }

  /** Its manifest has items: what is offered is that without them, which its id does not name. */
  @Test
  void aSmallVersionHasNoOutlineYet() {
    Publisher.Signed whole = publisher.version(3, "a", "b");
    Manifest skeleton = large(3, null).manifest();
    CatalogRoot root = root(whole, 3, ManifestLimits.MAX_ITEMS);
    CatalogOffer offer = offer(whole, root, null);
    CatalogFinding.Offer found =
        (CatalogFinding.Offer)
            examine(
                new CatalogOffer(
                    offer.head(), offer.root(), offer.signature(), skeleton.encoded(), null));

    assertThat(found.outline()).isNull();
    assertThat(found.changes()).isNull();
    assertThat(examine(offer)).as("with its items").isEqualTo(LIE);
    CatalogOffer more = offer(whole, root(whole, 3, ManifestLimits.MAX_ITEMS + 1), null);
    assertThat(
            examine(
                new CatalogOffer(
                    more.head(), more.root(), more.signature(), skeleton.encoded(), null)))
        .as("what fits no manifest is named by the head without items")
        .isEqualTo(LIE);
  }

  @Test
  void anOlderVersionIsOfNoUse() {
    assertThat(examine(offer(large(2, null), 1))).isEqualTo(new CatalogFinding.Nothing());
    assertThat(examine(offer(large(-1, null), 1)))
        .as("numbers are unsigned")
        .isInstanceOf(CatalogFinding.Offer.class);
  }

  @Test
  void moreItemsThanAreWantedAreThePublishersDoing() {
    assertThat(examine(offer(large(3, null), MOST + 1)))
        .isEqualTo(new CatalogFinding.Unusable(ErrorCode.TOO_MANY_ITEMS));
  }

  @Test
  void aVersionThatHasExpiredIsThePublishersDoing() {
    assertThat(examine(offer(large(3, NOW - 1), 1)))
        .isEqualTo(new CatalogFinding.Unusable(ErrorCode.MANIFEST_EXPIRED));
    assertThat(examine(offer(large(3, NOW), 1))).isInstanceOf(CatalogFinding.Offer.class);
  }

  @Test
  void whatTheKeyOfTheShareDidNotSignIsForged() {
    Publisher.Signed version = large(3, null);
    CatalogOffer good = offer(version, 1);
    CatalogOffer head =
        new CatalogOffer(
            publisher.forged(3).encoded(), good.root(), good.signature(), good.manifest(), null);
    CatalogOffer root =
        new CatalogOffer(
            good.head(),
            good.root(),
            Bytes.wrap(stranger.key.sign(root(version, 3, 1).signingBytes())),
            good.manifest(),
            null);

    assertThat(examine(head)).isEqualTo(FORGED);
    assertThat(examine(root)).isEqualTo(FORGED);
  }

  @Test
  void aRootOfAnotherVersionIsALie() {
    Publisher.Signed version = large(3, null);

    assertThat(examine(offer(version, root(version, 4, 1), null))).isEqualTo(LIE);
    assertThat(examine(offer(version, root(large(4, null), 3, 1), null))).isEqualTo(LIE);
  }

  @Test
  void anOutlineLargerThanAnyIsNotLookedAt() {
    CatalogOffer good = offer(large(3, null), 1);
    byte[] most = new byte[OfferCheck.MAX_SKELETON_BYTES + 1];

    assertThat(
            examine(
                new CatalogOffer(
                    good.head(), good.root(), good.signature(), Bytes.wrap(most), null)))
        .isEqualTo(LIE);
  }

  @Test
  void whatCannotBeReadIsALie() {
    Publisher.Signed version = large(3, null);
    CatalogOffer good = offer(version, 1);
    Bytes noise = Bytes.parse("ff");

    assertThat(
            examine(new CatalogOffer(noise, good.root(), good.signature(), good.manifest(), null)))
        .isEqualTo(LIE);
    assertThat(examine(new CatalogOffer(good.head(), good.root(), good.signature(), noise, null)))
        .isEqualTo(LIE);
    assertThat(examine(offer(version, root(version, 3, 1), noise))).isEqualTo(LIE);
  }
}
