package io.scp2p.core.protocol.dht;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.NodeId;
import io.scp2p.core.protocol.dht.RoutingTable.Outcome;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.PeerTransport;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RoutingTableTest {
  private final Some some = new Some(1);
  private final Point self = Point.of(some.key());
  private final RoutingTable table = new RoutingTable(self);

  private List<Contact> fullBucket(int bucket) {
    List<Contact> contacts = new ArrayList<>();
    for (int i = 0; i < RoutingTable.BUCKET_SIZE; i++) {
      Contact contact = some.inBucket(self, bucket);
      assertThat(table.met(contact, i)).isEqualTo(new Outcome.Kept());
      contacts.add(contact);
    }
    return contacts;
  }

  @Test
  void aFullBucketAsksTheOldestBeforeItLetsAnybodyIn() {
    List<Contact> old = fullBucket(0);
    Contact newcomer = some.inBucket(self, 0);

    assertThat(table.met(newcomer, 100)).isEqualTo(new Outcome.Probe(old.get(0)));

    table.heard(old.get(0), 101);
    assertThat(table.contains(newcomer)).as("the oldest lives, so it stays").isFalse();
    assertThat(table.contains(old.get(0))).isTrue();
    assertThat(table.met(some.inBucket(self, 0), 102))
        .as("the next oldest is the next to be doubted")
        .isEqualTo(new Outcome.Probe(old.get(1)));
  }

  @Test
  void aSilentNodeGivesWayToTheOneThatWaits() {
    List<Contact> old = fullBucket(0);
    Contact newcomer = some.inBucket(self, 0);
    table.met(newcomer, 100);

    table.failed(old.get(0), 101);

    assertThat(table.contains(old.get(0))).isFalse();
    assertThat(table.contains(newcomer)).isTrue();
    assertThat(table.size()).isEqualTo(RoutingTable.BUCKET_SIZE);
  }

  @Test
  void aNodeInDoubtIsPassedOnToNobodyAndLeavesAtTheSecondFailure() {
    Contact contact = some.contact();
    table.met(contact, 0);

    table.failed(contact, 1);
    assertThat(table.contains(contact)).isTrue();
    assertThat(table.closest(self, 20)).isEmpty();

    table.heard(contact, 2);
    assertThat(table.closest(self, 20)).containsExactly(contact);

    table.failed(contact, 3);
    table.failed(contact, 4);
    assertThat(table.contains(contact)).isFalse();
    assertThat(table.size()).isZero();
  }

  @Test
  void noSubnetFillsABucketOrTheTable() {
    for (int i = 0; i < 5; i++) {
      table.met(some.inSubnet(self, 0, 7, i), i);
    }
    assertThat(table.size()).isEqualTo(RoutingTable.MAX_PER_SUBNET_AND_BUCKET);

    for (int bucket = 1; bucket < 9; bucket++) {
      for (int i = 0; i < 3; i++) {
        table.met(some.inSubnet(self, bucket, 7, i), i);
      }
    }
    assertThat(table.size()).isEqualTo(RoutingTable.MAX_PER_SUBNET);
  }

  @Test
  void subnetsAreThoseThatOneOwnerHas() {
    assertThat(Subnets.of(ip(20, 1, 7, 1))).isEqualTo(Subnets.of(ip(20, 1, 7, 200)));
    assertThat(Subnets.of(ip(20, 1, 7, 1))).isNotEqualTo(Subnets.of(ip(20, 1, 8, 1)));
    assertThat(Subnets.of(ip(192, 168, 1, 1))).isNotEqualTo(Subnets.of(ip(192, 168, 1, 2)));
    assertThat(Subnets.of(ip(127, 0, 0, 1))).isEqualTo(Subnets.UNLIMITED);
    assertThat(Subnets.of(v6(5, 1))).isEqualTo(Subnets.of(v6(5, 2)));
    // The reference compares a /40 (quirk Q-29): these differ in the sixth byte.
    assertThat(Subnets.of(v6(5, 1))).isNotEqualTo(Subnets.of(v6(6, 1)));
  }

  private static IpAddress ip(int a, int b, int c, int d) {
    return IpAddress.of((byte) a, (byte) b, (byte) c, (byte) d);
  }

  private static IpAddress v6(int sixth, int last) {
    byte[] octets = new byte[16];
    octets[0] = 0x20;
    octets[5] = (byte) sixth;
    octets[15] = (byte) last;
    return IpAddress.of(octets);
  }

  @Test
  void closestIsWhatBruteForceFinds() {
    List<Contact> all = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      Contact contact = some.contact();
      if (table.met(contact, 0) instanceof Outcome.Kept) {
        all.add(contact);
      }
    }
    for (int i = 0; i < 200; i++) {
      Point target = i == 0 ? self : some.contact().point();
      all.sort((a, b) -> target.compareDistance(a.point(), b.point()));
      assertThat(table.closest(target, 20)).isEqualTo(all.subList(0, 20));
    }
  }

  @Test
  void distancesAreThoseOfSectionOneFive() {
    for (int i = 0; i < 200; i++) {
      Contact a = some.contact();
      Contact b = some.contact();
      Point target = some.contact().point();
      int expected =
          distance(target.id(), a.key().id()).compareTo(distance(target.id(), b.key().id()));
      assertThat(Integer.signum(target.compareDistance(a.point(), b.point())))
          .isEqualTo(Integer.signum(expected));
      assertThat(a.point().sharedBits(b.point()))
          .isEqualTo(Point.BITS - distance(a.key().id(), b.key().id()).bitLength());
    }
    assertThat(self.sharedBits(self)).isEqualTo(Point.BITS);
  }

  private static BigInteger distance(NodeId a, NodeId b) {
    return new BigInteger(1, a.bytes()).xor(new BigInteger(1, b.bytes()));
  }

  @Test
  void aBucketThatNobodyUsedIsRefreshedWithAPointOfItsOwn() {
    SplittableRandom random = new SplittableRandom(3);
    table.met(some.inBucket(self, 3), 0);

    List<Integer> refreshed = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      table
          .refreshDue(1_000, 1_000, random)
          .ifPresent(point -> refreshed.add(self.sharedBits(point)));
    }

    assertThat(refreshed).containsExactly(0, 1, 2, 3);
    assertThat(table.refreshDue(1_000, 1_000, random)).isEmpty();
  }

  @Test
  void thisNodeIsNeverInItsOwnTable() {
    Some again = new Some(1);
    Contact me = again.contact(again.key(), Some.ip(0x1401_0101));

    assertThat(table.met(me, 0)).isEqualTo(new Outcome.Refused());
    assertThat(table.wants(me)).isFalse();
  }

  private static Contact at(Contact contact, IpAddress ip) {
    return Contact.of(
        contact.key(), PeerAddress.direct(ip, contact.address().port(), PeerTransport.TCP));
  }

  @Test
  void theOldestIsAskedOnceForAllWhoWait() {
    List<Contact> old = fullBucket(0);
    assertThat(table.met(some.inBucket(self, 0), 100)).isEqualTo(new Outcome.Probe(old.get(0)));
    assertThat(table.met(some.inBucket(self, 0), 101)).isEqualTo(new Outcome.Refused());
    assertThat(table.size()).isEqualTo(RoutingTable.BUCKET_SIZE);
  }

  @Test
  void ofThoseWhoWaitAFewAreRememberedAndTheLastComesFirst() {
    List<Contact> old = fullBucket(0);
    List<Contact> spares = new ArrayList<>();
    for (int i = 0; i <= Bucket.MAX_SPARES; i++) {
      Contact spare = some.inBucket(self, 0);
      spares.add(spare);
      table.met(spare, 100 + i);
    }
    table.met(spares.get(1), 110); // Now it is the last.
    List<Contact> expected = List.of(spares.get(1), spares.get(4), spares.get(3), spares.get(2));
    for (int i = 0; i < Bucket.MAX_SPARES; i++) {
      table.failed(old.get(i), 120);
      assertThat(table.contains(old.get(i))).isFalse();
      assertThat(table.contains(expected.get(i))).as("spare %s", i).isTrue();
    }
    table.failed(old.get(Bucket.MAX_SPARES), 120);
    assertThat(table.contains(old.get(Bucket.MAX_SPARES))).as("nobody waits").isTrue();
    assertThat(table.contains(spares.get(0))).isFalse();
    assertThat(table.size()).isEqualTo(RoutingTable.BUCKET_SIZE);
  }

  @Test
  void whoTookAPlaceIsTheNextToBeDoubted() {
    List<Contact> old = fullBucket(0);
    Contact spare = some.inBucket(self, 0);
    table.met(spare, 100);
    table.failed(old.get(0), 101);
    assertThat(table.met(some.inBucket(self, 0), 102)).isEqualTo(new Outcome.Probe(spare));
  }

  @Test
  void aSpareOfACrowdedSubnetIsPassedOver() {
    List<Contact> old = new ArrayList<>();
    old.add(some.inSubnet(self, 0, 7, 1));
    table.met(old.get(0), 0);
    for (int i = 1; i < RoutingTable.BUCKET_SIZE; i++) {
      old.add(some.inBucket(self, 0));
      table.met(old.get(i), i);
    }
    Contact other = some.inBucket(self, 0);
    Contact crowded = some.inSubnet(self, 0, 7, 2);
    Contact last = some.inSubnet(self, 0, 7, 3);
    List.of(other, crowded, last).forEach(spare -> table.met(spare, 100));

    table.failed(old.get(1), 101);
    table.failed(old.get(2), 101);

    assertThat(table.contains(last)).isTrue();
    assertThat(table.contains(crowded)).isFalse();
    assertThat(table.contains(other)).isTrue();
  }

  @Test
  void whoIsInDoubtGivesWayToWhomeverIsMet() {
    List<Contact> old = fullBucket(0);
    Contact doubted = old.get(5);
    Contact newcomer = some.inBucket(self, 0);
    assertThat(table.wants(newcomer)).isFalse();
    table.failed(doubted, 100);
    assertThat(table.wants(newcomer)).isTrue();

    assertThat(table.met(newcomer, 101)).isEqualTo(new Outcome.Kept());

    assertThat(table.contains(doubted)).isFalse();
    assertThat(table.contains(newcomer)).isTrue();
    assertThat(table.size()).isEqualTo(RoutingTable.BUCKET_SIZE);
    assertThat(table.met(some.inBucket(self, 0), 102)).isEqualTo(new Outcome.Probe(old.get(0)));
  }

  @Test
  void whoAnsweredAProbeMayBeDoubtedAgain() {
    List<Contact> old = fullBucket(0);
    table.met(some.inBucket(self, 0), 100);
    old.forEach(each -> table.heard(each, 101));
    assertThat(table.met(some.inBucket(self, 0), 102)).isEqualTo(new Outcome.Probe(old.get(0)));
  }

  @Test
  void onlyWhoHasAPlaceToFillIsWanted() {
    Contact known = some.inSubnet(self, 0, 7, 1);
    assertThat(table.wants(known)).as("nobody is there yet").isTrue();
    table.met(known, 0);
    assertThat(table.wants(known)).isFalse();
    assertThat(table.wants(some.inSubnet(self, 0, 7, 2))).isTrue();
    table.met(some.inSubnet(self, 0, 7, 2), 0);
    assertThat(table.wants(some.inSubnet(self, 0, 7, 3))).as("crowded").isFalse();
    assertThat(table.wants(some.inBucket(self, 0))).isTrue();

    for (int bucket = 1; table.size() < RoutingTable.MAX_PER_SUBNET; bucket++) {
      assertThat(table.wants(some.inSubnet(self, bucket, 7, 3))).isTrue();
      table.met(some.inSubnet(self, bucket, 7, 3), 0);
      table.met(some.inSubnet(self, bucket, 7, 4), 0);
    }
    assertThat(table.wants(some.inSubnet(self, 6, 7, 5))).as("its subnet has enough").isFalse();
    assertThat(table.wants(some.inBucket(self, 6))).isTrue();
  }

  @Test
  void whoIsMetAgainCountsOnce() {
    Contact known = some.inSubnet(self, 0, 7, 1);
    for (int i = 0; i < 20; i++) {
      assertThat(table.met(known, i)).isEqualTo(new Outcome.Kept());
    }
    assertThat(table.size()).isEqualTo(1);
    assertThat(table.wants(some.inSubnet(self, 0, 7, 2))).isTrue();
    assertThat(table.probeDue(118, 100)).as("it was heard of at the last").isEmpty();
    assertThat(table.probeDue(119, 100)).contains(known);
  }

  @Test
  void aNodeThatMovesLeavesRoomInItsSubnet() {
    Contact mover = some.inSubnet(self, 0, 7, 1);
    table.met(mover, 0);
    table.met(some.inSubnet(self, 0, 7, 2), 1);
    Contact moved = at(mover, ip(20, 1, 8, 1));
    for (int i = 0; i < RoutingTable.MAX_PER_SUBNET; i++) {
      table.met(moved, 2);
      table.met(mover, 2);
    }
    assertThat(table.met(moved, 2)).isEqualTo(new Outcome.Kept());

    assertThat(table.size()).isEqualTo(2);
    assertThat(table.closest(mover.point(), 1).get(0).address()).isEqualTo(moved.address());
    assertThat(table.met(some.inSubnet(self, 0, 7, 3), 3)).isEqualTo(new Outcome.Kept());
    assertThat(table.met(some.inSubnet(self, 0, 8, 2), 4)).isEqualTo(new Outcome.Kept());
    assertThat(table.met(some.inSubnet(self, 0, 8, 3), 5)).isEqualTo(new Outcome.Refused());
    int before = table.size() - 2; // Of other subnets than the one it has moved to.
    for (int bucket = 1; bucket < 8; bucket++) {
      table.met(some.inSubnet(self, bucket, 8, 4), 6);
      table.met(some.inSubnet(self, bucket, 8, 5), 6);
    }
    assertThat(table.size() - before).isEqualTo(RoutingTable.MAX_PER_SUBNET);
  }

  @Test
  void noSubnetIsFilledByNodesThatMoveThere() {
    table.met(some.inSubnet(self, 0, 7, 1), 0);
    Contact second = some.inSubnet(self, 0, 7, 2);
    table.met(second, 0);
    Contact mover = some.inBucket(self, 0);
    table.met(mover, 1);

    assertThat(table.met(at(mover, ip(20, 1, 7, 3)), 2)).isEqualTo(new Outcome.Refused());
    assertThat(table.contains(mover)).as("it is not where it was").isFalse();
    assertThat(table.size()).isEqualTo(2);
    assertThat(table.met(at(second, ip(20, 1, 7, 4)), 3))
        .as("within its subnet")
        .isEqualTo(new Outcome.Kept());
    assertThat(table.contains(second)).isTrue();
  }

  @Test
  void whoLeavesMakesRoomInItsSubnet() {
    Contact first = some.inSubnet(self, 0, 7, 1);
    table.met(some.inSubnet(self, 0, 7, 2), 0);
    for (int i = 0; i < RoutingTable.MAX_PER_SUBNET; i++) {
      assertThat(table.met(first, 0)).isEqualTo(new Outcome.Kept());
      table.remove(first);
    }
    assertThat(table.contains(first)).isFalse();
    assertThat(table.size()).isEqualTo(1);
    assertThat(table.met(some.inSubnet(self, 0, 7, 3), 1)).isEqualTo(new Outcome.Kept());
  }

  @Test
  void whoIsNotInTheTableChangesNothing() {
    Some again = new Some(1);
    Contact me = again.contact(again.key(), Some.ip(0x1401_0101));
    Contact known = some.inBucket(self, 0);
    table.met(known, 0);
    for (Contact stranger : List.of(me, some.inBucket(self, 0), some.inBucket(self, 3))) {
      assertThat(table.contains(stranger)).isFalse();
      table.heard(stranger, 1);
      table.failed(stranger, 1);
      table.failed(stranger, 1);
      table.remove(stranger);
    }
    assertThat(table.all()).containsExactly(known);
    assertThat(table.closest(self, 20)).containsExactly(known);
  }

  @Test
  void whoWasHeardOfLongestAgoIsProbedInTime() {
    long start = Long.MAX_VALUE - 500; // The clock may overflow.
    assertThat(table.probeDue(start, 1_000)).isEmpty();
    Contact near = some.inBucket(self, 3);
    Contact far = some.inBucket(self, 0);
    Contact later = some.inBucket(self, 0);
    table.met(near, start);
    table.met(far, start + 10);
    table.met(later, start + 20);

    assertThat(table.probeDue(start + 999, 1_000)).isEmpty();
    assertThat(table.probeDue(start + 1_000, 1_000)).contains(near);
    assertThat(table.probeDue(start + 1_009, 1_000)).as("it is being asked").isEmpty();
    assertThat(table.probeDue(start + 1_010, 1_000)).contains(far);
    table.heard(near, start + 1_011);
    table.heard(later, start + 1_012);
    assertThat(table.probeDue(start + 2_010, 1_000)).isEmpty();
    assertThat(table.probeDue(start + 2_011, 1_000)).contains(near);
    table.failed(near, start + 2_011);
    assertThat(table.probeDue(start + 2_011, 1_000)).as("once more").contains(near);
  }

  @Test
  void onlyABucketThatNobodyUsedOfLateIsRefreshed() {
    SplittableRandom random = new SplittableRandom(3);
    Contact far = some.inBucket(self, 0);
    Contact near = some.inBucket(self, 1);
    table.met(far, 0);
    table.met(near, 0);
    table.heard(far, 10);
    assertThat(table.refreshDue(999, 1_000, random)).isEmpty();
    assertThat(table.refreshDue(1_000, 1_000, random).map(self::sharedBits)).contains(1);
    assertThat(table.refreshDue(1_009, 1_000, random)).isEmpty();
    assertThat(table.refreshDue(1_010, 1_000, random).map(self::sharedBits)).contains(0);
    assertThat(table.refreshDue(1_999, 1_000, random)).isEmpty();
    assertThat(table.refreshDue(2_000, 1_000, random).map(self::sharedBits)).contains(1);
  }

  @Test
  void theDeepestBucketIsTheLastWithSomebodyInIt() {
    assertThat(table.deepest()).isEqualTo(-1);
    Contact far = some.inBucket(self, 0);
    Contact near = some.inBucket(self, 4);
    table.met(far, 0);
    assertThat(table.deepest()).isZero();
    table.met(near, 0);
    assertThat(table.deepest()).isEqualTo(4);
    table.remove(near);
    assertThat(table.deepest()).isZero();
  }

  @Test
  void scatteredNodesAreAnyOfTheRestWithTheSameChance() {
    List<Contact> all = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      all.add(some.inBucket(self, i % 3));
      table.met(all.get(i), i);
    }
    table.failed(all.get(7), 10);
    List<Contact> but = all.subList(0, 1);
    SplittableRandom random = new SplittableRandom(4);
    Map<Contact, Integer> drawn = new HashMap<>();
    for (int i = 0; i < 3_000; i++) {
      List<Contact> some = table.scattered(2, but, random);
      assertThat(some).hasSize(2).doesNotHaveDuplicates();
      some.forEach(each -> drawn.merge(each, 1, Integer::sum));
    }
    assertThat(drawn).containsOnlyKeys(all.subList(1, 7));
    assertThat(drawn.values()).allSatisfy(times -> assertThat(times).isBetween(900, 1_100));
    assertThat(table.scattered(9, but, random))
        .containsExactlyInAnyOrderElementsOf(all.subList(1, 7));
  }

  @Test
  void closestPassesOverWhoIsInDoubtAndGivesNoMoreThanIsAskedFor() {
    List<Contact> all = some.near(self, 6);
    all.forEach(each -> table.met(each, 0));
    table.failed(all.get(1), 1);
    assertThat(table.closest(self, 3)).containsExactly(all.get(0), all.get(2), all.get(3));
    assertThat(table.closest(self, 9)).hasSize(5);
    assertThat(table.all()).containsExactlyInAnyOrderElementsOf(all);
  }
}
