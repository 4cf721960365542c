package io.scp2p.core.protocol.dht;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.function.LongPredicate;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** When it is time for what, with the least and the most that chance may add. */
class UpkeepTest {
  private static final long START = Long.MAX_VALUE - 1; // The clock may overflow.

  /** Draws the least, or the most, of what it may. */
  private record Chance(boolean most) implements RandomGenerator {
    @Override
    public long nextLong() {
      throw new AssertionError("a number without a bound");
    }

    @Override
    public long nextLong(long bound) {
      return most ? bound - 1 : 0;
    }
  }

  private static Upkeep started(boolean most) {
    Upkeep upkeep = new Upkeep(new Chance(most));
    assertThat(upkeep.isStarted()).isFalse();
    upkeep.start(START);
    assertThat(upkeep.isStarted()).isTrue();
    return upkeep;
  }

  private static void isDueAfter(LongPredicate due, long from, Duration span) {
    assertThat(due.test(from + span.toNanos() - 1)).isFalse();
    assertThat(due.test(from + span.toNanos())).isTrue();
    assertThat(due.test(from + span.toNanos())).as("once").isFalse();
  }

  @Test
  void eachComesAfterHalfOfItsTimeAtLeast() {
    Upkeep upkeep = started(false);
    isDueAfter(upkeep::tickDue, START, Upkeep.TICK.dividedBy(2));
    isDueAfter(upkeep::helpDue, START, Upkeep.HELP_AFTER.dividedBy(2));
    long tick = START + Upkeep.TICK.toNanos() / 2;
    isDueAfter(upkeep::tickDue, tick, Upkeep.TICK.dividedBy(2));
    long help = START + Upkeep.HELP_AFTER.toNanos() / 2;
    isDueAfter(upkeep::helpDue, help, Upkeep.HELP_AFTER.dividedBy(2));
  }

  @Test
  void andAfterAllOfItAtMost() {
    Upkeep upkeep = started(true);
    isDueAfter(upkeep::tickDue, START, Upkeep.TICK);
    isDueAfter(upkeep::helpDue, START, Upkeep.HELP_AFTER);
    isDueAfter(upkeep::tickDue, START + Upkeep.TICK.toNanos(), Upkeep.TICK);
  }

  @Test
  void neighboursAreLookedForAtOnceAndThenNowAndThen() {
    Upkeep upkeep = started(true);
    assertThat(upkeep.deadlineNanos()).isEqualTo(START);
    assertThat(upkeep.neighboursDue(START - 1)).isFalse();
    assertThat(upkeep.neighboursDue(START)).isTrue();
    isDueAfter(upkeep::neighboursDue, START, Upkeep.NEIGHBOURS_AFTER);
    assertThat(upkeep.deadlineNanos()).isEqualTo(START + Upkeep.TICK.toNanos());
  }

  @Test
  void itBeginsOnce() {
    Upkeep upkeep = started(true);
    upkeep.neighboursDue(START);
    upkeep.start(START + 5);
    assertThat(upkeep.deadlineNanos()).isEqualTo(START + Upkeep.TICK.toNanos());
  }
}
