package io.scp2p.api.config;

import java.time.Duration;

/**
 * Followed shares (specification section 10).
 *
 * @param interval between looks for a newer version
 * @param concurrency subscriptions looked at together
 * @param onStart whether everything is looked at after the start
 * @param keptVersions versions of a share that are kept
 */
public record SyncConfig(Duration interval, int concurrency, boolean onStart, int keptVersions) {
  /** Specification section 17.2. */
  public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(60);

  /** Specification section 17.2. */
  public static final int DEFAULT_CONCURRENCY = 20;

  /** Somebody who opens the application wants to see what is new. */
  public static final boolean DEFAULT_ON_START = true;

  /** Enough to see what changed; old manifests cost space. */
  public static final int DEFAULT_KEPT_VERSIONS = 5;

  private static final Rule<Duration> INTERVAL = Rule.positive("sync.interval");
  private static final Rule<Integer> CONCURRENCY = Rule.between("sync.concurrency", 1, 256);
  private static final Rule<Boolean> ON_START = Rule.any("sync.onStart");
  private static final Rule<Integer> KEPT_VERSIONS = Rule.between("sync.keptVersions", 1, 1_000);

  /** Refuses values that cannot work, with {@link io.scp2p.api.error.ErrorCode#INVALID_CONFIG}. */
  public SyncConfig {
    INTERVAL.check(interval);
    CONCURRENCY.check(concurrency);
    KEPT_VERSIONS.check(keptVersions);
  }

  /** {@return a builder on which nothing is set} */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects what differs from the defaults. */
  public static final class Builder {
    private final Setting<Duration> interval = new Setting<>(INTERVAL);
    private final Setting<Integer> concurrency = new Setting<>(CONCURRENCY);
    private final Setting<Boolean> onStart = new Setting<>(ON_START);
    private final Setting<Integer> keptVersions = new Setting<>(KEPT_VERSIONS);

    private Builder() {}

    /**
     * Sets {@code interval}; {@link #DEFAULT_INTERVAL} if not called.
     *
     * @param value between looks for a newer version
     * @return this builder
     */
    public Builder interval(Duration value) {
      interval.set(value);
      return this;
    }

    /**
     * Sets {@code concurrency}; {@link #DEFAULT_CONCURRENCY} if not called.
     *
     * @param value subscriptions looked at together
     * @return this builder
     */
    public Builder concurrency(int value) {
      concurrency.set(value);
      return this;
    }

    /**
     * Sets {@code onStart}; {@link #DEFAULT_ON_START} if not called.
     *
     * @param value whether everything is looked at after the start
     * @return this builder
     */
    public Builder onStart(boolean value) {
      onStart.set(value);
      return this;
    }

    /**
     * Sets {@code keptVersions}; {@link #DEFAULT_KEPT_VERSIONS} if not called.
     *
     * @param value versions of a share that are kept
     * @return this builder
     */
    public Builder keptVersions(int value) {
      keptVersions.set(value);
      return this;
    }

    /** {@return the section, if nothing in it contradicts} */
    public SyncConfig build() {
      return new SyncConfig(
          interval.or(DEFAULT_INTERVAL),
          concurrency.or(DEFAULT_CONCURRENCY),
          onStart.or(DEFAULT_ON_START),
          keptVersions.or(DEFAULT_KEPT_VERSIONS));
    }
  }
}
