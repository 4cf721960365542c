package io.scp2p.core.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class NanosTest {
  private static final long BEFORE_OVERFLOW = Long.MAX_VALUE - 5;
  private static final long AFTER_OVERFLOW = BEFORE_OVERFLOW + 10;

  @Test
  void orderHoldsAcrossTheOverflowOfTheClock() {
    assertThat(AFTER_OVERFLOW).isNegative();
    assertThat(Nanos.isBefore(BEFORE_OVERFLOW, AFTER_OVERFLOW)).isTrue();
    assertThat(Nanos.isBefore(AFTER_OVERFLOW, BEFORE_OVERFLOW)).isFalse();
    assertThat(Nanos.isBefore(AFTER_OVERFLOW, AFTER_OVERFLOW)).isFalse();
    assertThat(Nanos.earlier(AFTER_OVERFLOW, BEFORE_OVERFLOW)).isEqualTo(BEFORE_OVERFLOW);
  }

  @Test
  void aDeadlineIsDueFromItsOwnNanosecondOn() {
    assertThat(Nanos.isDue(AFTER_OVERFLOW, AFTER_OVERFLOW - 1)).isFalse();
    assertThat(Nanos.isDue(AFTER_OVERFLOW, AFTER_OVERFLOW)).isTrue();
    assertThat(Nanos.isDue(BEFORE_OVERFLOW, AFTER_OVERFLOW)).isTrue();
  }

  @Test
  void anAbsentMomentIsNeverTheEarlier() {
    OptionalLong none = OptionalLong.empty();
    OptionalLong some = OptionalLong.of(7);
    assertThat(Nanos.earlier(none, none)).isEmpty();
    assertThat(Nanos.earlier(none, some)).isEqualTo(some);
    assertThat(Nanos.earlier(some, none)).isEqualTo(some);
    assertThat(Nanos.earlier(some, OptionalLong.of(6))).hasValue(6);
  }

  @Test
  void spansTooLongToCountAreAsLongAsCanBe() {
    assertThat(Nanos.of(Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo(Long.MAX_VALUE);
    assertThat(Nanos.of(Duration.ofSeconds(Long.MIN_VALUE))).isEqualTo(Long.MIN_VALUE);
    assertThat(Nanos.of(Duration.ofMillis(3))).isEqualTo(3_000_000);
  }
}
