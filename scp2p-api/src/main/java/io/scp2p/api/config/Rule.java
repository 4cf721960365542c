package io.scp2p.api.config;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/** What one setting demands of its value: said once, used by its setter and by its record. */
record Rule<T>(String name, String demand, Predicate<T> test) {

  static <T> Rule<T> any(String name) {
    return new Rule<>(name, "given", value -> true);
  }

  static Rule<Integer> between(String name, int least, int most) {
    return new Rule<>(
        name, "from " + least + " to " + most, value -> value >= least && value <= most);
  }

  static Rule<Integer> atLeast(String name, int least) {
    return new Rule<>(name, "at least " + least, value -> value >= least);
  }

  static Rule<Long> atLeast(String name, long least) {
    return new Rule<>(name, "at least " + least, value -> value >= least);
  }

  static Rule<Duration> positive(String name) {
    return new Rule<>(name, "longer than zero", value -> !value.isNegative() && !value.isZero());
  }

  T check(T value) {
    Objects.requireNonNull(value, name);
    if (!test.test(value)) {
      throw refused(name + " must be " + demand + ", not " + value + ".", name);
    }
    return value;
  }

  /** Refuses a combination; {@code name} is the setting to change. */
  static void require(boolean good, String name, String text) {
    if (!good) {
      throw refused(name + " " + text + ".", name);
    }
  }

  private static Scp2pException refused(String text, String name) {
    return new Scp2pException(ErrorCode.INVALID_CONFIG, text, Map.of("setting", name));
  }
}
