package io.scp2p.core.protocol.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.catalog.pages.CatalogChanges;
import io.scp2p.core.catalog.pages.CatalogRoot;
import io.scp2p.core.catalog.pages.KeyedItem;
import io.scp2p.core.catalog.pages.MadeItems;
import io.scp2p.core.catalog.pages.Page;
import io.scp2p.core.catalog.pages.PageRef;
import io.scp2p.core.catalog.pages.SignedRoot;
import io.scp2p.core.protocol.sync.CatalogOutcome;
import io.scp2p.core.protocol.sync.Publisher;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Dialogues with one machine in a world where no time passes unless the test says so. */
class CatalogMachineTest {
  private static final NodeKey ANNA = Publisher.peer(1);
  private static final NodeKey BERT = Publisher.peer(2);

  private final Publisher publisher = new Publisher(5);
  private final MadeItems tree = new MadeItems();
  private final CatalogMachine machine = new CatalogMachine();
  private final Deque<CatalogEffect> open = new ArrayDeque<>();
  private final List<String> said = new ArrayList<>();
  private final Set<Object> kept = new HashSet<>();
  private CatalogOutcome outcome;
  private long now = Long.MAX_VALUE - 1_000; // Overflows soon.
  private int mostHeld;

  private CatalogFinding.Offer offer(long seq, Collection<KeyedItem> items) {
    return offer(seq, tree.build(items), null);
  }

  private CatalogFinding.Offer offer(long seq, PageRef root, CatalogChanges changes) {
    Publisher.Signed version = publisher.version(seq, null, "big", List.of());
    CatalogRoot body =
        new CatalogRoot(
            publisher.share(),
            seq,
            version.head().body().latestManifestId(),
            root.count(),
            root.hash());
    return new CatalogFinding.Offer(
        version.verifiedHead(),
        SignedRoot.sign(body, publisher.key),
        version.manifest(),
        version.verifiedManifest(),
        changes);
  }

  private void feed(CatalogInput input) {
    note(machine.accept(now, input));
  }

  private void note(List<CatalogEffect> effects) {
    for (CatalogEffect effect : effects) {
      assertThat(outcome).as("nothing after the end").isNull();
      if (effect instanceof CatalogEffect.Lied lied) {
        said.add("lied " + lied.peer());
      } else if (effect instanceof CatalogEffect.Done done) {
        outcome = done.outcome();
      } else {
        open.add(effect);
      }
    }
    mostHeld = Math.max(mostHeld, machine.held());
  }

  private <T extends CatalogEffect> T next(Class<T> kind) {
    for (CatalogEffect effect : List.copyOf(open)) {
      if (kind.isInstance(effect)) {
        open.remove(effect);
        return kind.cast(effect);
      }
    }
    throw new AssertionError("no " + kind.getSimpleName() + " among " + open);
  }

  private boolean has(Class<?> kind) {
    return open.stream().anyMatch(kind::isInstance);
  }

  private void offered(NodeKey peer, CatalogFinding finding) {
    CatalogEffect.AskCatalog ask = next(CatalogEffect.AskCatalog.class);
    assertThat(ask.peer()).isEqualTo(peer);
    feed(new CatalogInput.Answered(ask.ask(), finding));
  }

  /** Does what the store does. */
  private void work() {
    while (has(CatalogEffect.Examine.class) || has(CatalogEffect.Keep.class)) {
      if (has(CatalogEffect.Keep.class)) {
        CatalogEffect.Keep keep = next(CatalogEffect.Keep.class);
        for (Page page : keep.pages()) {
          page.children().forEach(child -> assertThat(kept).contains(child.hash()));
          kept.add(page.ref().hash());
        }
        feed(new CatalogInput.Kept(keep.work()));
      } else {
        CatalogEffect.Examine examine = next(CatalogEffect.Examine.class);
        List<PageRef> missing = new ArrayList<>(examine.pages());
        missing.removeIf(ref -> kept.contains(ref.hash()));
        feed(new CatalogInput.Examined(examine.work(), missing));
      }
    }
  }

  private void serve(int most) {
    work();
    int answers = 0;
    while (has(CatalogEffect.AskPages.class) && answers++ < most) {
      CatalogEffect.AskPages ask = next(CatalogEffect.AskPages.class);
      List<Page> pages = ask.pages().stream().map(tree::load).toList();
      feed(new CatalogInput.Answered(ask.ask(), new CatalogFinding.Some(pages, false)));
      work();
    }
  }

  private CatalogMachineTest start(NodeKey... peers) {
    feed(new CatalogInput.Start(List.of(peers)));
    return this;
  }

  private void after(Duration span) {
    long end = now + span.toNanos();
    while (machine.deadlineNanos().isPresent() && machine.deadlineNanos().getAsLong() - end <= 0) {
      now = machine.deadlineNanos().getAsLong();
      note(machine.onTimeout(now));
    }
    now = end;
  }

  @Test
  void everythingIsFetchedOnceAndWrittenFromBelow() {
    List<KeyedItem> items = MadeItems.numbered(0, 20_000);
    start(ANNA);
    offered(ANNA, offer(3, items));
    serve(Integer.MAX_VALUE);
    assertThat(outcome).isInstanceOf(CatalogOutcome.Complete.class);
    CatalogOutcome.Complete complete = (CatalogOutcome.Complete) outcome;
    assertThat(kept).contains(complete.root().root().rootHash());
    assertThat(mostHeld).isBetween(1, 8_000);
    assertThat(machine.held()).as("nothing is left in memory").isZero();
  }

  @Test
  void changesThatFitEndIt() {
    List<KeyedItem> items = MadeItems.numbered(0, 500);
    CatalogChanges changes = new CatalogChanges(List.of(), MadeItems.numbered(499, 500));
    start(ANNA);
    offered(ANNA, offer(3, tree.build(items), changes));
    feed(new CatalogInput.Applied(next(CatalogEffect.Apply.class).work(), true));
    assertThat(outcome).isInstanceOf(CatalogOutcome.Complete.class);
  }

  @Test
  void changesThatDoNotLeadToTheRootAreALieAndTheNextPeerIsAsked() {
    PageRef root = tree.build(MadeItems.numbered(0, 500));
    CatalogChanges changes = new CatalogChanges(List.of(), MadeItems.numbered(0, 1));
    start(ANNA, BERT);
    offered(ANNA, offer(3, root, changes));
    feed(new CatalogInput.Applied(next(CatalogEffect.Apply.class).work(), false));
    assertThat(said).containsExactly("lied " + ANNA);
    work();
    offered(BERT, offer(3, root, null));
    serve(Integer.MAX_VALUE);
    assertThat(outcome).isInstanceOf(CatalogOutcome.Complete.class);
  }

  @Test
  void honestChangesAfterALieAreTakenInPlaceOfPages() {
    PageRef root = tree.build(MadeItems.numbered(0, 500));
    CatalogChanges changes = new CatalogChanges(List.of(), MadeItems.numbered(0, 1));
    start(ANNA, BERT);
    offered(ANNA, offer(3, root, changes));
    feed(new CatalogInput.Applied(next(CatalogEffect.Apply.class).work(), false));
    offered(BERT, offer(3, root, changes));
    feed(new CatalogInput.Applied(next(CatalogEffect.Apply.class).work(), true));
    assertThat(outcome).isInstanceOf(CatalogOutcome.Complete.class);
  }

  @Test
  void whoSendsWrongPagesIsDroppedAndWhatCameBeforeStays() {
    List<KeyedItem> items = MadeItems.numbered(0, 20_000);
    start(ANNA, BERT);
    offered(ANNA, offer(3, items));
    serve(4);
    int before = kept.size();
    assertThat(before).isPositive();
    CatalogEffect.AskPages ask = next(CatalogEffect.AskPages.class);
    feed(
        new CatalogInput.Answered(
            ask.ask(), new CatalogFinding.Wrong(ErrorCode.PROTOCOL_VIOLATION)));
    open.removeIf(CatalogEffect.AskPages.class::isInstance);
    assertThat(said).containsExactly("lied " + ANNA);
    work();
    offered(BERT, offer(3, items));
    serve(Integer.MAX_VALUE);
    assertThat(outcome).isInstanceOf(CatalogOutcome.Complete.class);
    assertThat(kept.size()).isGreaterThan(before);
  }

  @Test
  void pagesThatNeverArriveEndTheAttempt() {
    start(ANNA, BERT);
    offered(ANNA, offer(3, MadeItems.numbered(0, 5_000)));
    work();
    after(CatalogMachine.PAGES_TIMEOUT);
    open.removeIf(CatalogEffect.AskPages.class::isInstance);
    next(CatalogEffect.AskCatalog.class); // Bert, who says nothing at all.
    after(CatalogMachine.OFFER_TIMEOUT);
    assertThat(outcome).isEqualTo(new CatalogOutcome.Failed(ErrorCode.PEER_TIMED_OUT));
    assertThat(machine.deadlineNanos()).isEmpty();
  }

  @Test
  void whoHasNoCatalogIsNoTrouble() {
    start(ANNA, BERT);
    offered(ANNA, new CatalogFinding.Nothing());
    offered(BERT, new CatalogFinding.Unanswered(ErrorCode.RATE_LIMITED));
    assertThat(outcome).isEqualTo(new CatalogOutcome.Nothing());
  }

  @Test
  void newerRootWhileFetchingKeepsWhatBothHave() {
    List<KeyedItem> olds = MadeItems.numbered(0, 20_000);
    List<KeyedItem> news = MadeItems.numbered(10, 20_010);
    start(ANNA);
    offered(ANNA, offer(3, olds));
    serve(6);
    CatalogEffect.AskPages ask = next(CatalogEffect.AskPages.class);
    feed(new CatalogInput.Answered(ask.ask(), new CatalogFinding.Some(List.of(), true)));
    open.removeIf(CatalogEffect.AskPages.class::isInstance);
    work();
    int before = kept.size();
    offered(ANNA, offer(4, news));
    serve(Integer.MAX_VALUE);
    CatalogOutcome.Complete complete = (CatalogOutcome.Complete) outcome;
    assertThat(complete.head().seq()).isEqualTo(4);
    assertThat(before).isGreaterThan(10);
  }

  @Test
  void rootThatIsPromisedAgainAndAgainIsGivenUp() {
    CatalogFinding.Offer offer = offer(3, MadeItems.numbered(0, 5_000));
    start(ANNA);
    for (int i = 0; i < CatalogMachine.MAX_OFFERS; i++) {
      offered(ANNA, offer);
      work();
      CatalogEffect.AskPages ask = next(CatalogEffect.AskPages.class);
      feed(new CatalogInput.Answered(ask.ask(), new CatalogFinding.Some(List.of(), true)));
      open.removeIf(CatalogEffect.AskPages.class::isInstance);
    }
    assertThat(outcome).isEqualTo(new CatalogOutcome.Failed(ErrorCode.MANIFEST_UNAVAILABLE));
  }

  @Test
  void olderRootThanTheOneBegunIsOfNoUse() {
    start(ANNA, BERT);
    offered(ANNA, offer(3, MadeItems.numbered(0, 500)));
    work();
    CatalogEffect.AskPages ask = next(CatalogEffect.AskPages.class);
    feed(
        new CatalogInput.Answered(
            ask.ask(), new CatalogFinding.Unanswered(ErrorCode.CONNECTION_LOST)));
    offered(BERT, offer(2, MadeItems.numbered(0, 400)));
    assertThat(outcome).isInstanceOf(CatalogOutcome.Failed.class);
  }

  @Test
  void catalogLargerThanItsItemsAllowEndsTheAttempt() {
    List<KeyedItem> wide = new ArrayList<>();
    String folder = "f".repeat(3_000);
    for (int i = 0; i < 1_000; i++) {
      wide.add(KeyedItem.of(MadeItems.item(folder + "/" + i, 0)));
    }
    start(ANNA);
    offered(ANNA, offer(3, wide));
    serve(Integer.MAX_VALUE);
    assertThat(outcome).isEqualTo(new CatalogOutcome.Failed(ErrorCode.TOO_LARGE));
  }

  @Test
  void publishersFaultIsNotAskedOfOthers() {
    start(ANNA, BERT);
    offered(ANNA, offer(3, MadeItems.numbered(0, 500)));
    work();
    CatalogEffect.AskPages ask = next(CatalogEffect.AskPages.class);
    feed(
        new CatalogInput.Answered(
            ask.ask(), new CatalogFinding.Unusable(ErrorCode.MANIFEST_INVALID)));
    assertThat(outcome).isEqualTo(new CatalogOutcome.Failed(ErrorCode.MANIFEST_INVALID));
    assertThat(said).isEmpty();
  }

  private static CatalogFinding.Offer small(CatalogFinding.Offer offer) {
    return new CatalogFinding.Offer(
        offer.head(), offer.root(), offer.skeleton(), null, offer.changes());
  }

  @Test
  void aSmallVersionIsPutBackIntoItsManifest() {
    CatalogFinding.Offer offer = offer(3, MadeItems.numbered(0, 500));
    start(ANNA);
    offered(ANNA, small(offer));
    serve(Integer.MAX_VALUE);
    CatalogEffect.Assemble assemble = next(CatalogEffect.Assemble.class);
    assertThat(assemble.skeleton()).isEqualTo(offer.skeleton());
    feed(new CatalogInput.Assembled(assemble.work() - 1, offer.outline()));
    assertThat(outcome).as("an answer to something else").isNull();
    feed(new CatalogInput.Assembled(assemble.work(), offer.outline()));

    assertThat(outcome)
        .isEqualTo(new CatalogOutcome.Complete(offer.head(), offer.outline(), offer.root()));
  }

  @Test
  void whatCannotBePutTogetherMayBeHadAsAManifest() {
    start(ANNA);
    offered(ANNA, small(offer(3, MadeItems.numbered(0, 500))));
    serve(Integer.MAX_VALUE);
    feed(new CatalogInput.Assembled(next(CatalogEffect.Assemble.class).work(), null));

    assertThat(outcome).isEqualTo(new CatalogOutcome.Nothing());
  }

  @Test
  void aSmallVersionThatNobodyServesMayBeHadAsAManifest() {
    start(ANNA);
    offered(ANNA, small(offer(3, MadeItems.numbered(0, 500))));
    work();
    feed(
        new CatalogInput.Answered(
            next(CatalogEffect.AskPages.class).ask(),
            new CatalogFinding.Unanswered(ErrorCode.CONNECTION_LOST)));

    assertThat(outcome).isEqualTo(new CatalogOutcome.Nothing());
  }

  @Test
  void aStoreThatFailsEndsItAndNothingComesAfterTheEnd() {
    start(ANNA, BERT);
    offered(ANNA, offer(3, MadeItems.numbered(0, 500)));
    feed(new CatalogInput.StoreFailed());
    assertThat(outcome).isEqualTo(new CatalogOutcome.Failed(ErrorCode.STORE_FAILED));
    assertThat(machine.accept(now, new CatalogInput.Cancelled())).isEmpty();
    assertThat(machine.onTimeout(now + CatalogMachine.PAGES_TIMEOUT.toNanos())).isEmpty();
    assertThat(machine.deadlineNanos()).isEmpty();
  }

  @Test
  void nobodyWhoIsInterestedEndsIt() {
    start(ANNA);
    feed(new CatalogInput.Cancelled());
    assertThat(outcome).isEqualTo(new CatalogOutcome.Failed(ErrorCode.CANCELLED));
  }

  @Test
  void questionsHaveTheirTime() {
    start(ANNA);
    assertThat(machine.deadlineNanos()).hasValue(now + CatalogMachine.OFFER_TIMEOUT.toNanos());
    offered(ANNA, offer(3, MadeItems.numbered(0, 5_000)));
    assertThat(machine.deadlineNanos()).as("the disk has none").isEmpty();
    work();
    assertThat(machine.deadlineNanos()).hasValue(now + CatalogMachine.PAGES_TIMEOUT.toNanos());
  }

  /** A slow disk slows the network down, and fills no memory. */
  @Test
  void whatWaitsForTheDiskCountsAsAskedFor() {
    start(ANNA);
    offered(ANNA, offer(3, MadeItems.numbered(0, 30_000)));
    for (int i = 0; i < 200; i++) {
      while (has(CatalogEffect.Examine.class)) {
        CatalogEffect.Examine examine = next(CatalogEffect.Examine.class);
        feed(new CatalogInput.Examined(examine.work(), examine.pages()));
      }
      long open = this.open.stream().filter(CatalogEffect.AskPages.class::isInstance).count();
      long writing = this.open.stream().filter(CatalogEffect.Keep.class::isInstance).count();
      assertThat(open + writing).isLessThanOrEqualTo(CatalogMachine.PARALLEL);
      if (open == 0) {
        break;
      }
      CatalogEffect.AskPages ask = next(CatalogEffect.AskPages.class);
      List<Page> pages = ask.pages().stream().map(tree::load).toList();
      feed(new CatalogInput.Answered(ask.ask(), new CatalogFinding.Some(pages, false)));
    }
    assertThat(open.stream().filter(CatalogEffect.Keep.class::isInstance).count())
        .isEqualTo(CatalogMachine.PARALLEL);
    assertThat(machine.held()).isPositive();
  }

  @Test
  void whatIsWrittenForAnOlderRootIsNotWaitedFor() {
    start(ANNA);
    offered(ANNA, offer(3, MadeItems.numbered(0, 2_000)));
    while (!has(CatalogEffect.Keep.class)) {
      if (has(CatalogEffect.Examine.class)) {
        CatalogEffect.Examine examine = next(CatalogEffect.Examine.class);
        feed(new CatalogInput.Examined(examine.work(), examine.pages()));
      } else {
        CatalogEffect.AskPages ask = next(CatalogEffect.AskPages.class);
        List<Page> pages = ask.pages().stream().map(tree::load).toList();
        feed(
            new CatalogInput.Answered(
                ask.ask(), new CatalogFinding.Some(pages, pages.get(0).isLeaf())));
      }
    }
    CatalogEffect.Keep old = next(CatalogEffect.Keep.class);
    offered(ANNA, offer(4, MadeItems.numbered(5_000, 5_010)));
    feed(new CatalogInput.Kept(old.work()));
    serve(Integer.MAX_VALUE);

    assertThat(((CatalogOutcome.Complete) outcome).head().seq()).isEqualTo(4);
  }

  /** What came page by page is not thrown away for changes that lead to the same root. */
  @Test
  void changesToTheRootThatIsHalfHereAreNotNeeded() {
    PageRef root = tree.build(MadeItems.numbered(0, 20_000));
    CatalogChanges changes = new CatalogChanges(List.of(), MadeItems.numbered(0, 1));
    start(ANNA, BERT);
    offered(ANNA, offer(3, root, null));
    serve(4);
    feed(
        new CatalogInput.Answered(
            next(CatalogEffect.AskPages.class).ask(),
            new CatalogFinding.Unanswered(ErrorCode.CONNECTION_LOST)));
    open.removeIf(CatalogEffect.AskPages.class::isInstance);
    offered(BERT, offer(3, root, changes));

    assertThat(has(CatalogEffect.Apply.class)).isFalse();
    serve(Integer.MAX_VALUE);
    assertThat(outcome).isInstanceOf(CatalogOutcome.Complete.class);
  }

  @Test
  void soManyPeersAreAskedAndNoMore() {
    List<NodeKey> many = new ArrayList<>();
    for (int i = 0; i < 2 * CatalogMachine.MAX_PEERS; i++) {
      many.add(Publisher.peer(i / 2)); // Each twice.
    }
    start(many.toArray(new NodeKey[0]));
    int asked = 0;
    while (outcome == null) {
      CatalogEffect.AskCatalog ask = next(CatalogEffect.AskCatalog.class);
      assertThat(ask.peer()).isEqualTo(Publisher.peer(asked++));
      feed(new CatalogInput.Answered(ask.ask(), new CatalogFinding.Nothing()));
    }
    assertThat(asked).isEqualTo(CatalogMachine.MAX_PEERS);
  }
}
