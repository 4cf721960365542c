package io.scp2p.api.config;

import java.time.Duration;

/**
 * The distributed hash table (specification section 8).
 *
 * @param enabled whether this node takes part
 * @param storeValues whether values of others are kept
 * @param replication to how many nodes a value is given
 * @param parallelism questions in flight during a lookup
 * @param maxValues values of others that are kept
 * @param lookupTimeout for a whole lookup
 * @param republishInterval between announcements of own values
 */
public record DhtConfig(
    boolean enabled,
    boolean storeValues,
    int replication,
    int parallelism,
    int maxValues,
    Duration lookupTimeout,
    Duration republishInterval) {
  /** Without it only known peers are asked. */
  public static final boolean DEFAULT_ENABLED = true;

  /** Values live on nodes that keep them; a light node never does. */
  public static final boolean DEFAULT_STORE_VALUES = true;

  /** K of specification section 8.8. */
  public static final int DEFAULT_REPLICATION = 20;

  /** Alpha of specification section 8.8. */
  public static final int DEFAULT_PARALLELISM = 3;

  /** Specification section 8.8. */
  public static final int DEFAULT_MAX_VALUES = 100_000;

  /** Five rounds with a slow peer in each. */
  public static final Duration DEFAULT_LOOKUP_TIMEOUT = Duration.ofSeconds(30);

  /** Values live at least 24 h; followers should find a new head soon after churn. */
  public static final Duration DEFAULT_REPUBLISH_INTERVAL = Duration.ofMinutes(30);

  private static final Rule<Boolean> ENABLED = Rule.any("dht.enabled");
  private static final Rule<Boolean> STORE_VALUES = Rule.any("dht.storeValues");
  private static final Rule<Integer> REPLICATION = Rule.between("dht.replication", 1, 64);
  private static final Rule<Integer> PARALLELISM = Rule.between("dht.parallelism", 1, 16);
  private static final Rule<Integer> MAX_VALUES = Rule.atLeast("dht.maxValues", 1);
  private static final Rule<Duration> LOOKUP_TIMEOUT = Rule.positive("dht.lookupTimeout");
  private static final Rule<Duration> REPUBLISH_INTERVAL = Rule.positive("dht.republishInterval");

  /** Refuses values that cannot work, with {@link io.scp2p.api.error.ErrorCode#INVALID_CONFIG}. */
  public DhtConfig {
    REPLICATION.check(replication);
    PARALLELISM.check(parallelism);
    MAX_VALUES.check(maxValues);
    LOOKUP_TIMEOUT.check(lookupTimeout);
    REPUBLISH_INTERVAL.check(republishInterval);
  }

  static DhtConfig of(NodeRole role) {
    return builder().storeValues(role != NodeRole.LIGHT).build();
  }

  /** {@return a builder on which nothing is set} */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects what differs from the defaults. */
  public static final class Builder {
    private final Setting<Boolean> enabled = new Setting<>(ENABLED);
    private final Setting<Boolean> storeValues = new Setting<>(STORE_VALUES);
    private final Setting<Integer> replication = new Setting<>(REPLICATION);
    private final Setting<Integer> parallelism = new Setting<>(PARALLELISM);
    private final Setting<Integer> maxValues = new Setting<>(MAX_VALUES);
    private final Setting<Duration> lookupTimeout = new Setting<>(LOOKUP_TIMEOUT);
    private final Setting<Duration> republishInterval = new Setting<>(REPUBLISH_INTERVAL);

    private Builder() {}

    /**
     * Sets {@code enabled}; {@link #DEFAULT_ENABLED} if not called.
     *
     * @param value whether this node takes part
     * @return this builder
     */
    public Builder enabled(boolean value) {
      enabled.set(value);
      return this;
    }

    /**
     * Sets {@code storeValues}; {@link #DEFAULT_STORE_VALUES} if not called.
     *
     * @param value whether values of others are kept
     * @return this builder
     */
    public Builder storeValues(boolean value) {
      storeValues.set(value);
      return this;
    }

    /**
     * Sets {@code replication}; {@link #DEFAULT_REPLICATION} if not called.
     *
     * @param value to how many nodes a value is given
     * @return this builder
     */
    public Builder replication(int value) {
      replication.set(value);
      return this;
    }

    /**
     * Sets {@code parallelism}; {@link #DEFAULT_PARALLELISM} if not called.
     *
     * @param value questions in flight during a lookup
     * @return this builder
     */
    public Builder parallelism(int value) {
      parallelism.set(value);
      return this;
    }

    /**
     * Sets {@code maxValues}; {@link #DEFAULT_MAX_VALUES} if not called.
     *
     * @param value values of others that are kept
     * @return this builder
     */
    public Builder maxValues(int value) {
      maxValues.set(value);
      return this;
    }

    /**
     * Sets {@code lookupTimeout}; {@link #DEFAULT_LOOKUP_TIMEOUT} if not called.
     *
     * @param value for a whole lookup
     * @return this builder
     */
    public Builder lookupTimeout(Duration value) {
      lookupTimeout.set(value);
      return this;
    }

    /**
     * Sets {@code republishInterval}; {@link #DEFAULT_REPUBLISH_INTERVAL} if not called.
     *
     * @param value between announcements of own values
     * @return this builder
     */
    public Builder republishInterval(Duration value) {
      republishInterval.set(value);
      return this;
    }

    /** {@return the section, if nothing in it contradicts} */
    public DhtConfig build() {
      return new DhtConfig(
          enabled.or(DEFAULT_ENABLED),
          storeValues.or(DEFAULT_STORE_VALUES),
          replication.or(DEFAULT_REPLICATION),
          parallelism.or(DEFAULT_PARALLELISM),
          maxValues.or(DEFAULT_MAX_VALUES),
          lookupTimeout.or(DEFAULT_LOOKUP_TIMEOUT),
          republishInterval.or(DEFAULT_REPUBLISH_INTERVAL));
    }
  }
}
