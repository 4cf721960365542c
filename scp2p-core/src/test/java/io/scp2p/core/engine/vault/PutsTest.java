package io.scp2p.core.engine.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When a put that was interrupted goes on. */
class PutsTest {
  private static boolean goesOn(long there, Duration waited, Duration together) {
    return Puts.goesOn(3, there, waited.toNanos(), together.toNanos());
  }

  @Test
  void aPutWaitsForItsHoldersAWhileAndForThoseWhoAreGoneNotForEver() {
    Duration day = Duration.ofDays(1);
    assertThat(goesOn(3, Duration.ZERO, Duration.ZERO)).isTrue();
    assertThat(goesOn(2, Duration.ofSeconds(59), Duration.ofSeconds(59))).isFalse();
    assertThat(goesOn(1, Puts.PATIENCE, Duration.ZERO)).isTrue();
    // Nobody at all is there: that says nothing about them, however long it lasts.
    assertThat(goesOn(0, day, Duration.ZERO)).isFalse();
    assertThat(goesOn(0, day, Puts.LONG_PATIENCE.minusSeconds(1))).isFalse();
    assertThat(goesOn(0, day, Puts.LONG_PATIENCE)).isTrue();
  }
}
