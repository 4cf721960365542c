package io.scp2p.core.sim;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.spi.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimWorldTest {
  private final SimWorld world = SimWorld.seeded(99);
  private final List<String> happened = new ArrayList<>();

  @Test
  void tasksRunInTheOrderOfTimeAndThenOfScheduling() {
    world.schedule(ofMillis(2), () -> happened.add("c"));
    world.schedule(ofMillis(1), () -> happened.add("a"));
    world.schedule(ofMillis(1), () -> happened.add("b"));
    world.schedule(ofMillis(3), () -> happened.add("too late"));
    world.runFor(ofMillis(2));
    assertThat(happened).containsExactly("a", "b", "c");
    assertThat(world.elapsed()).isEqualTo(ofMillis(2));
  }

  @Test
  void timeStandsStillDuringATaskAndPassesOnlyWithIt() {
    long start = world.nanos();
    world.schedule(ofSeconds(20), () -> happened.add("at " + (world.nanos() - start)));
    assertThat(world.step()).isTrue();
    assertThat(happened).containsExactly("at 20000000000");
    assertThat(world.nanos()).as("the monotonic clock overflows soon").isNegative();
    assertThat(world.wall()).isEqualTo(SimWorld.ORIGIN_WALL.plusSeconds(20));
    assertThat(world.step()).isFalse();
  }

  @Test
  void aWrongClockIsWrongOnlyAboutTheDate() {
    TimeSource wrong = world.clockWrongBy(Duration.ofMinutes(-6));
    assertThat(wrong.nanos()).isEqualTo(world.nanos());
    assertThat(wrong.wall()).isEqualTo(world.wall().minusSeconds(360));
  }

  @Test
  void aCancelledTaskNeverRunsAndIsForgotten() {
    SimTask task = world.schedule(ofMillis(1), () -> happened.add("cancelled"));
    assertThat(task.isPending()).isTrue();
    task.cancel();
    task.cancel();
    assertThat(task.isPending()).isFalse();
    assertThat(world.pending()).isZero();
    world.runFor(ofMillis(2));
    assertThat(happened).isEmpty();
  }

  @Test
  void anUnmetConditionNamesTheSeedAndTheLastSteps() {
    for (int i = 0; i < 2 * SimTrace.KEPT_STEPS; i++) {
      world.schedule(ofMillis(i), "step " + i, () -> {});
    }
    assertThatThrownBy(() -> world.runUntil(() -> false, ofSeconds(1)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("the condition did not hold within PT1S")
        .hasMessageContaining("seed 99, 1.000000s, step 128")
        .hasMessageContaining("0.127000s step 127")
        .hasMessageContaining("0.064000s step 64")
        .hasMessageNotContaining("step 63");
  }

  @Test
  void aTaskThatThrowsNamesTheSeedAndKeepsTheCause() {
    world.schedule(
        ofMillis(1),
        "bad idea",
        () -> {
          throw new IllegalStateException("no");
        });
    assertThatThrownBy(() -> world.runFor(ofMillis(1)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("bad idea failed: java.lang.IllegalStateException: no (seed 99")
        .hasCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void anInvariantIsCheckedAfterEveryStep() {
    world.invariant("at most two things happen", () -> happened.size() <= 2);
    for (int i = 0; i < 5; i++) {
      world.schedule(ofMillis(i), () -> happened.add("something"));
    }
    assertThatThrownBy(() -> world.runFor(ofSeconds(1)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("no longer so: at most two things happen");
    assertThat(happened).hasSize(3);
  }

  @Test
  void anExpensiveInvariantIsCheckedNowAndThen() {
    world.invariant("rarely checked", 10, () -> happened.add("checked"));
    for (int i = 0; i < 25; i++) {
      world.schedule(ofMillis(i), () -> {});
    }
    world.runFor(ofSeconds(1));
    assertThat(happened).hasSize(2);
  }

  @Test
  void aLoopInWhichTimeStandsStillIsFound() {
    world.schedule(Duration.ZERO, this::again);
    assertThatThrownBy(() -> world.runFor(ofSeconds(1)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("time stands still");
  }

  private void again() {
    world.schedule(Duration.ZERO, "again", this::again);
  }

  @Test
  void thePastCannotBeScheduled() {
    assertThatThrownBy(() -> world.schedule(ofMillis(-1), () -> {}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void eachPurposeHasNumbersOfItsOwn() {
    long expected = SimWorld.seeded(99).random("jitter").nextLong();
    world.random("sampling").nextLong();
    assertThat(world.random("jitter").nextLong()).isEqualTo(expected);
    assertThat(world.random("jitter").nextLong()).isNotEqualTo(expected);
    assertThat(SimWorld.seeded(100).random("jitter").nextLong()).isNotEqualTo(expected);
    assertThat(world.entropy("keys").bytes(32))
        .isEqualTo(SimWorld.seeded(99).entropy("keys").bytes(32))
        .isNotEqualTo(SimWorld.seeded(99).entropy("nonces").bytes(32));
  }
}
