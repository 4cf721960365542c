package io.scp2p.core.protocol.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SwarmPeerTest {
  private static final long START = Long.MAX_VALUE - 1; // The clock may overflow.
  private static final long PAUSE = SwarmPeer.FIRST_MISS_PAUSE.toNanos();

  private final SwarmPeer peer =
      new SwarmPeer(
          new PeerState(new PeerRef(1), PeerTraits.extended(8, 0), 0, new SplittableRandom(1)));

  @Test
  void eachMissDoublesThePauseUpToALongest() {
    long now = START;
    for (int miss = 0; miss < 9; miss++) {
      peer.missed(now, miss);
      long opens = now + (PAUSE << Math.min(miss, 6));
      assertThat(peer.closedUntilNanos(opens - 1)).as("miss %s", miss).hasValue(opens);
      assertThat(peer.closedUntilNanos(opens)).as("miss %s", miss).isEmpty();
      now = opens;
    }
  }

  @Test
  void whatIsMissingTogetherIsOneMiss() {
    peer.missed(START, 1);
    peer.missed(START + PAUSE - 1, 2);
    assertThat(peer.closedUntilNanos(START)).hasValue(START + PAUSE);
    assertThat(peer.mayHave(1)).isFalse();
    assertThat(peer.mayHave(2)).isFalse();
    assertThat(peer.mayHave(3)).isTrue();
  }

  @Test
  void afterThreeMissesItIsDoubtfulUntilItIsGoodForSomething() {
    long now = START;
    for (int miss = 0; miss < 3; miss++) {
      assertThat(peer.isDoubtful()).isFalse();
      peer.missed(now, miss);
      now += PAUSE << miss;
    }
    assertThat(peer.isDoubtful()).isTrue();
    peer.good();
    assertThat(peer.isDoubtful()).isFalse();
  }

  @Test
  void aLackIsBelievedForAWhile() {
    peer.missed(START, 1);
    peer.nothingAt = 7;
    long over = START + SwarmPeer.LACK_LIFETIME.toNanos();
    assertThat(peer.closedUntilNanos(over - 1)).isEmpty();
    assertThat(peer.mayHave(1)).isFalse();
    assertThat(peer.nothingAt).isEqualTo(7);
    assertThat(peer.closedUntilNanos(over)).isEmpty();
    assertThat(peer.mayHave(1)).isTrue();
    assertThat(peer.nothingAt).isEqualTo(-1);
  }

  @Test
  void whoSaysWhatItHoldsIsTakenAtItsWord() {
    BitSet said = new BitSet();
    said.set(4, 6);
    peer.holds = said;
    assertThat(peer.mayHave(4)).isTrue();
    assertThat(peer.mayHave(3)).isFalse();
    peer.missed(START, 4);
    assertThat(peer.mayHave(4)).isFalse();
    assertThat(peer.mayHave(5)).isTrue();
  }

  @Test
  void whoIsOfferedAgainBeginsAnew() {
    peer.missed(START, 1);
    peer.missed(START + PAUSE, 2);
    peer.missed(START + 3 * PAUSE, 3);
    peer.renew();
    assertThat(peer.closedUntilNanos(START)).isEmpty();
    assertThat(peer.mayHave(1)).isTrue();
    assertThat(peer.isDoubtful()).isFalse();
    peer.missed(START, 1);
    assertThat(peer.closedUntilNanos(START)).hasValue(START + PAUSE);
    assertThat(Duration.ofNanos(PAUSE)).isEqualTo(Duration.ofMillis(100));
  }
}
