package io.scp2p.api.config;

import java.time.Duration;

/**
 * The local index (specification section 13).
 *
 * @param enabled whether followed shares are indexed
 * @param refreshInterval after which a change can be found
 * @param maxIndexBytes of disk for the index
 * @param cursorLifetime during which pages of one query fit together
 */
public record SearchConfig(
    boolean enabled, Duration refreshInterval, long maxIndexBytes, Duration cursorLifetime) {
  /** A node that only serves can do without. */
  public static final boolean DEFAULT_ENABLED = true;

  /** A new item should be found as soon as it is seen. */
  public static final Duration DEFAULT_REFRESH_INTERVAL = Duration.ofMillis(50);

  /** A million items need less than one gibibyte. */
  public static final long DEFAULT_MAX_INDEX_BYTES = 16L << 30;

  /** Somebody reading a page of hits. */
  public static final Duration DEFAULT_CURSOR_LIFETIME = Duration.ofMinutes(10);

  private static final Rule<Boolean> ENABLED = Rule.any("search.enabled");
  private static final Rule<Duration> REFRESH_INTERVAL = Rule.positive("search.refreshInterval");
  private static final Rule<Long> MAX_INDEX_BYTES = Rule.atLeast("search.maxIndexBytes", 16L << 20);
  private static final Rule<Duration> CURSOR_LIFETIME = Rule.positive("search.cursorLifetime");

  /** Refuses values that cannot work, with {@link io.scp2p.api.error.ErrorCode#INVALID_CONFIG}. */
  public SearchConfig {
    REFRESH_INTERVAL.check(refreshInterval);
    MAX_INDEX_BYTES.check(maxIndexBytes);
    CURSOR_LIFETIME.check(cursorLifetime);
  }

  /** {@return a builder on which nothing is set} */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects what differs from the defaults. */
  public static final class Builder {
    private final Setting<Boolean> enabled = new Setting<>(ENABLED);
    private final Setting<Duration> refreshInterval = new Setting<>(REFRESH_INTERVAL);
    private final Setting<Long> maxIndexBytes = new Setting<>(MAX_INDEX_BYTES);
    private final Setting<Duration> cursorLifetime = new Setting<>(CURSOR_LIFETIME);

    private Builder() {}

    /**
     * Sets {@code enabled}; {@link #DEFAULT_ENABLED} if not called.
     *
     * @param value whether followed shares are indexed
     * @return this builder
     */
    public Builder enabled(boolean value) {
      enabled.set(value);
      return this;
    }

    /**
     * Sets {@code refreshInterval}; {@link #DEFAULT_REFRESH_INTERVAL} if not called.
     *
     * @param value after which a change can be found
     * @return this builder
     */
    public Builder refreshInterval(Duration value) {
      refreshInterval.set(value);
      return this;
    }

    /**
     * Sets {@code maxIndexBytes}; {@link #DEFAULT_MAX_INDEX_BYTES} if not called.
     *
     * @param value of disk for the index
     * @return this builder
     */
    public Builder maxIndexBytes(long value) {
      maxIndexBytes.set(value);
      return this;
    }

    /**
     * Sets {@code cursorLifetime}; {@link #DEFAULT_CURSOR_LIFETIME} if not called.
     *
     * @param value during which pages of one query fit together
     * @return this builder
     */
    public Builder cursorLifetime(Duration value) {
      cursorLifetime.set(value);
      return this;
    }

    /** {@return the section, if nothing in it contradicts} */
    public SearchConfig build() {
      return new SearchConfig(
          enabled.or(DEFAULT_ENABLED),
          refreshInterval.or(DEFAULT_REFRESH_INTERVAL),
          maxIndexBytes.or(DEFAULT_MAX_INDEX_BYTES),
          cursorLifetime.or(DEFAULT_CURSOR_LIFETIME));
    }
  }
}
