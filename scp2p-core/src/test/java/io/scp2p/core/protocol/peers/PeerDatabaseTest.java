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
