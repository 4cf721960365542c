package io.scp2p.core.protocol.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.core.content.ChunkLayout;
import io.scp2p.core.protocol.LongWay;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** How much is in flight on a way with a long round trip. */
class LongWayTest {
  private static final int CHUNK = ChunkLayout.CHUNK_BYTES;
  private static final long FAR = Duration.ofMillis(200).toNanos();

  private final PeerRef peer = new PeerRef(1);
  private final PeerBook book = new PeerBook(new SplittableRandom(7));
  private final Queue<Ask> open = new ArrayDeque<>();
  private long now = Long.MAX_VALUE - Duration.ofSeconds(1).toNanos();
  private long asked;

  private PeerState unknown() {
    assertThat(book.add(peer, PeerTraits.extended(32, 0), 0)).isTrue();
    PeerState state = book.state(peer);
    assertThat(state).isNotNull();
    return state;
  }

  /** Asks for as much as there is room for; returns how much is in flight then. */
  private int fill(PeerState state) {
    SwarmPeer of = new SwarmPeer(state);
    while (state.hasRoom(CHUNK)) {
      Ask ask = new Ask(++asked, of, 0, CHUNK, now);
      state.asked(now, ask);
      open.add(ask);
      assertThat(open).hasSizeLessThanOrEqualTo(32);
    }
    return open.size();
  }

  /** All that is in flight arrives after so long, one chunk behind the other at this rate. */
  private void deliver(PeerState state, Duration first, long bytesPerSecond) {
    now += first.toNanos();
    for (int left = open.size(); left > 0; left--) {
      now += CHUNK * 1_000_000_000L / bytesPerSecond;
      state.delivered(now, open.remove());
    }
  }

  @Test
  void withoutARoundTripASlowBeginningLooksLikeASlowPeer() {
    PeerState state = unknown();
    assertThat(fill(state)).isEqualTo(2);
    deliver(state, Duration.ofMillis(1_100), 12_500_000);
    assertThat(fill(state)).isLessThan(6);
  }

  @Test
  void aLongWayBeginsWithMoreAndIsFullAfterAFewRounds() {
    PeerState state = unknown();
    book.roundTrip(peer, FAR);
    assertThat(fill(state)).isEqualTo(PeerState.LONG_WAY_START);
    deliver(state, Duration.ofMillis(1_100), 12_500_000);
    for (int round = 0; round < 3; round++) {
      fill(state);
      deliver(state, Duration.ofNanos(FAR), 12_500_000);
    }
    int bandwidthDelay = (int) (12_500_000L / 5 / CHUNK);
    assertThat(fill(state))
        .as("full, and no queue of more than that")
        .isBetween(3 * bandwidthDelay / 2, 2 * bandwidthDelay + 1);
  }

  @Test
  void ofASlowPeerNoMoreIsAskedThanItCanSendSoon() {
    PeerState state = unknown();
    book.roundTrip(peer, FAR);
    fill(state);
    for (int round = 0; round < 40; round++) {
      deliver(state, Duration.ofNanos(FAR), 100_000);
      fill(state);
    }
    assertThat(open).hasSizeLessThanOrEqualTo(3);
  }

  @Test
  void aWayThatIsShorterFromNowOnIsAShortWay() {
    PeerState state = unknown();
    book.roundTrip(peer, FAR);
    book.roundTrip(peer, 0);
    assertThat(state.roundTripNanos).isEqualTo(FAR);
    book.roundTrip(peer, LongWay.ROUND_TRIP.toNanos() - 1);
    assertThat(fill(state)).isEqualTo(2);
    book.roundTrip(new PeerRef(9), FAR); // Somebody who is gone.
  }
}
