package io.scp2p.core.protocol.dht;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.dht.DhtReply.Why;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.message.FindNode;
import io.scp2p.core.wire.message.FindValue;
import io.scp2p.core.wire.message.Request;
import io.scp2p.core.wire.record.DhtKey;
import io.scp2p.core.wire.record.PeerAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Lookups side by side: whom they begin with, who waits, and what is told of them. */
class SearchesTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final long START = Long.MAX_VALUE - SECOND; // The clock may overflow.
  private static final long STALL = DhtRules.STALL.toNanos();
  private static final long ASK_TIMEOUT = DhtRules.ASK_TIMEOUT.toNanos();
  private static final DhtReply NOBODY = new DhtReply.Peers(List.of());

  private final Some some = new Some(19);
  private final NodeKey self = some.key();
  private final DhtKey key = DhtKey.of(new byte[DhtKey.LENGTH]);
  private final Point target = Point.of(key);
  private final RoutingTable table = new RoutingTable(Point.of(self));
  private final List<DhtEffect> effects = new ArrayList<>();
  private final Questions questions = new Questions(table, effects::add);
  private final Searches searches =
      new Searches(
          self, DhtRules.DEFAULT, table, questions, address -> true, new SplittableRandom(20));
  private final List<Judged> found = new ArrayList<>();
  private final List<Lookup> over = new ArrayList<>();

  private final Searches.Listener listener =
      new Searches.Listener() {
        @Override
        public void found(Judged value) {
          found.add(value);
        }

        @Override
        public void over(Lookup lookup, long nowNanos) {
          over.add(lookup);
        }
      };

  private void find(long search, LookupGoal goal, List<PeerAddress> also) {
    searches.find(search, goal, also, START, listener);
  }

  /** What was asked since the last call. */
  private List<DhtEffect.Ask> asks() {
    List<DhtEffect.Ask> asks = new ArrayList<>();
    for (DhtEffect effect : effects) {
      if (effect instanceof DhtEffect.Ask ask) {
        asks.add(ask);
      }
    }
    effects.clear();
    return asks;
  }

  private static List<PeerAddress> who(List<DhtEffect.Ask> asks) {
    return asks.stream().map(DhtEffect.Ask::to).toList();
  }

  private Judged judged(int number) {
    return new Judged(
        key, Bytes.copyOf(new byte[] {(byte) number}), SomeValues.members(0), true, null, Set.of());
  }

  private DhtReply value(int number) {
    return new DhtReply.Value(judged(number), List.of());
  }

  @Test
  void aLookupBeginsWithTheClosestOfTheTableThoseGivenAndSomeFromAnywhere() {
    List<Contact> near = some.near(target, 40);
    near.forEach(each -> table.met(each, START));
    List<Contact> closest = table.closest(target, RoutingTable.BUCKET_SIZE);
    PeerAddress also = some.contact().address();
    find(1, LookupGoal.first(key), List.of(also));

    Set<PeerAddress> asked = new HashSet<>();
    for (List<DhtEffect.Ask> asks = asks(); !asks.isEmpty(); asks = asks()) {
      asked.addAll(who(asks));
      asks.forEach(
          ask -> questions.answered(ask.ask(), new DhtReply.Value(null, List.of()), START));
    }
    assertThat(over).hasSize(1);
    assertThat(asked).contains(also);
    assertThat(asked).containsAll(closest.stream().map(Contact::address).toList());
    assertThat(asked).hasSize(20 + 1 + 5);
  }

  @Test
  void nodesAreAskedForNodesAndValuesForTheirKey() {
    Contact node = some.contact();
    table.met(node, START);
    find(1, LookupGoal.nodes(target.id()), List.of());
    find(2, LookupGoal.every(key), List.of());
    List<Request> requests = asks().stream().map(DhtEffect.Ask::request).toList();
    assertThat(requests).containsExactly(new FindNode(target.id()), new FindValue(key));
  }

  @Test
  void whoeverIsNamedIsAsked() {
    List<PeerAddress> all = some.addressesNear(target, 2);
    find(1, LookupGoal.nodes(target.id()), all.subList(1, 2));
    DhtEffect.Ask first = asks().get(0);
    questions.answered(first.ask(), new DhtReply.Peers(all.subList(0, 1)), START);
    List<DhtEffect.Ask> second = asks();
    assertThat(who(second)).containsExactly(all.get(0));
    assertThat(over).isEmpty();
    questions.answered(second.get(0).ask(), NOBODY, START);
    assertThat(over).hasSize(1);
    assertThat(over.get(0).result().closest()).isEqualTo(all);
  }

  @Test
  void alsoByWhoHasNoValue() {
    List<PeerAddress> all = some.addressesNear(target, 2);
    find(1, LookupGoal.first(key), all.subList(1, 2));
    questions.answered(asks().get(0).ask(), new DhtReply.Value(null, all.subList(0, 1)), START);
    assertThat(who(asks())).containsExactly(all.get(0));
    assertThat(found).isEmpty();
  }

  @Test
  void theFirstValueEndsItAndNobodyElseIsWaitedFor() {
    find(1, LookupGoal.first(key), some.addressesNear(target, 9));
    List<DhtEffect.Ask> asks = asks();
    questions.answered(asks.get(1).ask(), value(1), START);

    assertThat(over).hasSize(1);
    assertThat(over.get(0).result().values()).containsExactly(judged(1));
    assertThat(found).as("it is told with the end").isEmpty();
    assertThat(effects)
        .containsExactly(
            new DhtEffect.Forget(asks.get(0).ask()), new DhtEffect.Forget(asks.get(2).ask()));
    assertThat(searches.deadlineNanos()).isEmpty();
  }

  @Test
  void valuesOfEveryHolderAreToldAsTheyCome() {
    find(1, LookupGoal.every(key), some.addressesNear(target, 9));
    List<DhtEffect.Ask> asks = asks();
    questions.answered(asks.get(1).ask(), value(1), START);
    questions.answered(asks.get(0).ask(), value(2), START);
    assertThat(found).containsExactly(judged(1), judged(2));
    assertThat(over).isEmpty();
  }

  @Test
  void whoFailsIsFollowedByTheNext() {
    List<PeerAddress> nodes = some.addressesNear(target, 4);
    find(1, LookupGoal.first(key), nodes);
    questions.answered(asks().get(0).ask(), new DhtReply.Failed(Why.REFUSED), START);
    assertThat(who(asks())).containsExactly(nodes.get(3));
  }

  @Test
  void whereNobodyIsKnownItIsOverAtOnce() {
    find(1, LookupGoal.first(key), List.of());
    assertThat(over).hasSize(1);
    assertThat(over.get(0).result().values()).isEmpty();
    assertThat(searches.deadlineNanos()).isEmpty();
  }

  @Test
  void soManyGoAtOnceAndTheNextWhenOneIsOver() {
    List<PeerAddress> nodes = some.addressesNear(target, 1);
    for (int i = 0; i < DhtMachine.MAX_LOOKUPS; i++) {
      find(i, LookupGoal.first(key), nodes);
    }
    List<DhtEffect.Ask> asks = asks();
    assertThat(asks).hasSize(DhtMachine.MAX_LOOKUPS);
    PeerAddress later = some.contact().address();
    find(100, LookupGoal.first(key), List.of(later));
    find(101, LookupGoal.first(key), List.of());
    find(102, LookupGoal.first(key), List.of(later));
    assertThat(asks()).isEmpty();

    questions.answered(asks.get(0).ask(), value(1), START);
    assertThat(who(asks())).containsExactly(later);
    questions.answered(asks.get(1).ask(), value(1), START);
    assertThat(who(asks())).as("the one between is over at once").containsExactly(later);
    assertThat(over).hasSize(3);
  }

  @Test
  void soManyWaitAndWhatComesBeyondFindsNothing() {
    List<PeerAddress> nodes = some.addressesNear(target, 1);
    int most = DhtMachine.MAX_LOOKUPS + DhtMachine.MAX_WAITING;
    for (int i = 0; i < most; i++) {
      find(i, LookupGoal.first(key), nodes);
    }
    assertThat(over).isEmpty();
    find(most, LookupGoal.first(key), nodes);
    assertThat(over).hasSize(1);
    assertThat(over.get(0).result().values()).isEmpty();
  }

  @Test
  void whatIsCancelledEndsAndMakesRoom() {
    List<PeerAddress> nodes = some.addressesNear(target, 1);
    for (int i = 0; i < DhtMachine.MAX_LOOKUPS; i++) {
      find(i, LookupGoal.first(key), nodes);
    }
    find(100, LookupGoal.first(key), nodes);
    find(101, LookupGoal.first(key), some.addressesNear(target, 2));
    List<DhtEffect.Ask> asks = asks();
    searches.cancel(100, START);
    searches.cancel(999, START);
    assertThat(over).as("it has not begun").isEmpty();
    assertThat(effects).isEmpty();

    searches.cancel(7, START);
    assertThat(over).hasSize(1);
    assertThat(effects).contains(new DhtEffect.Forget(asks.get(7).ask()));
    assertThat(asks()).as("of the one that waits").hasSize(2);
    questions.answered(asks.get(7).ask(), value(1), START);
    assertThat(over).hasSize(1);
  }

  @Test
  void whoIsSlowIsOvertakenAndWhoIsSilentForgottenAndInDoubt() {
    List<Contact> nodes = some.near(target, 6);
    nodes.forEach(each -> table.met(each, START));
    find(1, LookupGoal.first(key), List.of());
    List<DhtEffect.Ask> first = asks();
    assertThat(searches.deadlineNanos()).hasValue(START + STALL);
    searches.onTimeout(START + STALL - 1);
    assertThat(effects).isEmpty();
    searches.onTimeout(START + STALL);
    assertThat(asks()).hasSize(3);

    searches.onTimeout(START + ASK_TIMEOUT);
    for (DhtEffect.Ask ask : first) {
      assertThat(effects).contains(new DhtEffect.Forget(ask.ask()));
    }
    assertThat(table.closest(target, 9))
        .doesNotContainAnyElementsOf(nodes.subList(0, 3))
        .containsAll(nodes.subList(3, 6));
    questions.answered(first.get(0).ask(), value(1), START + ASK_TIMEOUT);
    assertThat(over).isEmpty();
  }

  @Test
  void theEarliestOfAllLookupsIsWaitedFor() {
    List<PeerAddress> nodes = some.addressesNear(target, 1);
    searches.find(1, LookupGoal.first(key), nodes, START + 50, listener);
    assertThat(searches.deadlineNanos()).hasValue(START + 50 + STALL);
    searches.find(2, LookupGoal.first(key), nodes, START + 40, listener);
    assertThat(searches.deadlineNanos()).hasValue(START + 40 + STALL);
    searches.find(3, LookupGoal.first(key), nodes, START + 60, listener);
    assertThat(searches.deadlineNanos()).hasValue(START + 40 + STALL);
  }

  @Test
  void whoMustNotBeAskedSoOftenIsWaitedFor() {
    PeerAddress node = some.contact().address();
    long ask = questions.ask(node, new FindNode(target.id()), START, (reply, now) -> {});
    questions.answered(ask, new DhtReply.Failed(Why.RATE_LIMITED), START);
    asks();
    find(1, LookupGoal.first(key), List.of(node));
    assertThat(over).isEmpty();
    assertThat(asks()).isEmpty();
    assertThat(questions.deadlineNanos()).as("to look again").isPresent();

    searches.onTimeout(START + 20 * SECOND);
    assertThat(over).isEmpty();
    searches.onTimeout(START + 30 * SECOND);
    assertThat(over).as("nobody waits for ever").hasSize(1);

    searches.find(2, LookupGoal.first(key), List.of(node), START + 50 * SECOND, listener);
    searches.onTimeout(START + 65 * SECOND);
    assertThat(who(asks())).containsExactly(node);
  }
}
