package io.scp2p.core.protocol.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LeaseClockTest {
  private long nanos = -5;
  private long wallMillis = 1_000_000;
  private final LeaseClock clock = new LeaseClock(nanos, wallMillis);

  private boolean isBelievedAfter(Duration passed, Duration shown) {
    nanos += passed.toNanos();
    wallMillis += shown.toMillis();
    return clock.isBelieved(nanos, wallMillis);
  }

  private boolean isBelievedAfter(Duration passed) {
    return isBelievedAfter(passed, passed);
  }

  @Test
  void aClockThatGoesAsTimeDoesIsBelieved() {
    for (int i = 0; i < 1_000; i++) {
      assertThat(isBelievedAfter(Duration.ofMinutes(10))).isTrue();
    }
    assertThat(isBelievedAfter(Duration.ZERO, LeaseClock.LEAP)).isTrue();
  }

  @Test
  void aLeapIsBelievedWhenItHasLastedForSomeTime() {
    assertThat(isBelievedAfter(Duration.ofMinutes(10), Duration.ofDays(400))).isFalse();
    for (int i = 0; i < 5; i++) {
      assertThat(isBelievedAfter(Duration.ofMinutes(10))).isFalse();
    }
    assertThat(isBelievedAfter(Duration.ofMinutes(10))).isTrue();
  }

  @Test
  void aClockThatIsSetRightIsBelievedNoLater() {
    assertThat(isBelievedAfter(Duration.ofMinutes(10), Duration.ofDays(400))).isFalse();
    assertThat(isBelievedAfter(Duration.ofMinutes(50), Duration.ofDays(-400))).isFalse();
    assertThat(isBelievedAfter(Duration.ofMinutes(10))).isTrue();
  }

  @Test
  void anotherLeapBeginsAnew() {
    assertThat(isBelievedAfter(Duration.ofMinutes(10), Duration.ofDays(1))).isFalse();
    assertThat(isBelievedAfter(Duration.ofMinutes(50), Duration.ofDays(1))).isFalse();
    assertThat(isBelievedAfter(Duration.ofMinutes(50))).isFalse();
    assertThat(isBelievedAfter(Duration.ofMinutes(10))).isTrue();
  }
}
