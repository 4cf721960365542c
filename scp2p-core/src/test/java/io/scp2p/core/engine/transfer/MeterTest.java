package io.scp2p.core.engine.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.id.NodeId;
import io.scp2p.api.peer.PathKind;
import io.scp2p.api.transfer.PeerContribution;
import io.scp2p.api.transfer.TransferId;
import io.scp2p.api.transfer.TransferProgress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Counts, rates and estimates, on a clock that is a number. */
class MeterTest {
  private static final long MILLI = 1_000_000;
  private static final TransferId TRANSFER = new TransferId(new UUID(1, 1));

  /** Overflows during every test. */
  private long now = Long.MAX_VALUE - 100 * MILLI;

  private static NodeId peer(int number) {
    return NodeId.of(ByteBuffer.allocate(NodeId.LENGTH).putInt(number).array());
  }

  private long verified(Meter meter, int peer, long bytes) {
    return meter.verified(now, peer(peer), PathKind.LAN, bytes);
  }

  private void flow(Meter meter, long bytesPerMilli, Duration span) {
    for (long i = 0; i < span.toMillis(); i++) {
      verified(meter, 1, bytesPerMilli);
      now += MILLI;
    }
  }

  @Test
  void anEvenFlowHasItsRateAndItsEstimate() {
    Meter meter = new Meter(TRANSFER, 10_000_000, 0);
    flow(meter, 500, Duration.ofSeconds(4));
    TransferProgress progress = meter.progress(now);
    assertThat(progress.bytesPerSecond()).isBetween(499_000L, 501_000L);
    assertThat(progress.remaining())
        .isBetween(Duration.ofMillis(15_900), Duration.ofMillis(16_100));
    assertThat(progress.peers()).hasSize(1);
    assertThat(progress.peers().get(0).bytesPerSecond()).isEqualTo(progress.bytesPerSecond());
  }

  @Test
  void aChangeOfPaceIsFollowedWithinSeconds() {
    Meter meter = new Meter(TRANSFER, 1L << 40, 0);
    flow(meter, 100, Duration.ofSeconds(20));
    flow(meter, 1_000, Duration.ofSeconds(12));
    assertThat(meter.progress(now).bytesPerSecond()).isBetween(900_000L, 1_000_000L);
  }

  @Test
  void nothingFlowsAfterTenQuietSeconds() {
    Meter meter = new Meter(TRANSFER, 1L << 40, 0);
    flow(meter, 1_000, Duration.ofSeconds(5));
    now += 5_000 * MILLI;
    assertThat(meter.progress(now).bytesPerSecond()).isBetween(1L, 500_000L);
    assertThat(meter.isFlowing()).isTrue();
    now += 6_000 * MILLI;
    assertThat(meter.progress(now).bytesPerSecond()).isZero();
    assertThat(meter.progress(now).eta()).isEmpty();
    assertThat(meter.isFlowing()).isFalse();
  }

  @Test
  void restingIsQuietAtOnce() {
    Meter meter = new Meter(TRANSFER, 1L << 40, 0);
    flow(meter, 1_000, Duration.ofSeconds(5));
    meter.rest();
    assertThat(meter.progress(now).bytesPerSecond()).isZero();
    assertThat(meter.progress(now).peers().get(0).bytesPerSecond()).isZero();
  }

  /** After a pause: a small file, a wait for peers, and only then the flow. */
  @Test
  void theFirstEstimateAfterAPauseIsOfThePaceThatFollows() {
    Meter meter = new Meter(TRANSFER, 300_000_000, 0);
    flow(meter, 1_000, Duration.ofSeconds(5));
    meter.rest();
    now += 60_000 * MILLI;
    verified(meter, 1, 185);
    now += 3_000 * MILLI;
    assertThat(meter.progress(now).eta()).isEmpty();
    Duration longest = Duration.ZERO;
    for (int i = 0; i < 8_000; i++) {
      verified(meter, 1, 1_000);
      now += MILLI;
      Duration estimate = meter.progress(now).eta().orElse(Duration.ZERO);
      longest = estimate.compareTo(longest) > 0 ? estimate : longest;
    }
    // 294 s at the pace of the flow; the first slot makes it half as much again at most.
    assertThat(longest).isBetween(Duration.ofSeconds(280), Duration.ofSeconds(450));
    assertThat(meter.progress(now).remaining())
        .isBetween(Duration.ofSeconds(280), Duration.ofSeconds(310));
  }

  @Test
  void nothingCountsTwiceAndNothingBeyondTheTotal() {
    Meter meter = new Meter(TRANSFER, 1_000, 900);
    assertThat(verified(meter, 1, 60)).isEqualTo(60);
    assertThat(verified(meter, 2, 60)).isEqualTo(40);
    assertThat(verified(meter, 3, 60)).isZero();
    TransferProgress progress = meter.progress(now);
    assertThat(progress.isComplete()).isTrue();
    assertThat(progress.remaining()).isEqualTo(Duration.ZERO);
    assertThat(progress.peers())
        .extracting(PeerContribution::verifiedBytes)
        .containsExactly(60L, 40L, 0L);
  }

  @Test
  void peersAreBoundedAndThoseWhoGaveMostStay() {
    Meter meter = new Meter(TRANSFER, 1L << 40, 0);
    for (int i = 0; i < 10; i++) {
      verified(meter, i, 1_000_000);
    }
    for (int i = 10; i < 10_000; i++) {
      verified(meter, i, 1 + i % 100);
    }
    TransferProgress progress = meter.progress(now);
    assertThat(progress.peers()).hasSize(Meter.MAX_PEERS);
    assertThat(progress.peers().subList(0, 10)).allMatch(peer -> peer.verifiedBytes() == 1_000_000);
    assertThat(progress.peers())
        .isSortedAccordingTo((a, b) -> Long.compare(b.verifiedBytes(), a.verifiedBytes()));
  }

  @Test
  void anEstimateBeyondAYearIsNone() {
    Meter meter = new Meter(TRANSFER, Long.MAX_VALUE, 0);
    flow(meter, 1, Duration.ofSeconds(3));
    assertThat(meter.progress(now).eta()).isEmpty();
  }

  @Test
  void countsThatContradictAreRefused() {
    assertThatThrownBy(() -> new Meter(TRANSFER, 10, 11))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Meter(TRANSFER, -5, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
