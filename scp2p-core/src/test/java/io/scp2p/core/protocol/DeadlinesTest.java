package io.scp2p.core.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DeadlinesTest {
  private final Deadlines<String> deadlines = new Deadlines<>(4);

  @Test
  void equalDeadlinesComeInTheOrderTheyWereSet() {
    deadlines.set("b", 5);
    deadlines.set("a", 5);
    deadlines.set("c", 4);
    assertThat(deadlines.pollDue(3)).isNull();
    assertThat(deadlines.pollDue(5)).isEqualTo("c");
    assertThat(deadlines.pollDue(5)).isEqualTo("b");
    assertThat(deadlines.pollDue(5)).isEqualTo("a");
    assertThat(deadlines.pollDue(5)).isNull();
  }

  @Test
  void aNewDeadlineReplacesTheOldOneOfItsKey() {
    deadlines.set("a", 5);
    deadlines.set("b", 7);
    deadlines.set("a", 9);
    assertThat(deadlines.size()).isEqualTo(2);
    assertThat(deadlines.of("a")).hasValue(9);
    assertThat(deadlines.earliestNanos()).hasValue(7);
  }

  @Test
  void aCancelledDeadlineNeverComes() {
    deadlines.set("a", 5);
    assertThat(deadlines.cancel("a")).isTrue();
    assertThat(deadlines.cancel("a")).isFalse();
    assertThat(deadlines.of("a")).isEmpty();
    assertThat(deadlines.earliestNanos()).isEmpty();
    assertThat(deadlines.pollDue(6)).isNull();
  }

  @Test
  void orderHoldsAcrossTheOverflowOfTheClock() {
    deadlines.set("late", Long.MAX_VALUE + 2);
    deadlines.set("soon", Long.MAX_VALUE - 2);
    assertThat(deadlines.earliestNanos()).hasValue(Long.MAX_VALUE - 2);
    assertThat(deadlines.pollDue(Long.MAX_VALUE)).isEqualTo("soon");
    assertThat(deadlines.pollDue(Long.MAX_VALUE)).isNull();
    assertThat(deadlines.pollDue(Long.MAX_VALUE + 2)).isEqualTo("late");
  }

  @Test
  void oneMoreThanTheBoundIsRefused() {
    for (int i = 0; i < 4; i++) {
      deadlines.set("key " + i, i);
    }
    deadlines.set("key 3", 9); // Replacing takes no further place.
    assertThatThrownBy(() -> deadlines.set("key 4", 4))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("more than 4 deadlines");
    assertThat(deadlines.size()).isEqualTo(4);
    assertThatThrownBy(() -> new Deadlines<>(0)).isInstanceOf(IllegalArgumentException.class);
  }
}
