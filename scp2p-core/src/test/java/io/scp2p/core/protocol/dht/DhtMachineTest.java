package io.scp2p.core.protocol.dht;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.dht.DhtReply.Why;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.message.DhtPut;
import io.scp2p.core.wire.message.FindNode;
import io.scp2p.core.wire.message.FindValue;
import io.scp2p.core.wire.message.Request;
import io.scp2p.core.wire.message.Store;
import io.scp2p.core.wire.record.DhtEntry;
import io.scp2p.core.wire.record.DhtKey;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.PeerTransport;
import io.scp2p.core.wire.record.ProviderEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** One node of the DHT, step by step: what it is told, and what it asks. */
class DhtMachineTest {
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();
  private static final long DAY = 86_400;
  private static final DhtReply NOBODY = new DhtReply.Peers(List.of());
  private static final DhtReply STORED = new DhtReply.Stored();
  private static final DhtReply SILENT = new DhtReply.Failed(Why.SILENT);

  private final Some some = new Some(21);
  private final NodeKey self = some.key();
  private final Point here = Point.of(self);
  private final DhtKey key = DhtKey.of(new byte[DhtKey.LENGTH]);
  private final Set<PeerAddress> unreachable = new HashSet<>();
  private final Map<NodeKey, Speech> speech = new HashMap<>();
  private final DhtMachine machine =
      new DhtMachine(
          self,
          DhtRules.DEFAULT,
          who -> speech.getOrDefault(who, Speech.BATCHES),
          address -> !unreachable.contains(address),
          new SplittableRandom(22));
  private long now = 1_000;

  /** Questions that are not answered yet, in their order. */
  private final List<DhtEffect.Ask> asks = new ArrayList<>();

  /** Everything else. */
  private final List<DhtEffect> others = new ArrayList<>();

  private void took(List<DhtEffect> effects) {
    for (DhtEffect effect : effects) {
      if (effect instanceof DhtEffect.Ask ask) {
        asks.add(ask);
      } else if (effect instanceof DhtEffect.Forget forget) {
        asks.removeIf(ask -> ask.ask() == forget.ask());
      } else {
        others.add(effect);
      }
    }
  }

  private void feed(DhtInput input) {
    took(machine.accept(now, input));
  }

  private void met(Contact contact) {
    feed(new DhtInput.Met(contact.key(), contact.address()));
  }

  private void heard(PeerAddress address) {
    feed(new DhtInput.Heard(address));
  }

  private void answer(DhtEffect.Ask ask, DhtReply reply) {
    asks.remove(ask);
    feed(new DhtInput.Answered(ask.ask(), reply));
  }

  /** Answers the first question. */
  private DhtEffect.Ask answer(DhtReply reply) {
    DhtEffect.Ask first = asks.get(0);
    answer(first, reply);
    return first;
  }

  private void timeout(long at) {
    now = at;
    took(machine.onTimeout(now));
  }

  private List<PeerAddress> asked() {
    return asks.stream().map(DhtEffect.Ask::to).toList();
  }

  /** A table of some, and the lookup for neighbours that comes with it is done. */
  private List<Contact> settled(int count) {
    List<Contact> nodes = some.near(here, count);
    nodes.forEach(this::met);
    timeout(now);
    while (!asks.isEmpty()) {
      answer(NOBODY);
    }
    return nodes;
  }

  private Judged judged(DhtKey under) {
    return new Judged(
        under, Bytes.copyOf(new byte[] {7}), SomeValues.members(0), true, null, Set.of());
  }

  // Nodes.

  @Test
  void whoWasMetIsKnown() {
    Contact node = some.contact();
    assertThat(machine.hasMet(node.address())).isFalse();
    assertThat(machine.hasRoomFor(node.address())).isTrue();
    met(node);
    assertThat(machine.hasMet(node.address())).isTrue();
    assertThat(machine.hasRoomFor(node.address())).isFalse();
    assertThat(machine.table().size()).isEqualTo(1);
    assertThat(machine.hasMet(PeerAddress.direct(Some.ip(0x1401_0101), 1, PeerTransport.TCP)))
        .isFalse();
    assertThat(asks).isEmpty();
  }

  @Test
  void thereIsNoRoomForWhoCannotBeThere() {
    Contact node = some.contact();
    unreachable.add(node.address());
    assertThat(machine.hasRoomFor(node.address())).isFalse();
    PeerAddress nowhere = new PeerAddress(Some.ip(0), 7_001, PeerTransport.TCP, some.key(), null);
    assertThat(machine.hasRoomFor(nowhere)).isFalse();
  }

  @Test
  void aFullBucketAsksItsOldestAndANewNodeTakesItsPlaceIfItIsSilent() {
    List<Contact> old = new ArrayList<>();
    for (int i = 0; i < RoutingTable.BUCKET_SIZE; i++) {
      old.add(some.inBucket(here, 0));
      met(old.get(i));
    }
    Contact newcomer = some.inBucket(here, 0);
    met(newcomer);
    assertThat(asks).hasSize(1);
    assertThat(asks.get(0).to()).isEqualTo(old.get(0).address());
    assertThat(asks.get(0).request()).isEqualTo(new FindNode(here.id()));
    answer(SILENT);
    assertThat(machine.hasMet(old.get(0).address())).isFalse();
    assertThat(machine.hasMet(newcomer.address())).isTrue();
  }

  @Test
  void whoeverIsHeardOfIsAskedWhetherHeIsThereOnce() {
    PeerAddress address = some.contact().address();
    heard(address);
    heard(address);
    assertThat(asked()).containsExactly(address);
    assertThat(asks.get(0).request()).isEqualTo(new FindNode(here.id()));
    answer(SILENT);
    heard(address);
    assertThat(asked()).as("again, later").containsExactly(address);
  }

  @Test
  void soManyAreAskedAtOnceAndNoMore() {
    for (int i = 0; i < DhtMachine.MAX_PROBES + 1; i++) {
      heard(some.contact().address());
    }
    assertThat(asks).hasSize(DhtMachine.MAX_PROBES);
    answer(NOBODY);
    heard(some.contact().address());
    assertThat(asks).hasSize(DhtMachine.MAX_PROBES);
  }

  @Test
  void whoIsHeardOfHasToBeWorthIt() {
    Contact known = some.contact();
    met(known);
    heard(known.address());
    heard(some.contact(self, Some.ip(0x1401_0101)).address());
    heard(PeerAddress.direct(Some.ip(0x1401_0101), 7_001, PeerTransport.TCP));
    heard(new PeerAddress(Some.ip(0x1401_0101), 0, PeerTransport.TCP, some.key(), null));
    PeerAddress apart = some.contact().address();
    unreachable.add(apart);
    heard(apart);
    assertThat(asks).isEmpty();
  }

  @Test
  void thisNetworkIsDialledOnlyByWhoLivesThereOrHasMetSomebodyThere() {
    PeerAddress near = some.contact(some.key(), Some.ip(0xc0a8_0105)).address();
    heard(near);
    assertThat(asks).isEmpty();
    machine.livesAt(List.of(PeerAddress.direct(Some.ip(0xc0a8_0101), 1, PeerTransport.TCP)));
    heard(near);
    assertThat(asked()).containsExactly(near);

    PeerAddress office = some.contact(some.key(), Some.ip(0x0a01_0105)).address();
    heard(office);
    assertThat(asks).hasSize(1);
    met(some.contact(some.key(), Some.ip(0x0a01_0101)));
    heard(office);
    assertThat(asked()).containsExactly(near, office);
  }

  @Test
  void whomSuchANodeNamesIsAskedTooButNotALotOfThem() {
    List<PeerAddress> named = new ArrayList<>();
    for (int i = 0; i < Lookup.MAX_PER_ANSWER - 1; i++) {
      named.add(PeerAddress.direct(Some.ip(0x1501_0001 + (i << 8)), 7_001, PeerTransport.TCP));
    }
    PeerAddress twentieth = some.contact().address();
    named.add(twentieth);
    named.add(some.contact().address());
    heard(some.contact().address());
    answer(new DhtReply.Peers(named));
    assertThat(asked()).containsExactly(twentieth);
  }

  @Test
  void whoIsShunnedLeaves() {
    Contact node = some.contact();
    met(node);
    feed(new DhtInput.Shun(node.address()));
    feed(new DhtInput.Shun(PeerAddress.direct(Some.ip(1), 1, PeerTransport.TCP)));
    assertThat(machine.hasMet(node.address())).isFalse();
  }

  @Test
  void aLiarIsNamed() {
    Contact node = some.contact();
    met(node);
    feed(new DhtInput.Find(1, LookupGoal.first(key), List.of()));
    answer(new DhtReply.Failed(Why.LIED));
    assertThat(others).contains(new DhtEffect.Lied(node.address()));
    assertThat(machine.hasMet(node.address())).isFalse();
  }

  // Searches.

  @Test
  void aSearchEndsWithWhatItFound() {
    Contact node = some.contact();
    feed(new DhtInput.Find(5, LookupGoal.every(key), List.of(node.address())));
    assertThat(asks.get(0).request()).isEqualTo(new FindValue(key));
    answer(new DhtReply.Value(judged(key), List.of()));

    assertThat(others).hasSize(2);
    assertThat(others.get(0)).isEqualTo(new DhtEffect.Found(5, judged(key)));
    assertThat(others.get(1))
        .isEqualTo(
            new DhtEffect.Ended(
                5,
                new LookupResult(
                    List.of(judged(key)), List.of(node.address()), List.of(node.address()), 1, 1)));
    assertThat(machine.deadlineNanos()).isEmpty();
  }

  @Test
  void whoeverCancelsASearchHearsThatItIsOver() {
    feed(new DhtInput.Find(5, LookupGoal.first(key), List.of(some.contact().address())));
    feed(new DhtInput.Cancel(6));
    assertThat(others).isEmpty();
    feed(new DhtInput.Cancel(5));
    assertThat(asks).as("forgotten").isEmpty();
    assertThat(others).singleElement().isInstanceOf(DhtEffect.Ended.class);
  }

  @Test
  void aSearchHasADeadline() {
    feed(new DhtInput.Find(5, LookupGoal.first(key), List.of(some.contact().address())));
    assertThat(machine.deadlineNanos()).hasValue(now + DhtRules.STALL.toNanos());
    timeout(now + DhtRules.STALL.toNanos());
    timeout(machine.deadlineNanos().orElseThrow());
    assertThat(others).anyMatch(DhtEffect.Ended.class::isInstance);
  }

  /** The closest has no value, the other one has; returns what the closest is given. */
  private List<Request> cached(LookupGoal goal, Speech closest) {
    List<Contact> nodes = some.near(Point.of(key), 2);
    speech.put(nodes.get(0).key(), closest);
    feed(new DhtInput.Find(5, goal, nodes.stream().map(Contact::address).toList()));
    List<DhtEffect.Ask> first = List.copyOf(asks);
    assertThat(asked()).containsExactly(nodes.get(0).address(), nodes.get(1).address());
    answer(first.get(0), new DhtReply.Value(null, List.of()));
    answer(first.get(1), new DhtReply.Value(judged(key), List.of()));
    assertThat(others).anyMatch(DhtEffect.Ended.class::isInstance);
    assertThat(asked()).allMatch(nodes.get(0).address()::equals);
    return asks.stream().map(DhtEffect.Ask::request).toList();
  }

  @Test
  void theClosestThatHadNoValueIsGivenItForAWhile() {
    DhtEntry entry = new DhtEntry(key, judged(key).value(), DhtAnswers.CACHE_LIFETIME_SECONDS);
    assertThat(cached(LookupGoal.first(key), Speech.BATCHES))
        .containsExactly(new DhtPut(List.of(entry), null, List.of(), 0));
    answer(STORED);
    assertThat(asks).isEmpty();
  }

  @Test
  void butNotIfItIsOfTheReference() {
    assertThat(cached(LookupGoal.first(key), Speech.V1)).isEmpty();
  }

  @Test
  void norIfNobodyKnowsWhatItIs() {
    assertThat(cached(LookupGoal.first(key), Speech.UNKNOWN)).isEmpty();
  }

  @Test
  void norIfHoldersHaveDifferentOnes() {
    assertThat(cached(LookupGoal.every(key), Speech.BATCHES)).isEmpty();
  }

  @Test
  void norIfThereIsNobodyOrNothing() {
    List<PeerAddress> one = List.of(some.contact().address());
    feed(new DhtInput.Find(1, LookupGoal.first(key), one));
    answer(new DhtReply.Value(judged(key), List.of()));
    assertThat(asks).as("everybody has it").isEmpty();
    feed(new DhtInput.Find(2, LookupGoal.first(key), one));
    answer(new DhtReply.Value(null, List.of()));
    assertThat(asks).as("nobody has it").isEmpty();
    feed(new DhtInput.Find(3, LookupGoal.nodes(here.id()), one));
    answer(NOBODY);
    assertThat(asks).as("nodes are no value").isEmpty();
  }

  // Values of its own.

  @Test
  void aPublishedValueGoesToTheClosest() {
    List<Contact> nodes = settled(40);
    DhtEntry entry = new DhtEntry(key, Bytes.EMPTY, DAY);
    feed(new DhtInput.Publish(9, entry));
    Set<PeerAddress> stored = new HashSet<>();
    int asked = 0;
    while (!asks.isEmpty()) {
      DhtEffect.Ask ask = asks.get(0);
      if (ask.request() instanceof Store store) {
        assertThat(store).isEqualTo(new Store(entry));
        stored.add(ask.to());
        answer(STORED);
      } else {
        assertThat(ask.request()).isEqualTo(new FindNode(DhtKeys.routingTarget(key)));
        asked++;
        answer(NOBODY);
      }
    }
    Point target = Point.of(key);
    List<PeerAddress> closest =
        nodes.stream()
            .filter(node -> machine.hasMet(node.address()))
            .sorted((a, b) -> target.compareDistance(a.point(), b.point()))
            .limit(20)
            .map(Contact::address)
            .toList();
    assertThat(asked).isGreaterThanOrEqualTo(20);
    assertThat(stored).containsExactlyInAnyOrderElementsOf(closest);
    assertThat(others).containsExactly(new DhtEffect.Published(9, 20));
  }

  @Test
  void forThoseWhoRefuseItThereAreHalfAsManyMore() {
    settled(40);
    DhtReply named = new DhtReply.Peers(some.addressesNear(Point.of(key), 15));
    feed(new DhtInput.Publish(9, new DhtEntry(key, Bytes.EMPTY, DAY)));
    int refused = 0;
    while (!asks.isEmpty()) {
      boolean isStore = asks.get(0).request() instanceof Store;
      refused += isStore ? 1 : 0;
      answer(isStore ? new DhtReply.Failed(Why.REFUSED) : named);
    }
    assertThat(refused).isEqualTo(30);
    assertThat(others).containsExactly(new DhtEffect.Published(9, 0));
  }

  private DhtInput.Announce announce(int count) {
    List<ContentId> contents = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      contents.add(ContentId.of(some.key().bytes()));
    }
    PeerAddress address = some.contact(self, Some.ip(0x1401_0101)).address();
    return new DhtInput.Announce(ProviderEntry.unsigned(address), contents, SomeValues.NOW);
  }

  @Test
  void anAnnouncementIsToldAndOver() {
    Contact node = settled(1).get(0);
    DhtInput.Announce announce = announce(3);
    feed(announce);
    assertThat(asks.get(0).request()).isInstanceOf(FindNode.class);
    answer(NOBODY);
    DhtEffect.Ask put = answer(STORED);
    assertThat(put.to()).isEqualTo(node.address());
    assertThat(((DhtPut) put.request()).contents())
        .containsExactlyInAnyOrderElementsOf(announce.contents());
    assertThat(others).containsExactly(new DhtEffect.Announced(3, 2));
  }

  @Test
  void anAnnouncementReplacesTheOneBefore() {
    settled(1);
    feed(announce(3));
    feed(announce(2));
    int told = 0;
    while (!asks.isEmpty()) {
      boolean isLookup = asks.get(0).request() instanceof FindNode;
      told += isLookup ? 0 : 1;
      answer(isLookup ? NOBODY : STORED);
    }
    assertThat(told).isEqualTo(1);
    assertThat(others).containsExactly(new DhtEffect.Announced(2, 2));
  }

  @Test
  void whatTheRateOfANodeHoldsUpIsToldLater() {
    speech.put(settled(1).get(0).key(), Speech.V1);
    feed(announce(30));
    for (int i = 0; i < 10 && others.isEmpty(); i++) {
      while (!asks.isEmpty()) {
        Request request = asks.get(0).request();
        DhtReply found = new DhtReply.Value(null, List.of());
        answer(request instanceof FindNode ? NOBODY : request instanceof Store ? STORED : found);
      }
      assertThat(i > 0 || others.isEmpty()).as("a burst is not enough").isTrue();
      timeout(now + Duration.ofSeconds(1).toNanos());
    }
    assertThat(others).containsExactly(new DhtEffect.Announced(30, 1 + 2 * 30));
  }

  @Test
  void whatItLooksForItselfIsNotCancelledWithTheSearchesOfOthers() {
    met(some.contact());
    timeout(now);
    DhtEffect.Ask neighbours = asks.get(0);
    feed(new DhtInput.Find(1, LookupGoal.first(key), List.of()));
    feed(new DhtInput.Cancel(1));
    PeerAddress neighbour = some.contact().address();
    answer(neighbours, new DhtReply.Peers(List.of(neighbour)));
    assertThat(asked()).containsExactly(neighbour);
  }

  // Upkeep.

  @Test
  void whoKnowsNobodyHasNothingToLookAfter() {
    assertThat(machine.deadlineNanos()).isEmpty();
    timeout(now + 100 * MINUTE);
    assertThat(asks).isEmpty();
  }

  @Test
  void theFirstNodeIsAskedForNeighboursAndTheyAreMet() {
    Contact first = some.contact();
    met(first);
    assertThat(machine.deadlineNanos()).hasValue(now);
    timeout(now);
    assertThat(asked()).containsExactly(first.address());
    assertThat(asks.get(0).request()).isEqualTo(new FindNode(here.id()));
    Contact neighbour = some.contact();
    answer(new DhtReply.Peers(List.of(neighbour.address())));
    assertThat(asked()).containsExactly(neighbour.address());
    answer(NOBODY); // The lookup is over: it answers, but no session of ours has proved its key.
    assertThat(asked()).as("so it is met").containsExactly(neighbour.address());
    met(neighbour);
    answer(NOBODY);
    assertThat(asks).isEmpty();
    long next = machine.deadlineNanos().orElseThrow();
    assertThat(next - now).isBetween(Upkeep.TICK.toNanos() / 2, Upkeep.TICK.toNanos());
  }

  /** Lets time pass; questions come back as not asked, so that nobody counts as heard of. */
  private int askedUntil(long until) {
    int asked = 0;
    for (int i = 0; i < 1_000 && machine.deadlineNanos().orElseThrow() <= until; i++) {
      timeout(machine.deadlineNanos().orElseThrow());
      for (DhtEffect.Ask ask : List.copyOf(asks)) {
        asked++;
        answer(ask, new DhtReply.Failed(Why.NOT_ASKED));
      }
    }
    return asked;
  }

  @Test
  void whoWasNotHeardOfForAWhileIsAsked() {
    Contact node = some.inBucket(here, 0);
    met(node);
    long due = now + Upkeep.PROBE_AFTER.toNanos();
    assertThat(askedUntil(due - 1)).as("neighbours are looked for").isBetween(2, 4);
    assertThat(asks).isEmpty();
    timeout(due + Upkeep.TICK.toNanos());
    assertThat(asked()).containsExactly(node.address());
    assertThat(asks.get(0).request()).isEqualTo(new FindNode(here.id()));
    timeout(due + 3 * Upkeep.TICK.toNanos());
    assertThat(asks).as("it is being asked").hasSize(1);
  }

  @Test
  void aBucketThatNobodyUsedIsRefreshed() {
    Contact far = some.inBucket(here, 0);
    met(far);
    timeout(now);
    answer(NOBODY);
    timeout(now + Upkeep.REFRESH_AFTER.toNanos());
    List<Request> requests = asks.stream().map(DhtEffect.Ask::request).toList();
    assertThat(requests)
        .anyMatch(
            request ->
                request instanceof FindNode find && Point.of(find.target()).sharedBits(here) == 0);
  }

  @Test
  void whatHasExpiredIsForgotten() {
    settled(1);
    machine.answers().put(judged(key), some.key(), 60, now, SomeValues.NOW);
    long end = now + MINUTE;
    timeout(end - Upkeep.TICK.toNanos());
    assertThat(machine.store().size()).isEqualTo(1);
    timeout(end);
    assertThat(machine.store().size()).isZero();
  }

  private List<DhtEffect.Ask> helped(int values) {
    for (int i = 0; i < values; i++) {
      DhtKey each = DhtKey.of(some.key().bytes());
      machine.answers().put(judged(each), some.key(), DAY, now, SomeValues.NOW);
    }
    timeout(now + Upkeep.HELP_AFTER.toNanos());
    return asks.stream().filter(ask -> ask.request() instanceof DhtPut).toList();
  }

  @Test
  void valuesWhoseOwnerIsSilentArePassedOnWithWhatIsLeftOfThem() {
    Contact node = settled(1).get(0);
    List<DhtEffect.Ask> puts = helped(9);
    assertThat(puts).extracting(DhtEffect.Ask::to).containsOnly(node.address());
    List<DhtEntry> entries = new ArrayList<>();
    for (DhtEffect.Ask put : puts) {
      entries.addAll(((DhtPut) put.request()).entries());
    }
    assertThat(puts)
        .extracting(put -> ((DhtPut) put.request()).entries().size())
        .containsExactly(8, 1);
    assertThat(entries).extracting(DhtEntry::ttlSeconds).containsOnly(DAY - 3_600);
    assertThat(entries).extracting(DhtEntry::key).doesNotHaveDuplicates().hasSize(9);
  }

  @Test
  void eightValuesAreOneMessage() {
    settled(1);
    assertThat(helped(8)).hasSize(1);
  }

  @Test
  void onlyToTheClosestThatTakeThemAtTheirWord() {
    List<Contact> nodes = settled(30);
    speech.put(nodes.get(0).key(), Speech.V1);
    speech.put(nodes.get(1).key(), Speech.UNKNOWN);
    DhtKey near = DhtKey.of(Arrays.copyOf(here.id().bytes(), DhtKey.LENGTH));
    machine.answers().put(judged(near), some.key(), DAY, now, SomeValues.NOW);
    timeout(now + Upkeep.HELP_AFTER.toNanos());
    List<PeerAddress> told =
        asks.stream()
            .filter(ask -> ask.request() instanceof DhtPut)
            .map(DhtEffect.Ask::to)
            .toList();
    assertThat(told)
        .containsExactlyElementsOf(nodes.subList(2, 20).stream().map(Contact::address).toList());
  }

  @Test
  void whatItsOwnerGaveAgainOfLateIsLeftToHim() {
    settled(1);
    machine.answers().put(judged(key), some.key(), DAY, now + 1, SomeValues.NOW);
    timeout(now + Upkeep.HELP_AFTER.toNanos());
    assertThat(asks).noneMatch(ask -> ask.request() instanceof DhtPut);
  }
}
