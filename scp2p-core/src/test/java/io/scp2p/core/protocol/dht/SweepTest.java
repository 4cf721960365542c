package io.scp2p.core.protocol.dht;

import static io.scp2p.core.protocol.dht.SomeValues.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.ContentId;
import io.scp2p.core.protocol.dht.DhtReply.Why;
import io.scp2p.core.wire.message.DhtPut;
import io.scp2p.core.wire.message.FindValue;
import io.scp2p.core.wire.message.Request;
import io.scp2p.core.wire.message.Store;
import io.scp2p.core.wire.record.DhtEntry;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.PeerTransport;
import io.scp2p.core.wire.record.ProviderEntry;
import io.scp2p.core.wire.record.ProviderList;
import io.scp2p.core.wire.record.Providers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The walk through the keys, and what each node is told on it. */
class SweepTest {
  private static final int BATCH = 2_048;
  private static final DhtReply STORED = new DhtReply.Stored();
  private static final DhtReply REFUSED = new DhtReply.Failed(Why.REFUSED);
  private static final DhtReply SILENT = new DhtReply.Failed(Why.SILENT);
  private static final DhtReply NOTHING = new DhtReply.Value(null, List.of());

  private final Some some = new Some(18);
  private final FakeAsking asking = new FakeAsking();
  private final Contact me = some.contact();
  private final ProviderEntry self = ProviderEntry.unsigned(me.address());
  private final List<ContentId> contents = new ArrayList<>();
  private int done;

  private ContentId content() {
    return ContentId.of(some.key().bytes());
  }

  private static Point point(ContentId content) {
    return Point.of(DhtKeys.providers(content));
  }

  /** Fills up the contents; in the order in which the sweep comes by. */
  private void make(int count) {
    while (contents.size() < count) {
      contents.add(content());
    }
    contents.sort((a, b) -> point(a).compareOrder(point(b)));
  }

  /** As before, no two of them in the same sixteenth of the space. */
  private void makeApart(int count) {
    Set<Long> taken = new HashSet<>();
    while (contents.size() < count) {
      ContentId content = content();
      if (taken.add(point(content).high() >>> 60)) {
        contents.add(content);
      }
    }
    make(count);
  }

  private static DhtRules rules(int replication) {
    return new DhtRules(replication, 3, Duration.ofSeconds(30), true, 1_000, 1 << 20);
  }

  private Sweep begun(int replication) {
    List<ContentId> shuffled = new ArrayList<>(contents);
    Collections.reverse(shuffled);
    Sweep sweep = new Sweep(asking, self, shuffled, NOW, rules(replication), () -> done++);
    sweep.go(0);
    return sweep;
  }

  /** Ends the lookup that is under way: it has found these, and asked so many of them. */
  private void found(List<Contact> nodes, int asked) {
    FakeAsking.Looked looked = asking.looked.remove();
    Lookup lookup =
        new Lookup(
            looked.goal(),
            me.key(),
            rules(20),
            address -> true,
            nodes.stream().map(Contact::address).toList(),
            0);
    List<PeerAddress> ask = lookup.closest(asked);
    lookup.next(0, ask::contains);
    looked.then().found(lookup, 0);
  }

  private void found(Contact... nodes) {
    found(List.of(nodes), 0);
  }

  private DhtPut batch(int from, int to) {
    return new DhtPut(List.of(), self, contents.subList(from, to), DhtLifetime.MIN_SECONDS);
  }

  /** The one thing that was said and is not answered yet. */
  private static Request request(FakeAsking asking) {
    assertThat(asking.said).hasSize(1);
    return asking.said.element().request();
  }

  @Test
  void withNothingToSayItIsOver() {
    begun(3);
    assertThat(done).isEqualTo(1);
    assertThat(asking.looked).isEmpty();
  }

  @Test
  void inASmallNetworkOneLookupFindsThePlacesOfAll() {
    make(5);
    Sweep sweep = begun(3);
    assertThat(sweep.size()).isEqualTo(5);
    assertThat(asking.looked.element().goal())
        .isEqualTo(LookupGoal.nodes(point(contents.get(0)).id()));
    assertThat(asking.looked.element().also()).isEmpty();
    List<Contact> nodes = List.of(some.contact(), some.contact());
    found(nodes, 2);

    assertThat(asking.looked).isEmpty();
    assertThat(asking.waiting())
        .containsExactlyInAnyOrder(nodes.get(0).address(), nodes.get(1).address());
    assertThat(asking.said)
        .extracting(FakeAsking.Said::request)
        .containsExactly(batch(0, 5), batch(0, 5));
    asking.answer(STORED);
    assertThat(done).isZero();
    asking.answer(STORED);
    assertThat(done).isEqualTo(1);
    assertThat(sweep.requests()).isEqualTo(2 + 2);
    sweep.go(0);
    assertThat(done).as("once").isEqualTo(1);
  }

  @Test
  void aSecondStepWaitsForTheFirst() {
    makeApart(3);
    Sweep sweep = begun(1);
    sweep.go(0);
    assertThat(asking.looked).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void aLookupCoversWhatSharesMoreWithItThanTheLastOfTheClosest(int shared) {
    make(40);
    begun(2);
    Point first = point(contents.get(0));
    found(some.inBucket(first, shared + 3), some.inBucket(first, shared), some.inBucket(first, 0));

    ContentId next =
        contents.stream()
            .filter(content -> point(content).sharedBits(first) < shared + 1)
            .findFirst()
            .orElseThrow();
    assertThat(asking.looked.element().goal()).isEqualTo(LookupGoal.nodes(point(next).id()));
  }

  @Test
  void asManyNodesAsCopiesNeedNotBeAllThereAre() {
    make(40);
    begun(2);
    Point first = point(contents.get(0));
    found(some.inBucket(first, 3), some.inBucket(first, 1));
    assertThat(asking.looked).as("others may know more").hasSize(1);
    assertThat(asking.looked.element().also()).hasSize(2);
  }

  @Test
  void eachContentGoesToTheClosest() {
    make(20);
    begun(2);
    List<Contact> nodes = some.near(point(contents.get(0)), 5);
    Map<PeerAddress, List<ContentId>> told = new HashMap<>();
    for (int i = 0; i < 200 && done == 0; i++) {
      if (asking.looked.isEmpty()) {
        FakeAsking.Said said = asking.answer(STORED);
        told.computeIfAbsent(said.to(), to -> new ArrayList<>())
            .addAll(((DhtPut) said.request()).contents());
      } else {
        found(nodes, 0);
      }
    }
    assertThat(done).isEqualTo(1);
    for (Contact node : nodes) {
      List<ContentId> expected =
          contents.stream()
              .filter(
                  content ->
                      nodes.stream()
                          .sorted((a, b) -> point(content).compareDistance(a.point(), b.point()))
                          .limit(2)
                          .anyMatch(node::equals))
              .toList();
      assertThat(told.getOrDefault(node.address(), List.of())).isEqualTo(expected);
    }
  }

  @Test
  void whoGotNothingMoreForAWhileIsTold() {
    makeApart(6);
    begun(1);
    List<Contact> nodes = new ArrayList<>();
    for (ContentId content : contents) {
      nodes.add(some.inBucket(point(content), 8));
    }
    for (int i = 0; i < 3; i++) {
      found(nodes.get(i));
      assertThat(asking.said).isEmpty();
    }
    found(nodes.get(3));
    assertThat(asking.waiting()).containsExactly(nodes.get(0).address());
    assertThat(request(asking)).isEqualTo(batch(0, 1));
    found(nodes.get(4));
    assertThat(asking.said).hasSize(2);
    found(nodes.get(5));
    assertThat(asking.waiting())
        .as("all, in the end")
        .isEqualTo(nodes.stream().map(Contact::address).toList());
    while (!asking.said.isEmpty()) {
      assertThat(done).isZero();
      asking.answer(STORED);
    }
    assertThat(done).isEqualTo(1);
  }

  @Test
  void itGoesOnlyAsFastAsTheNodesAnswer() {
    makeApart(12);
    begun(2);
    for (int i = 0; i < 7; i++) {
      assertThat(asking.looked).hasSize(1);
      Point here = point(contents.get(i));
      found(some.inBucket(here, 8), some.inBucket(here, 9));
    }
    assertThat(asking.said).hasSize(Sweep.MAX_UNDER_WAY);
    assertThat(asking.looked).isEmpty();
    asking.answer(STORED);
    assertThat(asking.looked).hasSize(1);
  }

  @Test
  void nodesAroundAreRememberedWithinBounds() {
    makeApart(6);
    begun(1);
    List<Contact> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      List<Contact> region = new ArrayList<>(some.near(point(contents.get(i)), 100));
      region.set(0, some.inBucket(point(contents.get(i)), 9));
      assertThat(asking.looked.element().also()).hasSize(Math.min(256, 96 * i));
      found(region, 0);
      all.addAll(region);
    }
    List<PeerAddress> also = asking.looked.element().also();
    assertThat(also).hasSize(256);
    assertThat(also)
        .as("those met last")
        .containsAll(all.subList(301, 390).stream().map(Contact::address).toList());
  }

  @Test
  void aLotIsToldInPartsOneAfterTheOther() {
    make(2 * BATCH + 1);
    Sweep sweep = begun(2);
    found(some.contact());
    assertThat(request(asking)).isEqualTo(batch(0, BATCH));
    asking.answer(STORED);
    assertThat(request(asking)).isEqualTo(batch(BATCH, 2 * BATCH));
    asking.answer(REFUSED);
    assertThat(request(asking)).as("all the same").isEqualTo(batch(2 * BATCH, 2 * BATCH + 1));
    asking.answer(REFUSED);
    assertThat(done).isEqualTo(1);
    assertThat(sweep.requests()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatIsALotIsToldAtOnce(boolean full) {
    int first = 0;
    int second = 0;
    while (first < (full ? BATCH : BATCH - 1) || second == 0) {
      ContentId content = content();
      boolean low = point(content).high() >= 0;
      if (low ? first < (full ? BATCH : BATCH - 1) : second == 0) {
        contents.add(content);
        first += low ? 1 : 0;
        second += low ? 0 : 1;
      }
    }
    make(contents.size());
    begun(1);
    found(some.inBucket(point(contents.get(0)), 0));
    assertThat(asking.looked).as("the other half is to come").hasSize(1);
    assertThat(asking.said).hasSize(full ? 1 : 0);
  }

  @Test
  void whoIsSilentIsToldNothingMore() {
    make(BATCH + 1);
    begun(2);
    found(some.contact());
    asking.answer(SILENT);
    assertThat(asking.said).isEmpty();
    assertThat(done).isEqualTo(1);
  }

  @Test
  void whoeverStopsItHearsNothingMore() {
    make(BATCH + 1);
    Sweep sweep = begun(2);
    found(some.contact());
    sweep.stop();
    asking.answer(STORED);
    assertThat(asking.said).isEmpty();
    assertThat(done).isZero();
  }

  @Test
  void alsoIfItStopsBeforeAnybodyWasFound() {
    make(3);
    Sweep sweep = begun(2);
    sweep.stop();
    found(some.contact());
    assertThat(asking.said).isEmpty();
    assertThat(asking.looked).isEmpty();
    assertThat(done).isZero();
  }

  @Test
  void whereNobodyIsFoundItEndsAllTheSame() {
    makeApart(2);
    begun(2);
    found();
    assertThat(asking.looked).isEmpty();
    assertThat(done).isEqualTo(1);
  }

  @Test
  void aNodeWithoutAKeyIsNotRemembered() {
    makeApart(2);
    begun(1);
    for (int i = 0; i < 2; i++) {
      FakeAsking.Looked looked = asking.looked.remove();
      assertThat(looked.also()).isEmpty();
      PeerAddress unnamed = PeerAddress.direct(Some.ip(0x1401_0101), 7_001, PeerTransport.TCP);
      Lookup lookup =
          new Lookup(looked.goal(), me.key(), rules(1), to -> true, List.of(unnamed), 0);
      lookup.answered(lookup.next(0, to -> true).get(0), List.of(), null);
      looked.then().found(lookup, 0);
    }
    assertThat(asking.said).isEmpty();
    assertThat(done).isEqualTo(1);
  }

  // Nodes of the reference.

  private Contact old() {
    Contact contact = some.contact();
    asking.speech.put(contact.key(), Speech.V1);
    return contact;
  }

  private Judged there(List<ProviderEntry> entries) {
    ProviderList list = new ProviderList(contents.get(0), entries, NOW - 9);
    return new Judged(
        DhtKeys.providers(list.contentId()),
        list.encoded(),
        new Providers(list.contentId(), List.of(), NOW),
        false,
        list,
        Set.of());
  }

  private Store stored(ContentId content, List<ProviderEntry> entries) {
    return new Store(
        new DhtEntry(
            DhtKeys.providers(content),
            new ProviderList(content, entries, NOW).encoded(),
            DhtLifetime.MIN_SECONDS));
  }

  @Test
  void theReferenceIsToldOneByOneAfterALookAtWhatItHas() {
    make(2);
    Sweep sweep = begun(2);
    found(old());
    assertThat(request(asking)).isEqualTo(new FindValue(DhtKeys.providers(contents.get(0))));
    asking.answer(NOTHING);
    assertThat(request(asking)).isEqualTo(stored(contents.get(0), List.of(self)));
    asking.answer(REFUSED);
    assertThat(request(asking)).isEqualTo(new FindValue(DhtKeys.providers(contents.get(1))));
    asking.answer(NOTHING);
    assertThat(request(asking)).isEqualTo(stored(contents.get(1), List.of(self)));
    assertThat(done).isZero();
    asking.answer(STORED);
    assertThat(done).isEqualTo(1);
    assertThat(sweep.requests()).isEqualTo(4);
  }

  @Test
  void whoIsListedThereStaysListed() {
    make(1);
    begun(2);
    found(old());
    List<ProviderEntry> others = new ArrayList<>();
    for (int i = 0; i < ValueStore.MAX_PROVIDERS; i++) {
      others.add(ProviderEntry.unsigned(some.contact().address()));
    }
    ProviderEntry moved =
        ProviderEntry.unsigned(some.contact(me.key(), Some.ip(0x1501_0101)).address());
    ProviderEntry nowhere =
        ProviderEntry.unsigned(PeerAddress.direct(Some.ip(0), 7_001, PeerTransport.TCP));
    List<ProviderEntry> listed = new ArrayList<>(List.of(self, moved, nowhere));
    listed.addAll(others);
    asking.answer(new DhtReply.Value(there(listed), List.of()));

    List<ProviderEntry> expected = new ArrayList<>(List.of(self));
    expected.addAll(others.subList(0, ValueStore.MAX_PROVIDERS - 1));
    assertThat(request(asking)).isEqualTo(stored(contents.get(0), expected));
  }

  @Test
  void whoDoesNotSayWhatItHasIsNotOverwritten() {
    make(2);
    begun(2);
    found(old());
    asking.answer(REFUSED);
    assertThat(request(asking)).isEqualTo(new FindValue(DhtKeys.providers(contents.get(1))));
    asking.answer(SILENT);
    assertThat(asking.said).isEmpty();
    assertThat(done).isEqualTo(1);
  }

  @Test
  void whoTurnsOutToBeOneOfOursIsToldAtOnce() {
    make(3);
    begun(2);
    Contact node = old();
    found(node);
    asking.speech.put(node.key(), Speech.BATCHES);
    asking.answer(NOTHING);
    assertThat(request(asking)).isEqualTo(batch(0, 3));
  }

  @Test
  void whatANodeSpeaksMayShowAtAnyStep() {
    make(3);
    begun(2);
    Contact node = old();
    found(node);
    asking.answer(NOTHING);
    asking.speech.put(node.key(), Speech.BATCHES);
    asking.answer(STORED);
    assertThat(request(asking)).isEqualTo(batch(1, 3));
  }
}
