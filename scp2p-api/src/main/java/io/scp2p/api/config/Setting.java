package io.scp2p.api.config;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A value of a builder that may be set once. */
final class Setting<T> {
  private final Rule<T> rule;
  private @Nullable T value;

  Setting(Rule<T> rule) {
    this.rule = rule;
  }

  void set(T given) {
    rule.check(given);
    if (value != null) {
      throw new Scp2pException(
          ErrorCode.SETTING_REPEATED,
          rule.name() + " was set before.",
          Map.of("setting", rule.name()));
    }
    value = given;
  }

  T or(T fallback) {
    return value == null ? fallback : value;
  }
}
