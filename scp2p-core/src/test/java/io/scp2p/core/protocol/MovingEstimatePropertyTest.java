package io.scp2p.core.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.NotEmpty;

class MovingEstimatePropertyTest {
  @Property
  void theMeanStaysWithinWhatWasMeasured(
      @ForAll @NotEmpty List<@LongRange(max = 1L << 50) Long> values) {
    MovingEstimate estimate = new MovingEstimate();
    values.forEach(estimate::sample);
    assertThat(estimate.mean()).isBetween(Collections.min(values) - 1, Collections.max(values) + 1);
    assertThat(estimate.deviation()).isBetween(0L, Collections.max(values));
  }

  @Property
  void boundsAreKept(
      @ForAll List<@LongRange(max = Long.MAX_VALUE) Long> values,
      @ForAll @LongRange(max = 1_000) long least,
      @ForAll @LongRange(min = 1_000, max = 1L << 60) long most) {
    MovingEstimate estimate = new MovingEstimate();
    values.forEach(estimate::sample);
    assertThat(estimate.high(least, most)).isBetween(least, most);
    assertThat(estimate.low(least, most)).isBetween(least, most);
    assertThat(estimate.low(least, most)).isLessThanOrEqualTo(estimate.high(least, most));
  }

  @Example
  void theFirstTwoMeasurementsAreThoseOfRfc6298() {
    MovingEstimate estimate = new MovingEstimate();
    estimate.sample(800);
    assertThat(estimate.mean()).isEqualTo(800);
    assertThat(estimate.deviation()).isEqualTo(400);
    estimate.sample(1_600);
    assertThat(estimate.mean()).isEqualTo(900);
    assertThat(estimate.deviation()).isEqualTo(500);
    assertThat(estimate.high(0, 10_000)).isEqualTo(2_900);
    assertThat(estimate.low(0, 10_000)).isZero();
  }

  @Example
  void aSteadySourceLeavesNoDeviation() {
    MovingEstimate estimate = new MovingEstimate();
    for (int i = 0; i < 100; i++) {
      estimate.sample(50_000_000);
    }
    assertThat(estimate.mean()).isEqualTo(50_000_000);
    assertThat(estimate.high(0, Long.MAX_VALUE)).isBetween(50_000_000L, 50_000_100L);
  }

  @Example
  void beforeTheFirstMeasurementTheBoundsAnswer() {
    MovingEstimate estimate = new MovingEstimate();
    assertThat(estimate.isKnown()).isFalse();
    assertThat(estimate.high(3, 9)).isEqualTo(9);
    assertThat(estimate.low(3, 9)).isEqualTo(3);
    assertThatThrownBy(() -> estimate.sample(-1)).isInstanceOf(IllegalArgumentException.class);
  }
}
