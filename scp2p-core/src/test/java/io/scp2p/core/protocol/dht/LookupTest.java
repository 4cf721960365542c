package io.scp2p.core.protocol.dht;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.record.CommunityMembers;
import io.scp2p.core.wire.record.DhtKey;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.PeerTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LookupTest {
  /** The clock may overflow. */
  private static final long START = Long.MAX_VALUE - Duration.ofSeconds(1).toNanos();

  private static final long STALL = DhtRules.STALL.toNanos();
  private static final long ASK_TIMEOUT = DhtRules.ASK_TIMEOUT.toNanos();

  private final Some some = new Some(2);
  private final DhtKey key = DhtKey.of(new byte[DhtKey.LENGTH]);
  private final Point target = Point.of(key);
  private final NodeKey self = some.key();

  private Lookup lookup(List<PeerAddress> seeds) {
    return lookup(LookupGoal.first(key), DhtRules.DEFAULT, seeds);
  }

  private Lookup lookup(LookupGoal goal, DhtRules rules, List<PeerAddress> seeds) {
    return new Lookup(goal, self, rules, address -> true, seeds, START);
  }

  private static DhtRules rules(int replication, int parallelism) {
    return new DhtRules(replication, parallelism, Duration.ofSeconds(30), true, 1_000, 1 << 20);
  }

  /** Some nodes, the closest to the key first. */
  private List<PeerAddress> near(int count) {
    return some.addressesNear(target, count);
  }

  private Judged judged(int number) {
    return new Judged(
        key,
        Bytes.copyOf(new byte[] {(byte) number}),
        new CommunityMembers(CommunityId.of(new byte[32]), List.of(), 0),
        true,
        null,
        Set.of());
  }

  private static List<PeerAddress> who(List<Candidate> candidates) {
    return candidates.stream().map(candidate -> candidate.address).toList();
  }

  /** Has everybody who is asked know nothing, until it is over. */
  private static void askInVain(Lookup lookup) {
    for (int i = 0; i < 1_000 && !lookup.isOver(); i++) {
      next(lookup, START + i).forEach(each -> lookup.answered(each, List.of(), null));
    }
    assertThat(lookup.isOver()).isTrue();
  }

  private List<PeerAddress> addresses(int count) {
    List<PeerAddress> addresses = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      addresses.add(some.contact().address());
    }
    return addresses;
  }

  private static List<Candidate> next(Lookup lookup, long now) {
    return lookup.next(now, address -> true);
  }

  @Test
  void eachChainAsksOneAtATime() {
    Lookup lookup = lookup(addresses(9));

    List<Candidate> first = next(lookup, START);

    assertThat(first).hasSize(DhtRules.PATHS);
    assertThat(next(lookup, START + 1)).isEmpty();
    lookup.answered(first.get(0), List.of(), null);
    assertThat(next(lookup, START + 2)).hasSize(1);
  }

  @Test
  void aLiarLeadsNoOtherChainAstray() {
    Lookup lookup = lookup(addresses(9));
    List<Candidate> first = next(lookup, START);
    Candidate liar = first.get(0);
    // Nearer than anybody can be.
    List<PeerAddress> invented = new ArrayList<>();
    SimDht near = new SimDht(9, false);
    for (int i = 0; i < 20; i++) {
      invented.add(near.inventedNear(Point.of(key), near.random));
    }
    lookup.answered(liar, invented, null);
    lookup.answered(first.get(1), List.of(), null);
    lookup.answered(first.get(2), List.of(), null);

    List<Candidate> second = next(lookup, START + 1);

    assertThat(second).hasSize(3);
    assertThat(second.stream().filter(each -> invented.contains(each.address))).hasSize(1);
  }

  @Test
  void whoNamesDeadNodesIsNotBelievedAnyMore() {
    Lookup lookup = lookup(addresses(9));
    List<Candidate> first = next(lookup, START);
    Candidate liar = first.get(0);
    List<PeerAddress> dead = addresses(20);
    lookup.answered(liar, dead, null);

    int askedInVain = 0;
    int honestLeft = 6;
    for (int round = 0; round < 40 && honestLeft > 0; round++) {
      for (Candidate candidate : next(lookup, START + round)) {
        if (dead.contains(candidate.address)) {
          askedInVain++;
          lookup.failed(candidate);
        } else {
          honestLeft--;
          lookup.answered(candidate, List.of(), null);
        }
      }
      first.forEach(each -> lookup.answered(each, List.of(), null));
    }

    assertThat(honestLeft).as("all of them were asked").isZero();
    assertThat(askedInVain).isLessThanOrEqualTo(Candidate.MAX_DEAD_REFERRALS + 1);
  }

  private List<PeerAddress> inBucket(int bucket, int count) {
    List<PeerAddress> addresses = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      addresses.add(some.inBucket(Point.of(key), bucket).address());
    }
    return addresses;
  }

  @Test
  void whoWasNeverAskedIsAskedBeforeALookupEndsInVain() {
    List<PeerAddress> accomplices = inBucket(8, 60);
    List<PeerAddress> honest = inBucket(0, 20);
    PeerAddress holder = inBucket(10, 1).get(0);
    List<PeerAddress> seeds = new ArrayList<>(accomplices.subList(0, DhtRules.PATHS));
    seeds.addAll(honest);
    Lookup lookup = lookup(seeds);
    List<PeerAddress> asked = new ArrayList<>();
    for (int i = 0; i < 200 && !lookup.isOver(); i++) {
      for (Candidate candidate : next(lookup, START + i)) {
        asked.add(candidate.address);
        int liar = accomplices.indexOf(candidate.address);
        int from = Math.max(0, liar) % 3 * Lookup.MAX_PER_ANSWER;
        List<PeerAddress> others = accomplices.subList(from, from + Lookup.MAX_PER_ANSWER);
        lookup.answered(candidate, liar < 0 ? List.of(holder) : others, null);
      }
    }
    assertThat(lookup.isOver()).isTrue();
    assertThat(asked).as("whoever is close and only they name").contains(holder);
    assertThat(asked.stream().filter(honest::contains))
        .hasSizeBetween(1, Lookup.MAX_SECOND_THOUGHTS);
  }

  @Test
  void answersOfAnySizeTakeBoundedRoomAndQuestions() {
    Lookup lookup = lookup(addresses(20));
    int asked = 0;
    for (int i = 0; i < 1_000 && !lookup.isOver(); i++) {
      for (Candidate candidate : next(lookup, START + i)) {
        asked++;
        lookup.answered(candidate, addresses(500), null);
      }
    }
    assertThat(asked).isLessThanOrEqualTo(Lookup.MAX_ASKED);
    assertThat(lookup.size()).isLessThanOrEqualTo(Lookup.MAX_CANDIDATES);
    assertThat(lookup.isOver()).isTrue();
  }

  @Test
  void nodesWithoutAKeyAreAFewAndLast() {
    Lookup lookup = lookup(addresses(3));
    List<PeerAddress> unnamed = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      unnamed.add(PeerAddress.direct(Some.ip(0x1500_0001 + (i << 8)), 7_001, PeerTransport.TCP));
    }
    Candidate first = next(lookup, START).get(0);
    lookup.answered(first, unnamed, null);

    assertThat(lookup.size()).isEqualTo(3 + Lookup.MAX_UNNAMED);
    assertThat(next(lookup, START + 1)).allMatch(each -> each.point == null);
  }

  @Test
  void oneSubnetIsAskedAFewTimesOnly() {
    List<PeerAddress> crowd = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      crowd.add(some.inSubnet(7, i).address());
    }
    Lookup lookup = lookup(crowd);
    int asked = 0;
    for (int i = 0; i < 100 && !lookup.isOver(); i++) {
      for (Candidate candidate : next(lookup, START + i)) {
        asked++;
        lookup.answered(candidate, List.of(), null);
      }
    }
    assertThat(asked).isEqualTo(Lookup.MAX_ASKED_PER_SUBNET);
    assertThat(lookup.closest(20)).hasSize(RoutingTable.MAX_PER_SUBNET_AND_BUCKET);
  }

  @Test
  void aSlowNodeDoesNotHoldItsChainUpAndASilentOneFails() {
    Lookup lookup = lookup(addresses(9));
    assertThat(lookup.deadlineNanos()).hasValue(START + DhtRules.DEFAULT.lookupTimeout().toNanos());
    List<Candidate> first = next(lookup, START);
    assertThat(lookup.deadlineNanos()).hasValue(START + STALL);

    assertThat(lookup.late(START + STALL - 1)).isEmpty();
    assertThat(next(lookup, START + STALL - 1)).isEmpty();
    assertThat(lookup.late(START + STALL)).isEmpty();
    assertThat(lookup.deadlineNanos()).hasValue(START + ASK_TIMEOUT);
    List<Candidate> second = next(lookup, START + STALL);
    assertThat(second).hasSize(3).doesNotContainAnyElementsOf(first);
    assertThat(lookup.deadlineNanos()).hasValue(START + 2 * STALL);

    assertThat(lookup.late(START + ASK_TIMEOUT - 1)).isEmpty();
    assertThat(lookup.late(START + ASK_TIMEOUT)).containsExactlyInAnyOrderElementsOf(first);
    assertThat(lookup.unanswered()).containsExactlyInAnyOrderElementsOf(second);
    assertThat(lookup.deadlineNanos()).hasValue(START + STALL + ASK_TIMEOUT);
  }

  @Test
  void theWholeEndsInTime() {
    long end = START + DhtRules.DEFAULT.lookupTimeout().toNanos();
    Lookup lookup = lookup(addresses(20));
    next(lookup, end - 1);
    assertThat(lookup.deadlineNanos()).hasValue(end);
    lookup.late(end - 1);
    assertThat(lookup.isOver()).isFalse();
    lookup.late(end);
    assertThat(lookup.isOver()).isTrue();
    assertThat(lookup.deadlineNanos()).isEmpty();
    assertThat(next(lookup, end)).isEmpty();
  }

  @Test
  void chainsBeginWithTheNodesInTurnAndEachGoesOnWithItsOwn() {
    List<PeerAddress> seeds = near(7);
    Lookup lookup = lookup(seeds);
    List<Candidate> first = next(lookup, START);
    assertThat(who(first)).containsExactlyElementsOf(seeds.subList(0, 3));

    lookup.answered(first.get(1), List.of(), null);
    assertThat(who(next(lookup, START))).containsExactly(seeds.get(4));
    lookup.failed(first.get(0));
    assertThat(who(next(lookup, START))).containsExactly(seeds.get(3));
    assertThat(lookup.asked()).isEqualTo(5);
  }

  @Test
  void aNodeNamedTwiceInTheBeginningTakesOneTurn() {
    List<PeerAddress> four = near(4);
    Lookup lookup =
        lookup(List.of(four.get(0), four.get(0), four.get(1), four.get(2), four.get(3)));

    assertThat(lookup.size()).isEqualTo(4);
    assertThat(who(next(lookup, START))).containsExactlyElementsOf(four.subList(0, 3));
  }

  @Test
  void whomTwoChainsNameIsAskedOnceForBoth() {
    List<PeerAddress> all = near(4);
    Lookup lookup = lookup(all.subList(1, 4));
    List<Candidate> first = next(lookup, START);
    lookup.answered(first.get(0), all.subList(0, 1), null);
    lookup.answered(first.get(1), all.subList(0, 1), null);

    List<Candidate> second = next(lookup, START);
    assertThat(who(second)).containsExactly(all.get(0));
    assertThat(second.get(0).isOnPath(0)).isTrue();
    assertThat(second.get(0).isOnPath(1)).isTrue();
    assertThat(second.get(0).isOnPath(2)).isFalse();
    assertThat(next(lookup, START)).isEmpty();
  }

  @Test
  void eachChainHasItsPartOfTheQuestionsAndAtLeastOne() {
    List<PeerAddress> seeds = near(12);
    Lookup six = lookup(LookupGoal.first(key), rules(20, 7), seeds);
    List<Candidate> first = next(six, START);
    assertThat(who(first)).containsExactlyElementsOf(seeds.subList(0, 6));
    assertThat(next(six, START)).isEmpty();
    six.answered(first.get(5), List.of(), null);
    assertThat(who(next(six, START))).containsExactly(seeds.get(8));

    assertThat(next(lookup(LookupGoal.first(key), rules(20, 1), seeds), START)).hasSize(3);
  }

  private Lookup withScattered(List<PeerAddress> seeds, List<PeerAddress> scattered) {
    return new Lookup(
        LookupGoal.first(key), self, DhtRules.DEFAULT, address -> true, seeds, scattered, START);
  }

  @Test
  void theLastChainAsksAllWhoComeFromAnywhereBeforeThoseWhomTheyName() {
    List<PeerAddress> all = near(10);
    List<PeerAddress> scattered = all.subList(6, 10);
    Lookup lookup = withScattered(all.subList(1, 6), scattered);
    List<Candidate> asked = next(lookup, START);
    assertThat(who(asked)).containsExactly(all.get(1), all.get(2), scattered.get(0));

    for (int i = 1; i < scattered.size(); i++) {
      lookup.answered(asked.get(asked.size() - 1), List.of(all.get(0)), null);
      asked = next(lookup, START);
      assertThat(who(asked)).containsExactly(scattered.get(i));
    }
    lookup.failed(asked.get(0));
    assertThat(who(next(lookup, START))).containsExactly(all.get(0));
  }

  @Test
  void whoMayNotBeAskedNowIsAskedLater() {
    List<PeerAddress> all = near(6);
    Lookup lookup = withScattered(all.subList(0, 4), all.subList(4, 6));
    List<PeerAddress> busy = List.of(all.get(0), all.get(4));

    List<Candidate> first = lookup.next(START, address -> !busy.contains(address));
    assertThat(who(first)).containsExactly(all.get(2), all.get(1), all.get(5));
    first.forEach(each -> lookup.answered(each, List.of(), null));
    assertThat(lookup.next(START, address -> false)).isEmpty();
    assertThat(lookup.hasWork()).isTrue();
    assertThat(who(next(lookup, START))).containsExactly(all.get(0), all.get(3), all.get(4));
  }

  @Test
  void scatteredNodesOfOneSubnetAreAskedAFewTimesOnly() {
    List<PeerAddress> crowd = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      crowd.add(some.inSubnet(7, i).address());
    }
    Lookup lookup = withScattered(near(1), crowd);
    askInVain(lookup);
    assertThat(lookup.asked()).isEqualTo(1 + Lookup.MAX_ASKED_PER_SUBNET);
  }

  @Test
  void whoIsOnThisMachineIsAskedHoweverManyTheyAre() {
    List<PeerAddress> local = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      local.add(some.contact(some.key(), Some.ip(0x7f00_0001)).address());
    }
    Lookup lookup = lookup(local);
    askInVain(lookup);
    assertThat(lookup.asked()).isEqualTo(9);
  }

  @Test
  void itselfIsNobodyToAsk() {
    PeerAddress me = some.contact(self, Some.ip(0x1401_0101)).address();
    Lookup lookup = lookup(List.of(me, some.contact().address()));
    assertThat(lookup.size()).isEqualTo(1);
    lookup.answered(next(lookup, START).get(0), List.of(me), null);
    assertThat(lookup.size()).isEqualTo(1);

    List<PeerAddress> seeds = new ArrayList<>(near(4));
    seeds.add(0, me);
    assertThat(who(next(lookup(seeds), START)))
        .as("it takes nobody's turn")
        .containsExactlyElementsOf(seeds.subList(1, 4));
  }

  @Test
  void hearsayHasToBeLikelyAndWhoWasMetHasNot() {
    PeerAddress met = some.contact().address();
    PeerAddress named = some.contact().address();
    PeerAddress nowhere = new PeerAddress(named.ip(), 0, PeerTransport.TCP, some.key(), null);
    Lookup lookup =
        new Lookup(
            LookupGoal.first(key),
            self,
            DhtRules.DEFAULT,
            address -> address.equals(named) || address.equals(nowhere),
            List.of(met),
            START);
    Candidate first = next(lookup, START).get(0);
    assertThat(first.address).isEqualTo(met);
    lookup.answered(first, List.of(nowhere, some.contact().address(), named), null);

    assertThat(lookup.size()).isEqualTo(2);
    assertThat(who(next(lookup, START))).containsExactly(named);
  }

  @Test
  void soManyAreHeardOfAndNoMore() {
    Lookup lookup = lookup(addresses(Lookup.MAX_CANDIDATES - 1));
    Candidate first = next(lookup, START).get(0);
    lookup.answered(first, addresses(2), null);
    assertThat(lookup.size()).isEqualTo(Lookup.MAX_CANDIDATES);
  }

  @Test
  void soManyOfOneAnswerAreHeardOfAndNoMore() {
    Lookup lookup = lookup(addresses(3));
    lookup.answered(next(lookup, START).get(0), addresses(Lookup.MAX_PER_ANSWER + 1), null);
    assertThat(lookup.size()).isEqualTo(3 + Lookup.MAX_PER_ANSWER);
  }

  @Test
  void soManyAreAskedAndNoMore() {
    Lookup lookup = lookup(LookupGoal.every(key), rules(200, 3), addresses(150));
    askInVain(lookup);
    assertThat(lookup.asked()).isEqualTo(Lookup.MAX_ASKED);
  }

  @Test
  void aValueThatProvesItselfEndsIt() {
    Lookup lookup = lookup(near(6));
    List<Candidate> first = next(lookup, START);
    lookup.answered(first.get(0), near(1), judged(1));

    assertThat(lookup.isOver()).isTrue();
    assertThat(lookup.result().values()).containsExactly(judged(1));
    assertThat(lookup.result().holders()).containsExactly(first.get(0).address);
    assertThat(lookup.result().hops()).isEqualTo(1);
    assertThat(lookup.result().asked()).isEqualTo(3);
    assertThat(lookup.unanswered()).containsExactly(first.get(1), first.get(2));
    assertThat(next(lookup, START)).isEmpty();

    lookup.answered(first.get(1), addresses(1), judged(2));
    lookup.failed(first.get(2));
    assertThat(lookup.result().values()).as("nobody waits any more").containsExactly(judged(1));
    assertThat(lookup.unanswered()).containsExactly(first.get(1), first.get(2));
  }

  @Test
  void valuesThatDifferAreCollectedFromSixHolders() {
    Lookup lookup = lookup(LookupGoal.every(key), DhtRules.DEFAULT, near(12));
    List<PeerAddress> holders = new ArrayList<>();
    List<Candidate> asked = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      assertThat(lookup.isOver()).isFalse();
      asked.addAll(next(lookup, START));
      Candidate holder = asked.remove(0);
      holders.add(holder.address);
      lookup.answered(holder, List.of(), judged(i % 2));
    }
    assertThat(lookup.isOver()).isTrue();
    assertThat(lookup.result().values()).containsExactly(judged(0), judged(1));
    assertThat(lookup.result().holders()).containsExactlyElementsOf(holders);
  }

  /** However many were asked by then: each of them may have invented one. */
  @Test
  void soManyDifferentValuesAreTakenAndNoMore() {
    Lookup lookup = lookup(LookupGoal.every(key), rules(20, 36), near(12));
    List<Candidate> asked = next(lookup, START);
    assertThat(asked).hasSize(12);
    for (int i = 0; i < asked.size(); i++) {
      lookup.answered(asked.get(i), List.of(), judged(i));
    }
    assertThat(lookup.isOver()).isTrue();
    assertThat(lookup.result().values()).hasSize(Lookup.ENOUGH_HOLDERS);
    assertThat(lookup.result().holders()).hasSize(Lookup.ENOUGH_HOLDERS);
  }

  @Test
  void hopsAreCountedToTheLastNewValue() {
    List<PeerAddress> all = near(6);
    Lookup lookup = lookup(LookupGoal.every(key), DhtRules.DEFAULT, all.subList(3, 6));
    List<Candidate> first = next(lookup, START);
    lookup.answered(first.get(0), all.subList(2, 3), judged(1));
    assertThat(lookup.result().hops()).isEqualTo(1);
    Candidate second = next(lookup, START).get(0);
    lookup.answered(second, all.subList(1, 2), judged(1));
    assertThat(lookup.result().hops()).as("known already").isEqualTo(1);
    lookup.answered(next(lookup, START).get(0), List.of(), judged(2));
    assertThat(lookup.result().hops()).isEqualTo(3);
  }

  @Test
  void ofNodesHopsAreCountedToTheLastOfTheClosestThatNamedSomebody() {
    List<PeerAddress> all = near(8);
    Lookup lookup =
        lookup(LookupGoal.nodes(target.id()), rules(1, 3), List.of(all.get(1), all.get(2)));
    List<Candidate> first = next(lookup, START);
    lookup.answered(first.get(1), all.subList(6, 7), null);
    assertThat(lookup.result().hops()).as("it is not among the closest").isZero();
    lookup.answered(first.get(0), all.subList(0, 1), null);
    assertThat(lookup.result().hops()).as("nor is it, now that it has named one").isZero();
    Candidate closest = next(lookup, START).get(0);
    assertThat(closest.address).isEqualTo(all.get(0));
    lookup.answered(closest, all.subList(5, 6), null);
    assertThat(lookup.result().hops()).isEqualTo(2);
    Lookup quiet = lookup(LookupGoal.nodes(target.id()), rules(1, 3), near(3));
    quiet.answered(next(quiet, START).get(0), List.of(), null);
    assertThat(quiet.result().hops()).as("it named nobody").isZero();
  }

  @Test
  void anAnswerCountsOnceAndAlsoAfterItWasGivenUp() {
    Lookup lookup = lookup(near(6));
    List<Candidate> first = next(lookup, START);
    lookup.answered(first.get(0), List.of(), null);
    lookup.answered(first.get(0), addresses(1), null);
    lookup.failed(first.get(0));
    assertThat(lookup.size()).isEqualTo(6);
    assertThat(lookup.closest(1)).containsExactly(first.get(0).address);

    lookup.failed(first.get(1));
    assertThat(lookup.closest(20)).doesNotContain(first.get(1).address);
    lookup.answered(first.get(1), addresses(1), null);
    assertThat(lookup.size()).isEqualTo(7);
    assertThat(lookup.closest(20)).contains(first.get(1).address);
  }

  /** One node names all others, so that there is one chain; returns how many were asked. */
  private int asked(LookupGoal goal, DhtRules rules) {
    List<PeerAddress> all = near(11);
    Lookup lookup = lookup(goal, rules, all.subList(10, 11));
    lookup.answered(next(lookup, START).get(0), all.subList(0, 10), null);
    askInVain(lookup);
    return lookup.asked();
  }

  @Test
  void aChainEndsWhenEnoughOfItsClosestHaveAnswered() {
    assertThat(asked(LookupGoal.nodes(target.id()), rules(5, 3))).isEqualTo(1 + 3);
    assertThat(asked(LookupGoal.places(target.id()), rules(5, 3))).isEqualTo(1 + 5);
    assertThat(asked(LookupGoal.first(key), rules(5, 3))).isEqualTo(1 + 5);
    assertThat(asked(LookupGoal.every(key), rules(20, 3))).isEqualTo(1 + 10);
  }

  @Test
  void anAnswerIsAwaitedOnlyOfWhoMayBeCloserThanThoseWhoAnswered() {
    List<PeerAddress> seeds = near(4);
    LookupGoal goal = LookupGoal.nodes(target.id());
    Lookup lookup = lookup(goal, DhtRules.DEFAULT, seeds);
    List<Candidate> first = next(lookup, START);
    lookup.answered(first.get(0), List.of(), null);
    Candidate fourth = next(lookup, START).get(0);
    lookup.answered(first.get(1), List.of(), null);
    lookup.late(START + STALL);
    assertThat(lookup.isOver()).isFalse();
    lookup.answered(first.get(2), List.of(), null);
    assertThat(lookup.isOver()).as("three are closer than the fourth").isTrue();
    assertThat(lookup.unanswered()).containsExactly(fourth);

    Lookup other = lookup(goal, DhtRules.DEFAULT, seeds);
    List<Candidate> again = next(other, START);
    other.answered(again.get(0), List.of(), null);
    other.answered(next(other, START).get(0), List.of(), null);
    other.answered(again.get(1), List.of(), null);
    assertThat(other.isOver()).as("the third may still answer").isFalse();
    other.late(START + STALL);
    assertThat(other.hasWork()).as("slowly").isTrue();
    other.late(START + ASK_TIMEOUT);
    assertThat(other.isOver()).isTrue();
  }

  @Test
  void afterSecondThoughtsItIsOver() {
    Lookup lookup = lookup(LookupGoal.first(key), rules(1, 4), near(15));
    List<Candidate> first = next(lookup, START);
    assertThat(first).hasSize(3);
    first.forEach(each -> lookup.answered(each, List.of(), null));
    assertThat(lookup.isOver()).isFalse();
    List<Candidate> second = next(lookup, START);
    assertThat(second).as("all at once of one chain").hasSize(4);
    second.forEach(each -> lookup.answered(each, List.of(), null));
    askInVain(lookup);
    assertThat(lookup.asked()).isEqualTo(3 + Lookup.MAX_SECOND_THOUGHTS);
  }

  @Test
  void onlyWhoIsCloserIsAskedOnASecondThought() {
    List<PeerAddress> all = near(8);
    Lookup lookup = lookup(LookupGoal.first(key), rules(1, 3), all.subList(1, 7));
    List<PeerAddress> asked = new ArrayList<>();
    for (int i = 0; i < 100 && !lookup.isOver(); i++) {
      for (Candidate each : next(lookup, START)) {
        asked.add(each.address);
        boolean second = asked.size() > 3;
        lookup.answered(each, second ? List.of(all.get(7), all.get(0)) : List.of(), null);
      }
    }
    assertThat(asked).containsExactlyInAnyOrderElementsOf(all.subList(0, 7));
  }

  @Test
  void whenTheLastHasFailedItIsOver() {
    Lookup lookup = lookup(near(2));
    List<Candidate> both = next(lookup, START);
    lookup.failed(both.get(0));
    assertThat(lookup.isOver()).isFalse();
    lookup.failed(both.get(1));
    assertThat(lookup.isOver()).isTrue();
  }

  @Test
  void whoeverFoundSomethingHasNoSecondThoughts() {
    Lookup lookup = lookup(LookupGoal.every(key), rules(1, 3), near(15));
    List<Candidate> first = next(lookup, START);
    lookup.answered(first.get(1), List.of(), judged(1));
    lookup.answered(first.get(0), List.of(), null);
    lookup.answered(first.get(2), List.of(), null);
    assertThat(lookup.isOver()).isTrue();
    assertThat(lookup.closestWithout()).isSameAs(first.get(0));
  }

  @Test
  void norHasWhoeverLooksForNodesOnly() {
    Lookup lookup = lookup(LookupGoal.nodes(target.id()), DhtRules.DEFAULT, near(15));
    askInVain(lookup);
    assertThat(lookup.asked()).isEqualTo(9);
  }

  @Test
  void whomALiarNamesIsAskedLastAndToldToNobody() {
    List<PeerAddress> all = near(9);
    List<PeerAddress> dead = all.subList(0, 5);
    List<PeerAddress> honest = all.subList(5, 9); // The first and the last are of one chain.
    Lookup lookup = lookup(honest);
    List<Candidate> first = next(lookup, START);
    lookup.answered(first.get(0), dead, null);
    for (int i = 0; i < Candidate.MAX_DEAD_REFERRALS; i++) {
      Candidate candidate = next(lookup, START).get(0);
      assertThat(candidate.address).isEqualTo(dead.get(i));
      lookup.failed(candidate);
    }
    assertThat(lookup.closest(20)).containsExactlyElementsOf(honest);
    Candidate last = next(lookup, START).get(0);
    assertThat(last.address).isEqualTo(honest.get(3));
    lookup.failed(last);
    assertThat(who(next(lookup, START))).containsExactly(dead.get(3));
  }

  @Test
  void theClosestAreThoseThatAnsweredAndThoseWhoseKeyIsKnown() {
    PeerAddress unnamed = PeerAddress.direct(Some.ip(0x1500_0001), 7_001, PeerTransport.TCP);
    List<PeerAddress> seeds = new ArrayList<>(near(5));
    seeds.add(3, unnamed); // Of the first chain, after the closest.
    Lookup lookup = lookup(seeds);
    List<Candidate> first = next(lookup, START);
    lookup.failed(first.get(0));
    lookup.late(START + STALL);
    assertThat(lookup.closest(20)).containsExactly(seeds.get(4), seeds.get(5));
    lookup.answered(first.get(1), List.of(), null);
    assertThat(lookup.closest(20)).containsExactly(seeds.get(1), seeds.get(4), seeds.get(5));
    assertThat(lookup.closest(2)).containsExactly(seeds.get(1), seeds.get(4));
    assertThat(lookup.closestWithout()).isSameAs(first.get(1));

    List<Candidate> second = next(lookup, START + STALL);
    assertThat(who(second)).contains(unnamed);
    second.forEach(each -> lookup.answered(each, List.of(), null));
    assertThat(lookup.closest(20))
        .containsExactly(seeds.get(1), seeds.get(4), seeds.get(5), unnamed);
  }

  @Test
  void whoeverHasTheValueNeedsNoCopyOfIt() {
    Lookup lookup = lookup(LookupGoal.every(key), DhtRules.DEFAULT, near(6));
    assertThat(lookup.closestWithout()).isNull();
    List<Candidate> first = next(lookup, START);
    lookup.answered(first.get(0), List.of(), judged(1));
    assertThat(lookup.closestWithout()).isNull();
    lookup.answered(first.get(2), List.of(), null);
    lookup.answered(first.get(1), List.of(), null);
    assertThat(lookup.closestWithout()).isSameAs(first.get(1));
  }

  @Test
  void whoeverCancelsItHearsNothingMore() {
    Lookup lookup = lookup(near(6));
    List<Candidate> first = next(lookup, START);
    lookup.cancel();

    assertThat(lookup.isOver()).isTrue();
    assertThat(lookup.deadlineNanos()).isEmpty();
    assertThat(next(lookup, START)).isEmpty();
    assertThat(lookup.unanswered()).containsExactlyElementsOf(first);
    lookup.answered(first.get(0), addresses(1), null);
    assertThat(lookup.size()).isEqualTo(6);
  }

  @Test
  void withNobodyToAskItIsOver() {
    DhtMachine machine =
        new DhtMachine(
            some.key(),
            DhtRules.DEFAULT,
            who -> Speech.V1,
            address -> true,
            new SplittableRandom(1));
    assertThat(machine.accept(0, new DhtInput.Find(1, LookupGoal.first(key), List.of())))
        .singleElement()
        .isInstanceOf(DhtEffect.Ended.class);
  }
}
