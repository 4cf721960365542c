package io.scp2p.core.protocol.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.PeerTransport;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PeerDatabaseTest {
  private static final long NOW = 1_700_000_000L;

  private final SplittableRandom random = new SplittableRandom(6);
  private final PeerDatabase peers = new PeerDatabase(400);

  private NodeKey key() {
    byte[] key = new byte[NodeKey.LENGTH];
    random.nextBytes(key);
    return NodeKey.of(key);
  }

  private static PeerAddress address(int subnet, int host) {
    int ip = 0x1400_0000 | subnet << 8 | host;
    return PeerAddress.direct(
        IpAddress.of(ByteBuffer.allocate(4).putInt(ip).array()), 7_001, PeerTransport.TCP);
  }

  @Test
  void noNumberOfClaimsPushesOutAPeerThatIsReal() {
    for (int i = 0; i < 50; i++) {
      peers.met(key(), address(i, 1), NOW);
    }
    for (int i = 0; i < 10_000; i++) {
      peers.named(address(1_000 + i, 1), key(), NOW);
    }
    assertThat(peers.metCount()).isEqualTo(50);
    assertThat(peers.namedCount()).isEqualTo(100);
  }

  @Test
  void whoNamesTooManyPushesOutHisOwn() {
    PeerDatabase big = new PeerDatabase(4_000);
    NodeKey honest = key();
    for (int i = 0; i < 20; i++) {
      big.named(address(i, 1), honest, NOW);
    }
    NodeKey flooder = key();
    for (int i = 0; i < 5_000; i++) {
      big.named(address(1_000 + i, 1), flooder, NOW);
    }
    assertThat(big.namedCount()).isEqualTo(20 + PeerDatabase.MAX_NAMED_BY_ONE);
    assertThat(big.toDial(4_000, random)).contains(address(7, 1));
  }

  @Test
  void aSubnetHasAShare() {
    for (int i = 1; i < 200; i++) {
      peers.named(address(5, i), key(), NOW);
      peers.met(key(), address(6, i), NOW);
    }
    assertThat(peers.namedCount()).isEqualTo(PeerDatabase.MAX_NAMED_PER_SUBNET);
    assertThat(peers.metCount()).isEqualTo(2 * PeerDatabase.MAX_NAMED_PER_SUBNET);
    assertThat(peers.toDial(100, random)).hasSize(4);
  }

  @Test
  void onlyPeersThatWereMetWithinADayArePassedOn() {
    NodeKey fresh = key();
    peers.met(fresh, address(1, 1), NOW);
    peers.met(key(), address(2, 1), NOW - PeerDatabase.FRESH_SECONDS);
    peers.named(address(3, 1), key(), NOW);

    List<PeerAddress> sample = peers.sample(255, NOW, random);

    assertThat(sample).singleElement().extracting(PeerAddress::pubkeyHint).isEqualTo(fresh);
  }

  @Test
  void aSampleIsShuffledAndNeverMoreThanSixtyFour() {
    for (int i = 0; i < 200; i++) {
      peers.met(key(), address(i, 1), NOW);
    }
    List<PeerAddress> first = peers.sample(255, NOW, random);
    assertThat(first).hasSize(PeerDatabase.MAX_SAMPLE).doesNotHaveDuplicates();
    assertThat(peers.sample(255, NOW, random)).isNotEqualTo(first);
    assertThat(peers.sample(0, NOW, random)).isEmpty();
  }

  @Test
  void reputationIsThatOfSectionSevenSix() {
    NodeKey key = key();
    PeerAddress at = address(1, 1);
    KnownPeer peer = peers.met(key, at, NOW).orElseThrow();
    assertThat(peer.reputation()).isEqualTo(1);
    for (int i = 0; i < 20; i++) {
      peer = peers.met(key, at, NOW).orElseThrow();
    }
    assertThat(peer.reputation()).isEqualTo(KnownPeer.MAX_REPUTATION);
    assertThat(peers.failed(peer.address()).orElseThrow().reputation()).isEqualTo(8);
    assertThat(peers.lied(key).orElseThrow().reputation()).isEqualTo(-2);
    assertThat(peers.sample(64, NOW, random)).as("a liar is not passed on").isEmpty();
  }

  @Test
  void aFullDatabaseLetsTheWorstGo() {
    List<NodeKey> keys = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      keys.add(key());
      peers.met(keys.get(i), address(i, 1), NOW);
    }
    KnownPeer bad = peers.lied(keys.get(17)).orElseThrow();

    peers.met(key(), address(999, 1), NOW);

    assertThat(peers.metCount()).isEqualTo(300);
    assertThat(peers.toDial(300, random)).doesNotContain(bad.address());
    assertThat(peers.failed(bad.address())).as("it is not there any more").isEmpty();
  }

  @Test
  void whoIsRatedAnewOrHasToMakeRoomIsToBeWrittenDown() {
    List<NodeKey> keys = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      keys.add(key());
      peers.met(keys.get(i), address(i, 1), NOW);
    }
    assertThat(peers.takeUnsaved()).as("whoever meets somebody knows it").isEmpty();
    peers.lied(keys.get(17));
    peers.lied(keys.get(17));
    peers.failed(peers.find(keys.get(4)).orElseThrow().address());
    peers.failed(address(4, 1));
    peers.failed(peers.find(keys.get(5)).orElseThrow().address());
    assertThat(peers.unsavedCount()).isEqualTo(3);
    assertThat(peers.takeUnsaved()).containsExactly(keys.get(17), keys.get(4), keys.get(5));
    peers.lied(keys.get(17));
    assertThat(peers.takeUnsaved()).as("it cannot be worse than it is").isEmpty();

    peers.met(key(), address(999, 1), NOW);
    assertThat(peers.takeUnsaved()).containsExactly(keys.get(17));
    assertThat(peers.find(keys.get(17))).isEmpty();
  }

  @Test
  void anEarlierPeerForWhomThereIsNoPlaceIsToBeForgottenOnDisk() {
    PeerDatabase small = new PeerDatabase(4);
    List<NodeKey> keys = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      keys.add(key());
      KnownPeer peer = new PeerDatabase(400).met(keys.get(i), address(i, 1), NOW).orElseThrow();
      small.restore(peer, NOW);
    }
    assertThat(small.metCount()).isEqualTo(3);
    assertThat(small.takeUnsaved()).containsExactly(keys.get(3), keys.get(4));
  }

  @Test
  void aPeerNotMetForAMonthIsForgotten() {
    NodeKey key = key();
    peers.met(key, address(1, 1), NOW);
    assertThat(peers.expire(NOW + PeerDatabase.FORGET_SECONDS - 1)).isEmpty();
    assertThat(peers.expire(NOW + PeerDatabase.FORGET_SECONDS)).containsExactly(key);
  }

  private static PeerAddress keyed(PeerAddress at, NodeKey key) {
    return new PeerAddress(at.ip(), at.port(), at.transport(), key, null);
  }

  @Test
  void onlyWhatNobodyHasNamedBeforeIsNews() {
    NodeKey met = key();
    peers.met(met, address(1, 1), NOW);

    assertThat(peers.named(address(2, 1), key(), NOW)).isTrue();
    assertThat(peers.named(address(2, 1), key(), NOW)).isFalse();
    assertThat(peers.named(keyed(address(9, 1), met), key(), NOW)).as("it was met").isFalse();
    assertThat(
            peers.named(
                PeerAddress.direct(IpAddress.of(new byte[4]), 1, PeerTransport.TCP), null, NOW))
        .as("nobody can be there")
        .isFalse();
    assertThat(peers.namedCount()).isEqualTo(1);
  }

  /** Whoever was met, could not be reached or has lied is not one of those named any more. */
  @Test
  void whatBecameOfANamedPeerFreesItsPlaceAndThatOfItsSource() {
    NodeKey source = key();
    PeerDatabase big = new PeerDatabase(4_000);
    List<PeerAddress> first = new ArrayList<>();
    for (int i = 0; i < PeerDatabase.MAX_NAMED_BY_ONE; i++) {
      first.add(keyed(address(i, 1), key()));
      big.named(first.get(i), source, NOW);
    }
    big.met(first.get(0).pubkeyHint(), first.get(0), NOW);
    big.failed(first.get(1));
    big.lied(first.get(2).pubkeyHint());
    big.forget(first.get(3).pubkeyHint());
    assertThat(big.namedCount()).isEqualTo(PeerDatabase.MAX_NAMED_BY_ONE - 4);
    for (int i = 0; i < 4; i++) {
      big.named(address(500 + i, 1), source, NOW);
    }
    assertThat(big.toDial(4_000, random))
        .as("nobody had to give way to them")
        .contains(first.get(4))
        .hasSize(PeerDatabase.MAX_NAMED_BY_ONE + 1);
    big.named(address(600, 1), source, NOW);
    assertThat(big.toDial(4_000, random)).as("the oldest has").doesNotContain(first.get(4));
    assertThat(big.namedCount()).isEqualTo(PeerDatabase.MAX_NAMED_BY_ONE);
  }

  @Test
  void aPeerThatWasNamedWithoutItsKeyIsKnownByItsAddressOnceItIsMet() {
    peers.named(address(1, 1), null, NOW);
    peers.met(key(), address(1, 1), NOW);

    assertThat(peers.namedCount()).isZero();
    assertThat(peers.all()).hasSize(1);
  }

  @Test
  void ofAFullDatabaseThoseNotSeenForADayGoFirstThenTheWorseThenTheOlder() {
    PeerDatabase small = new PeerDatabase(5); // Four of them met.
    NodeKey stale = key();
    small.met(stale, address(1, 1), NOW - PeerDatabase.FRESH_SECONDS);
    small.met(stale, address(1, 1), NOW - PeerDatabase.FRESH_SECONDS); // Twice: better rated.
    NodeKey old = key();
    small.met(old, address(2, 1), NOW - 9);
    NodeKey older = key();
    small.met(older, address(3, 1), NOW - 10);
    NodeKey bad = key();
    small.met(bad, address(4, 1), NOW);
    small.failed(keyed(address(4, 1), bad));
    List<NodeKey> gone = new ArrayList<>();
    small.takeUnsaved();
    for (int i = 0; i < 4; i++) {
      NodeKey next = key();
      small.met(next, address(10 + i, 1), NOW);
      small.met(next, address(10 + i, 1), NOW);
      gone.addAll(small.takeUnsaved());
    }

    assertThat(gone).containsExactly(stale, bad, older, old);
    assertThat(small.metCount()).isEqualTo(4);
  }

  @Test
  void theBestAreDialledFirstAndLiarsNotAtAll() {
    NodeKey good = key();
    NodeKey better = key();
    NodeKey liar = key();
    peers.named(address(4, 1), key(), NOW);
    for (int i = 0; i < 3; i++) {
      peers.met(better, address(2, 1), NOW);
    }
    peers.met(good, address(1, 1), NOW);
    peers.met(liar, address(3, 1), NOW);
    peers.lied(liar);
    peers.lied(liar);

    assertThat(peers.toDial(9, random))
        .extracting(PeerAddress::ip)
        .containsExactly(address(2, 1).ip(), address(1, 1).ip(), address(4, 1).ip());
  }

  /** Equal ones in any order, or all nodes would dial the same first. */
  @Test
  void amongEqualsChanceDecides() {
    for (int i = 0; i < 20; i++) {
      peers.met(key(), address(i, 1), NOW);
    }
    assertThat(peers.toDial(20, random)).isNotEqualTo(peers.toDial(20, random));
  }

  @Test
  void whoIsSometimesMissingIsPassedOnWhoIsOftenIsNot() {
    NodeKey key = key();
    KnownPeer peer = peers.met(key, address(1, 1), NOW).orElseThrow();
    peers.met(key, address(1, 1), NOW);
    peers.failed(peer.address());
    assertThat(peers.sample(9, NOW, random)).as("once in three times").hasSize(1);
    peers.failed(peer.address());
    assertThat(peers.sample(9, NOW, random)).isEmpty();
  }

  @Test
  void loopbackAddressesArePassedOnOnlyWhereThereAreNoOthers() {
    PeerAddress here =
        PeerAddress.direct(
            IpAddress.of((byte) 127, (byte) 0, (byte) 0, (byte) 1), 7_001, PeerTransport.TCP);
    peers.met(key(), here, NOW);
    assertThat(peers.sample(9, NOW, random)).hasSize(1);
    NodeKey other = key();
    peers.met(other, address(1, 1), NOW);

    assertThat(peers.sample(9, NOW, random))
        .extracting(PeerAddress::pubkeyHint)
        .containsExactly(other);
  }

  @Test
  void aPeerThatWasMetIsFoundByItsIdUntilItIsForgotten() {
    NodeKey key = key();
    peers.met(key(), address(2, 1), NOW);
    peers.met(key, address(1, 1), NOW);

    assertThat(peers.whereMet(key.id())).contains(keyed(address(1, 1), key));
    peers.forget(key);
    assertThat(peers.whereMet(key.id())).isEmpty();
    assertThat(peers.expire(NOW + PeerDatabase.FORGET_SECONDS)).hasSize(1);
    assertThat(peers.metCount()).isZero();
  }

  @Test
  void onlyWhoWasMetWithinAMonthIsTakenBack() {
    KnownPeer peer = new PeerDatabase(9).met(key(), address(1, 1), NOW).orElseThrow();
    peers.restore(peer, NOW + PeerDatabase.FORGET_SECONDS);
    assertThat(peers.metCount()).isZero();
    assertThat(peers.takeUnsaved()).containsExactly(peer.address().pubkeyHint());
    peers.restore(new KnownPeer(peer.address(), NOW, 0, false), NOW);
    peers.restore(new KnownPeer(address(2, 1), NOW, 0, true), NOW);
    assertThat(peers.metCount()).isZero();
    peers.restore(peer, NOW + PeerDatabase.FORGET_SECONDS - 1);
    assertThat(peers.all()).containsExactly(peer);
  }

  @Test
  void anExchangeIsRepeatedWhileTheSessionLasts() {
    PexMachine machine = new PexMachine(random);
    machine.accept(0, new PexInput.Connected(key()));
    long first = PexMachine.FIRST_DELAY.toNanos();
    assertThat(machine.onTimeout(first)).hasSize(2);
    long interval = PexMachine.INTERVAL.toNanos();
    long second = machine.deadlineNanos().orElseThrow();
    assertThat(second - first).isBetween(interval * 3 / 4, interval);
    assertThat(machine.onTimeout(second - 1)).isEmpty();
    assertThat(machine.onTimeout(second)).hasSize(2);
  }

  @Test
  void peersAreAskedSoonThenEveryHalfHourAndNotMoreOftenForComingBack() {
    PexMachine machine = new PexMachine(random);
    NodeKey peer = key();
    machine.accept(0, new PexInput.Connected(peer));
    long first = machine.deadlineNanos().orElseThrow();
    assertThat(first).isEqualTo(PexMachine.FIRST_DELAY.toNanos());

    assertThat(machine.onTimeout(first))
        .containsExactly(
            new PexEffect.Offer(peer), new PexEffect.AskPeers(peer, PeerDatabase.MAX_SAMPLE));
    machine.accept(first + 1, new PexInput.Disconnected(peer));
    assertThat(machine.deadlineNanos()).isEqualTo(OptionalLong.empty());

    machine.accept(first + 2, new PexInput.Connected(peer));
    assertThat(machine.deadlineNanos().orElseThrow() - first)
        .isBetween(PexMachine.INTERVAL.toNanos() * 3 / 4, PexMachine.INTERVAL.toNanos());
  }

  @Test
  void theExchangeLooksAfterSoManySessionsAndNoMore() {
    PexMachine machine = new PexMachine(random);
    for (int i = 0; i < 1_000; i++) {
      machine.accept(0, new PexInput.Connected(key()));
    }
    assertThat(machine.onTimeout(PexMachine.FIRST_DELAY.toNanos()))
        .hasSize(2 * PexMachine.MAX_PEERS);
  }
}
