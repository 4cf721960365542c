package io.scp2p.core.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class BackoffPropertyTest {
  @Property(tries = 200)
  void everyWaitIsBetweenHalfAndAllOfItsCeilingAndNeverAboveTheCap(
      @ForAll @LongRange(min = 1, max = Long.MAX_VALUE / 2) long first, @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long cap = first + random.nextLong(Long.MAX_VALUE - first);
    Backoff backoff = new Backoff(Duration.ofNanos(first), Duration.ofNanos(cap));
    long before = 0;
    for (int i = 0; i < 200; i++) {
      long ceiling = backoff.ceilingNanos();
      assertThat(ceiling).isBetween(Math.max(first, before), cap);
      assertThat(backoff.nextNanos(random)).isBetween(ceiling - ceiling / 2, ceiling);
      before = ceiling;
    }
    assertThat(backoff.ceilingNanos()).isEqualTo(cap);
  }

  @Example
  void ceilingsDoubleUntilTheCapAndStartAgainAfterASuccess() {
    SplittableRandom random = new SplittableRandom(1);
    Backoff backoff = new Backoff(Duration.ofMillis(300), Duration.ofSeconds(8));
    for (long millis : new long[] {300, 600, 1_200, 2_400, 4_800, 8_000, 8_000}) {
      assertThat(backoff.ceilingNanos()).isEqualTo(millis * 1_000_000);
      backoff.nextNanos(random);
    }
    assertThat(backoff.failures()).isEqualTo(7);
    backoff.reset();
    assertThat(backoff.ceilingNanos()).isEqualTo(300_000_000);
  }

  @Example
  void waitsSpreadOverTheirWholeRange() {
    SplittableRandom random = new SplittableRandom(7);
    long least = Long.MAX_VALUE;
    long most = 0;
    for (int i = 0; i < 1_000; i++) {
      long wait = new Backoff(Duration.ofNanos(100), Duration.ofNanos(100)).nextNanos(random);
      least = Math.min(least, wait);
      most = Math.max(most, wait);
    }
    assertThat(least).isEqualTo(50);
    assertThat(most).isEqualTo(100);
  }

  @Example
  void aCapBelowTheFirstWaitIsRefused() {
    assertThatThrownBy(() -> new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no back-off from PT2S to PT1S");
    assertThatThrownBy(() -> new Backoff(Duration.ZERO, Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
