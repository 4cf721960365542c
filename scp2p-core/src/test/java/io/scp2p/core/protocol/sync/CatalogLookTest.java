package io.scp2p.core.protocol.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.core.catalog.ManifestSeal;
import io.scp2p.core.catalog.pages.CatalogRoot;
import io.scp2p.core.catalog.pages.SignedRoot;
import io.scp2p.core.protocol.sync.Publisher.Signed;
import io.scp2p.core.wire.Bytes;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A look that tries the paged catalog first, and what it does when nobody has one. */
class CatalogLookTest {
  private static final CatalogOutcome NOTHING = new CatalogOutcome.Nothing();

  private final Publisher publisher = new Publisher(1);
  private final Signed five = publisher.version(5, "a.txt");
  private final Signed six = publisher.version(6, "a.txt", "b.txt");

  /** Version 6 of a large share: its manifest has no items. */
  private final Signed outline = publisher.version(6);

  private LocalVersion local(boolean empty, boolean paged) {
    return new LocalVersion(5, ManifestSeal.id(five.manifest()), empty, paged);
  }

  private static Finding head(Signed version) {
    return new Finding.Head(version.verifiedHead());
  }

  private Look knowing(LocalVersion local, Signed version) {
    return new Look(local, true).peers(true, 1).answer(1, "head", head(version));
  }

  @Test
  void aCatalogThatIsAllHereIsAdoptedWithItsRoot() {
    Look look = knowing(local(false, false), six);
    assertThat(look.said).endsWith("catalog");
    SignedRoot root =
        SignedRoot.sign(
            new CatalogRoot(
                publisher.share(),
                6,
                six.head().body().latestManifestId(),
                2,
                Bytes.wrap(new byte[32])),
            publisher.key);
    CatalogOutcome.Complete complete =
        new CatalogOutcome.Complete(six.verifiedHead(), six.verifiedManifest(), root);
    look.catalog(complete);

    assertThat(look.outcome)
        .isEqualTo(new SyncOutcome.Adopt(complete.head(), complete.manifest(), root));
  }

  @Test
  void aCatalogThatCouldNotBeHadIsTheEndOfTheLook() {
    Look look =
        knowing(local(false, false), six).catalog(new CatalogOutcome.Failed(ErrorCode.TOO_LARGE));

    assertThat(look.outcome).isEqualTo(new SyncOutcome.Failed(ErrorCode.TOO_LARGE));
  }

  @Test
  void whereNobodyHasACatalogTheManifestDoes() {
    Look look = knowing(local(false, false), six).catalog(NOTHING);
    assertThat(look.said).endsWith("cache");
    look.catalog(NOTHING);
    assertThat(look.said).as("it is over").containsOnlyOnce("cache");
    look.cache(new Finding.Found(six.verifiedManifest()));

    assertThat(look.outcome).isInstanceOf(SyncOutcome.Adopt.class);
  }

  @Test
  void anOutlineThatIsHereIsNoReasonNotToAskForItsItems() {
    Look look = new Look(local(true, false), true).peers(true, 1).answer(1, "head", head(five));
    assertThat(look.said).endsWith("catalog");
    look.catalog(NOTHING);
    assertThat(look.outcome).isInstanceOf(SyncOutcome.UpToDate.class);

    Look full = new Look(local(false, false), true).peers(true, 1).answer(1, "head", head(five));
    assertThat(full.outcome).isInstanceOf(SyncOutcome.UpToDate.class);
    assertThat(full.said).doesNotContain("catalog");
    Look manifests = new Look(local(true, false)).peers(true, 1).answer(1, "head", head(five));
    assertThat(manifests.outcome).isInstanceOf(SyncOutcome.UpToDate.class);
  }

  /** Decision 0020: nobody with the catalog is online, and the items that are here stay. */
  @Test
  void anOutlineDoesNotTakeThePlaceOfItems() {
    Finding found = new Finding.Found(outline.verifiedManifest());
    assertThat(knowing(local(false, true), outline).catalog(NOTHING).cache(found).outcome)
        .isEqualTo(new SyncOutcome.Failed(ErrorCode.MANIFEST_UNAVAILABLE));
    assertThat(
            knowing(local(false, true), outline)
                .catalog(NOTHING)
                .cache(new Finding.Nothing())
                .answer(1, "value", found)
                .outcome)
        .isEqualTo(new SyncOutcome.Failed(ErrorCode.MANIFEST_UNAVAILABLE));
    assertThat(knowing(local(false, false), outline).catalog(NOTHING).cache(found).outcome)
        .as("a share without a catalog may become empty")
        .isInstanceOf(SyncOutcome.Adopt.class);
    assertThat(
            knowing(local(false, true), six)
                .catalog(NOTHING)
                .cache(new Finding.Found(six.verifiedManifest()))
                .outcome)
        .isInstanceOf(SyncOutcome.Adopt.class);
  }

  @Test
  void peersThatComeLateAreAskedForTheManifestToo() {
    Look look = new Look(local(false, false)).peers(false, 1).answer(1, "head", head(six));
    look.after(SyncMachine.HEAD_GRACE);
    look.cache(new Finding.Nothing()).answer(1, "value", new Finding.Nothing());
    look.answer(1, "manifest", new Finding.Nothing());
    assertThat(look.outcome).as("more may come").isNull();
    look.peers(true, 2);
    assertThat(look.isAsked(2, "manifest")).isTrue();
    look.answer(2, "manifest", new Finding.Nothing());

    assertThat(look.outcome).isEqualTo(new SyncOutcome.Failed(ErrorCode.MANIFEST_UNAVAILABLE));
  }

  @Test
  void whoIsSlowHasCompanyAfterAWhile() {
    Look look = new Look(local(false, false)).peers(true, 1, 2);
    look.answer(1, "head", head(six)).answer(2, "head", head(six)).cache(new Finding.Nothing());
    look.answer(1, "value", new Finding.Nothing()).answer(2, "value", new Finding.Nothing());
    assertThat(look.isAsked(1, "manifest")).isTrue();
    look.after(SyncMachine.HEDGE.minusNanos(1));
    assertThat(look.isAsked(2, "manifest")).isFalse();
    look.after(Duration.ofNanos(1));
    assertThat(look.isAsked(2, "manifest")).isTrue();
    assertThat(List.of(look.timesAsked(1, "manifest"), look.timesAsked(2, "manifest")))
        .containsExactly(1L, 1L);
  }
}
