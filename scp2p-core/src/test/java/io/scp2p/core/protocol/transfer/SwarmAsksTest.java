package io.scp2p.core.protocol.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What the asks of a swarm take of its peers and of the budget, and give back. */
class SwarmAsksTest {
  private static final int CHUNK = SwarmModel.CHUNK;

  private final TransferBudget budget = new TransferBudget(16L * CHUNK);
  private final SwarmAsks asks = new SwarmAsks(budget);
  private final SwarmPeer peer = peer(1);

  private static SwarmPeer peer(int ref) {
    return new SwarmPeer(
        new PeerState(new PeerRef(ref), PeerTraits.extended(8, 0), 0, new SplittableRandom(1)));
  }

  @Test
  void anAskThatFailsGivesEverythingBack() {
    Ask first = asks.add(0, peer, 3, CHUNK);
    Ask second = asks.add(0, peer, 4, CHUNK);
    assertThat(second.id).isEqualTo(first.id + 1);
    assertThat(peer.inFlight).isEqualTo(2);
    assertThat(asks.size()).isEqualTo(2);
    assertThat(budget.usedBytes()).isEqualTo(2L * CHUNK);
    assertThat(asks.deadlineNanos()).hasValue(peer.state.allowedNanos(CHUNK));

    assertThat(asks.end(first)).as("nobody else was asked for it").isTrue();
    assertThat(peer.inFlight).isEqualTo(1);
    assertThat(asks.get(first.id)).isNull();
    assertThat(asks.end(second)).isTrue();
    assertThat(peer.inFlight).isZero();
    assertThat(budget.usedBytes()).isZero();
    assertThat(asks.deadlineNanos()).isEmpty();
    assertThat(asks.isEmpty()).isTrue();
  }

  @Test
  void whatHasArrivedIsHeldThenStoredThenGone() {
    Ask ask = asks.add(0, peer, 3, CHUNK);
    asks.arrived(5, ask);
    assertThat(peer.inFlight).isZero();
    assertThat(asks.heldCount()).isEqualTo(1);
    assertThat(asks.deadlineNanos()).isEmpty();
    asks.storing(ask);
    assertThat(asks.heldCount()).isZero();
    assertThat(budget.usedBytes()).isEqualTo(CHUNK);
    asks.end(ask);
    assertThat(budget.usedBytes()).isZero();
    assertThat(peer.inFlight).as("it was counted once").isZero();
  }

  @Test
  void whatIsHeldAndDroppedIsNotHeldAnyMore() {
    Ask ask = asks.add(0, peer, 3, CHUNK);
    asks.arrived(5, ask);
    asks.end(ask);
    assertThat(asks.heldCount()).isZero();
    assertThat(budget.usedBytes()).isZero();
  }

  @Test
  void whatWaitsForTheDiskKeepsOthersWaiting() {
    for (int chunk = 0; chunk < 5; chunk++) {
      Ask ask = asks.add(0, peer, chunk, CHUNK);
      asks.arrived(0, ask);
      assertThat(budget.fits(CHUNK)).as("chunk %s", chunk).isTrue();
      asks.storing(ask);
    }
    assertThat(budget.fits(CHUNK)).as("a quarter and one chunk").isFalse();
    asks.end(asks.all().get(0));
    assertThat(budget.fits(CHUNK)).isTrue();
  }

  @Test
  void twoAsksForOneChunkAreOneUntilBothAreOver() {
    Ask first = asks.add(0, peer, 3, CHUNK);
    Ask second = asks.add(0, peer(2), 3, CHUNK);
    assertThat(asks.of(3)).containsExactly(first, second);
    assertThat(asks.end(first)).isFalse();
    assertThat(asks.of(3)).containsExactly(second);
    assertThat(asks.end(second)).isTrue();
    assertThat(asks.of(3)).isEmpty();
  }
}
