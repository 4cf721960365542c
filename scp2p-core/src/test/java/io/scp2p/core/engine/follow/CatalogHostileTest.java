package io.scp2p.core.engine.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.share.Subscription;
import io.scp2p.core.catalog.pages.CatalogChanges;
import io.scp2p.core.catalog.pages.CatalogRoot;
import io.scp2p.core.catalog.pages.MadeItems;
import io.scp2p.core.catalog.pages.PageRef;
import io.scp2p.core.catalog.pages.SignedRoot;
import io.scp2p.core.crypto.SecretBytes;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.engine.catalog.TestStore;
import io.scp2p.core.engine.keys.MemoryState;
import io.scp2p.core.protocol.catalog.CatalogOffer;
import io.scp2p.core.protocol.catalog.GetCatalog;
import io.scp2p.core.protocol.catalog.GetPages;
import io.scp2p.core.protocol.catalog.Pages;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.message.Request;
import io.scp2p.core.wire.message.Response;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers and publishers without scruples, and a follower that dies in between. */
class CatalogHostileTest {
  private static final int ITEMS = 4_000;

  private final CatalogWorld world = new CatalogWorld(new MemoryState(), new MemoryState());

  @AfterEach
  void close() {
    world.close();
  }

  private void tamperOffers(UnaryOperator<CatalogOffer> with) {
    world.wire.tamper =
        (request, response) ->
            response instanceof CatalogOffer offer ? with.apply(offer) : response;
  }

  private void tamperPages(UnaryOperator<List<Bytes>> with) {
    world.wire.tamper =
        (request, response) ->
            response instanceof Pages some ? new Pages(with.apply(some.pages())) : response;
  }

  private void honest() {
    world.wire.tamper = (request, response) -> response;
  }

  private static Bytes flipped(Bytes bytes, int at) {
    byte[] changed = bytes.toArray();
    changed[at] ^= 1;
    return Bytes.wrap(changed);
  }

  /** An honest peer comes along, and all is well. */
  private void recovers() throws Exception {
    honest();
    Subscription after = world.sync();
    assertThat(after.problem()).isNull();
    assertThat(after.newest().itemCount()).isEqualTo(ITEMS);
    assertThat(world.bothHaveTheSame()).isTrue();
  }

  @Test
  void forgedPageIsALie() throws Exception {
    world.publish(ITEMS, number -> 0);
    tamperPages(
        pages -> {
          List<Bytes> forged = new ArrayList<>(pages);
          forged.set(0, flipped(pages.get(0), pages.get(0).size() / 2));
          return forged;
        });
    assertThat(world.follow().newest()).isNull();
    assertThat(world.events).contains("lied PROTOCOL_VIOLATION");
    recovers();
  }

  @Test
  void pageOfAnotherShareIsALie() throws Exception {
    world.publish(ITEMS, number -> 0);
    MadeItems others = new MadeItems();
    PageRef root = others.build(MadeItems.numbered(0, 50));
    Bytes page = others.load(root).encoded();
    tamperPages(pages -> List.of(page));
    assertThat(world.follow().newest()).isNull();
    assertThat(world.events).contains("lied PROTOCOL_VIOLATION");
    recovers();
  }

  @Test
  void onePageAtATimeIsNotServing() throws Exception {
    world.publish(ITEMS, number -> 0);
    tamperPages(pages -> pages.subList(0, 1));
    assertThat(world.follow().newest()).isNull();
    assertThat(world.events).contains("lied PROTOCOL_VIOLATION");
    recovers();
  }

  @Test
  void pagesOutOfOrderOrNoneAreALie() throws Exception {
    world.publish(ITEMS, number -> 0);
    tamperPages(
        pages -> {
          List<Bytes> turned = new ArrayList<>(pages);
          java.util.Collections.reverse(turned);
          return turned.size() == 1 ? List.of() : turned;
        });
    assertThat(world.follow().newest()).isNull();
    assertThat(world.events).contains("lied PROTOCOL_VIOLATION");
    recovers();
  }

  @Test
  void rootThatTheShareDidNotSignIsALie() throws Exception {
    world.publish(ITEMS, number -> 0);
    byte[] seed = new byte[32];
    Arrays.fill(seed, (byte) 99);
    try (SigningKey stranger = SigningKey.ofSeed(SecretBytes.copyOf(seed))) {
      tamperOffers(
          offer ->
              new CatalogOffer(
                  offer.head(),
                  offer.root(),
                  Bytes.wrap(stranger.sign(decode(offer.root()).signingBytes())),
                  offer.manifest(),
                  null));
      world.follow();
    }
    assertThat(world.events).contains("lied SIGNATURE_INVALID");
    recovers();
  }

  private static CatalogRoot decode(Bytes root) {
    try {
      return CatalogRoot.decode(root);
    } catch (WireException e) {
      throw new AssertionError(e);
    }
  }

  /** A publisher who signs what is not so. */
  private CatalogOffer signed(CatalogOffer offer, UnaryOperator<CatalogRoot> with) {
    SignedRoot root = SignedRoot.sign(with.apply(decode(offer.root())), world.key);
    return new CatalogOffer(
        offer.head(), root.root().bytes(), root.signature(), offer.manifest(), offer.changes());
  }

  @Test
  void rootOfAnotherNumberIsALie() throws Exception {
    world.publish(ITEMS, number -> 0);
    tamperOffers(
        offer ->
            signed(
                offer,
                root ->
                    new CatalogRoot(
                        root.share(),
                        root.seq() + 1,
                        root.manifest(),
                        root.itemCount(),
                        root.rootHash())));
    world.follow();
    assertThat(world.events).contains("lied PROTOCOL_VIOLATION");
    recovers();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 64, 65, ITEMS - 1, ITEMS + 1, 1_900_000})
  void rootWithAWrongCountIsItsPublishersFault(long count) throws Exception {
    world.publish(ITEMS, number -> 0);
    tamperOffers(
        offer ->
            signed(
                offer,
                root ->
                    new CatalogRoot(
                        root.share(), root.seq(), root.manifest(), count, root.rootHash())));
    Subscription after = world.follow();
    assertThat(after.newest()).isNull();
    assertThat(after.problem()).isEqualTo(ErrorCode.MANIFEST_INVALID);
    assertThat(world.events).doesNotContain("lied PROTOCOL_VIOLATION");
  }

  @Test
  void moreItemsThanAllowedAreNotEvenAskedFor() throws Exception {
    world.publish(ITEMS, number -> 0);
    tamperOffers(
        offer ->
            signed(
                offer,
                root ->
                    new CatalogRoot(
                        root.share(),
                        root.seq(),
                        root.manifest(),
                        Long.MAX_VALUE,
                        root.rootHash())));
    assertThat(world.follow().problem()).isEqualTo(ErrorCode.TOO_MANY_ITEMS);
    assertThat(world.wire.asked).noneMatch(GetPages.class::isInstance);
  }

  @Test
  void changesThatLeadElsewhereChangeNothing() throws Exception {
    world.publish(ITEMS, number -> 0);
    world.follow();
    world.publish(ITEMS, number -> number == 17 ? 1 : 0);
    Bytes invented = new CatalogChanges(List.of(), MadeItems.numbered(0, 3)).bytes();
    tamperOffers(
        offer ->
            new CatalogOffer(
                offer.head(), offer.root(), offer.signature(), offer.manifest(), invented));
    Subscription after = world.sync();
    assertThat(world.events).contains("lied PROTOCOL_VIOLATION");
    assertThat(after.newest().sequence()).isEqualTo(1);
    assertThat(after.newest().itemCount()).isEqualTo(ITEMS);
    recovers();
  }

  @Test
  void anotherPeerMakesGoodForALiar() throws Exception {
    world.publish(ITEMS, number -> 0);
    world.wire.peers.add(CatalogWorld.FOLLOWER);
    int[] answers = {0};
    tamperPages(pages -> answers[0]++ == 2 ? List.of(flipped(pages.get(0), 1)) : pages);
    Subscription after = world.follow();
    assertThat(after.problem()).isNull();
    assertThat(after.newest().itemCount()).isEqualTo(ITEMS);
    assertThat(world.events).contains("lied PROTOCOL_VIOLATION");
  }

  @Test
  void olderVersionIsNeverTaken() throws Exception {
    world.publish(ITEMS, number -> 0);
    CatalogOffer[] old = {null};
    tamperOffers(
        offer -> {
          old[0] = offer;
          return offer;
        });
    world.follow();
    world.publish(ITEMS, number -> number == 3 ? 1 : 0);
    tamperOffers(offer -> old[0]);
    Subscription after = world.sync();
    assertThat(after.newest().sequence()).isEqualTo(1);
    assertThat(after.problem()).isEqualTo(ErrorCode.MANIFEST_UNAVAILABLE);
    recovers();
  }

  @Test
  void outlineDoesNotTakeThePlaceOfItems() throws Exception {
    world.publish(ITEMS, number -> 0);
    world.follow();
    world.publish(ITEMS, number -> number == 3 ? 1 : 0);
    world.wire.hasCatalogs = false;
    Subscription after = world.sync();
    assertThat(after.newest().itemCount()).isEqualTo(ITEMS);
    assertThat(after.problem()).isEqualTo(ErrorCode.MANIFEST_UNAVAILABLE);
    world.wire.hasCatalogs = true;
    recovers();
  }

  @Test
  void outlineIsCompletedWhenSomebodyWithTheCatalogComes() throws Exception {
    world.publish(ITEMS, number -> 0);
    world.wire.hasCatalogs = false;
    assertThat(world.follow().newest().itemCount()).isZero();
    assertThat(world.wire.asked).noneMatch(GetCatalog.class::isInstance);
    world.wire.hasCatalogs = true;
    recovers();
    assertThat(world.sync().newest().itemCount()).isEqualTo(ITEMS);
  }

  @Test
  void versionThatFitsAManifestCanBeHandedOnToV1() throws Exception {
    world.publish(500, number -> 0);
    world.follow();
    world.publish(500, number -> number == 9 ? 1 : 0);
    world.wire.reset();
    world.sync();
    assertThat(world.wire.asked).hasSize(2).hasAtLeastOneElementOfType(GetCatalog.class);
    assertThat(world.follower.catalog.manifest(world.published.manifestId()))
        .isEqualTo(world.shares.manifest(world.published.manifestId()))
        .isPresent();
  }

  @Test
  void smallShareFallsBackToItsManifest() throws Exception {
    world.publish(500, number -> 0);
    world.wire.hasCatalogs = false;
    assertThat(world.follow().newest().itemCount()).isEqualTo(500);
    world.wire.hasCatalogs = true;
    tamperPages(pages -> List.of(flipped(pages.get(0), 3)));
    world.publish(500, number -> number == 9 ? 1 : 0);
    assertThat(world.sync().newest().sequence()).isEqualTo(2);
    assertThat(world.events).contains("lied PROTOCOL_VIOLATION");
  }

  @Test
  void followerThatDiesAnywhereGoesOnWhereItWas() throws Exception {
    world.publish(ITEMS, number -> 0);
    TestStore store = new TestStore();
    world.open(store);
    world.follow();
    int writes = store.writes;
    long whole = world.wire.asked.stream().filter(GetPages.class::isInstance).count();
    for (int crash = 2; crash < writes; crash += Math.max(1, writes / 12)) {
      store = new TestStore();
      world.open(store);
      store.crashAfter(crash);
      followAsFarAsPossible();
      store = store.reopened();
      world.open(store);
      world.wire.reset();
      Subscription after = world.follow();
      assertThat(after.newest().itemCount()).as("crash at %s", crash).isEqualTo(ITEMS);
      assertThat(world.bothHaveTheSame()).isTrue();
      long again = world.wire.asked.stream().filter(GetPages.class::isInstance).count();
      assertThat(again).isLessThanOrEqualTo(whole);
      assertThat(store.rows(new io.scp2p.api.spi.StateTable("catalog-loose"))).isZero();
    }
  }

  private void followAsFarAsPossible() {
    try {
      world.follow();
    } catch (AssertionError crashed) {
      assertThat(crashed).hasRootCauseInstanceOf(Scp2pException.class);
    }
  }

  @Test
  void whatWasGivenUpIsClearedAway() throws Exception {
    world.publish(ITEMS, number -> 0);
    MemoryState state = new MemoryState();
    world.open(state);
    int[] answers = {0};
    // The first version is given up half way; the second has nothing in common with it.
    world.wire.tamper =
        (Request request, Response response) ->
            response instanceof Pages some && ++answers[0] > 3
                ? new Pages(List.of(Bytes.EMPTY))
                : response;
    assertThat(world.follow().newest()).isNull();
    world.publish(ITEMS, number -> 1);
    recovers();
    assertThat(world.follower.pages.untidy()).isEmpty();
  }
}
