package io.scp2p.core.engine.dht;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.core.protocol.dht.ProviderSeal;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IssuedSecondsTest {
  private static final long NOW = 1_700_000_000L;

  private final IssuedSeconds seconds = new IssuedSeconds();

  @Test
  void noSecondIsToldTwice() {
    Set<Long> told = new HashSet<>();
    long last = 0;
    for (int i = 0; i < 100; i++) {
      long next = seconds.next(NOW + i / 10);
      assertThat(told.add(next)).isTrue();
      assertThat(next).as("the newer one is the later one").isGreaterThan(last);
      last = next;
    }
  }

  @Test
  void theClockIsFollowed() {
    assertThat(seconds.next(NOW)).isEqualTo(NOW);
    assertThat(seconds.next(NOW)).isEqualTo(NOW + 1);
    assertThat(seconds.next(NOW + 50)).isEqualTo(NOW + 50);
  }

  @Test
  void aClockThatIsSetBackALittleChangesNothing() {
    seconds.next(NOW);
    assertThat(seconds.next(NOW - ProviderSeal.MAX_AHEAD_SECONDS)).isEqualTo(NOW + 1);
  }

  @Test
  void whatIsSignedAfterAClockThatWasFarAheadIsBelieved() {
    seconds.next(NOW + 86_400);
    long next = seconds.next(NOW);
    assertThat(next - NOW).isLessThanOrEqualTo(ProviderSeal.MAX_AHEAD_SECONDS);
    assertThat(seconds.next(NOW)).isEqualTo(next + 1);
  }
}
