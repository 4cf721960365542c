package io.scp2p.core.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateWindowTest {
  private static final long MINUTE = 60_000_000_000L;
  private static final long START = Long.MAX_VALUE - 10;

  @Test
  void numberLimitPlusOneIsTheFirstRefused() {
    RateWindow window = new RateWindow(600, Duration.ofSeconds(60));
    for (int i = 1; i <= 600; i++) {
      assertThat(window.admit(START + i)).as("request %d", i).isTrue();
    }
    assertThat(window.admit(START + 601)).isFalse();
  }

  @Test
  void theWindowRunsFromItsFirstRequestAndRefusedOnesDoNotExtendIt() {
    RateWindow window = new RateWindow(1, Duration.ofSeconds(60));
    assertThat(window.admit(START)).isTrue();
    assertThat(window.admit(START + MINUTE - 1)).isFalse();
    assertThat(window.admit(START + MINUTE)).isTrue();
    assertThat(window.admit(START + MINUTE + MINUTE - 1)).isFalse();
  }

  @Test
  void aWindowNobodyUsesIsIdleAgain() {
    RateWindow window = new RateWindow(1, Duration.ofSeconds(60));
    assertThat(window.isIdle(START)).isTrue();
    window.admit(START);
    assertThat(window.isIdle(START + MINUTE - 1)).isFalse();
    assertThat(window.isIdle(START + MINUTE)).isTrue();
  }

  @Test
  void limitsThatCannotWorkAreRefused() {
    assertThatThrownBy(() -> new RateWindow(0, Duration.ofSeconds(60)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RateWindow(1, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
