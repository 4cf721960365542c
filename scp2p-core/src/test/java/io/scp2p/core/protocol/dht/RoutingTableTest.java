package io.scp2p.core.protocol.dht;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.NodeId;
import io.scp2p.core.protocol.dht.RoutingTable.Outcome;
import io.scp2p.core.wire.record.IpAddress;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
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
}
