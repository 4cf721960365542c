package io.scp2p.core.protocol.dht;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.core.wire.record.DhtKey;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.PeerTransport;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LookupTest {
  private final Some some = new Some(2);
  private final DhtKey key = DhtKey.of(new byte[DhtKey.LENGTH]);

  private Lookup lookup(List<PeerAddress> seeds) {
    return new Lookup(
        LookupGoal.first(key), some.key(), DhtRules.DEFAULT, address -> true, seeds, 0);
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

    List<Candidate> first = next(lookup, 0);

    assertThat(first).hasSize(DhtRules.PATHS);
    assertThat(next(lookup, 1)).isEmpty();
    lookup.answered(first.get(0), List.of(), null);
    assertThat(next(lookup, 2)).hasSize(1);
  }

  @Test
  void aLiarLeadsNoOtherChainAstray() {
    Lookup lookup = lookup(addresses(9));
    List<Candidate> first = next(lookup, 0);
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

    List<Candidate> second = next(lookup, 1);

    assertThat(second).hasSize(3);
    assertThat(second.stream().filter(each -> invented.contains(each.address))).hasSize(1);
  }

  @Test
  void whoNamesDeadNodesIsNotBelievedAnyMore() {
    Lookup lookup = lookup(addresses(9));
    List<Candidate> first = next(lookup, 0);
    Candidate liar = first.get(0);
    List<PeerAddress> dead = addresses(20);
    lookup.answered(liar, dead, null);

    int askedInVain = 0;
    int honestLeft = 6;
    for (int round = 0; round < 40 && honestLeft > 0; round++) {
      for (Candidate candidate : next(lookup, round)) {
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
      for (Candidate candidate : next(lookup, i)) {
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
      for (Candidate candidate : next(lookup, i)) {
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
    Candidate first = next(lookup, 0).get(0);
    lookup.answered(first, unnamed, null);

    assertThat(lookup.size()).isEqualTo(3 + Lookup.MAX_UNNAMED);
    assertThat(next(lookup, 1)).allMatch(each -> each.point == null);
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
      for (Candidate candidate : next(lookup, i)) {
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
    List<Candidate> first = next(lookup, 0);
    long stall = DhtRules.STALL.toNanos();

    assertThat(lookup.late(stall - 1)).isEmpty();
    assertThat(next(lookup, stall - 1)).isEmpty();
    assertThat(lookup.late(stall)).isEmpty();
    assertThat(next(lookup, stall)).hasSize(3);

    long timeout = DhtRules.ASK_TIMEOUT.toNanos();
    assertThat(lookup.late(timeout)).containsAll(first);
  }

  @Test
  void theWholeEndsInTime() {
    Lookup lookup = lookup(addresses(20));
    next(lookup, 0);
    lookup.late(DhtRules.DEFAULT.lookupTimeout().toNanos());
    assertThat(lookup.isOver()).isTrue();
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
