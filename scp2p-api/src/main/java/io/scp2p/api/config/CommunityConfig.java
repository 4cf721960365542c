package io.scp2p.api.config;

import java.time.Duration;

/**
 * Communities (specification section 11 and docs/community-protocol.md).
 *
 * @param strict whether this node lists a community's shares only to those who prove membership
 * @param refreshInterval between two looks for members, and between two announcements of this node
 * @param keepIndex whether this node keeps the records of all members and serves pages of them;
 *     never with the role LIGHT
 * @param maxMembers members of one community that are kept
 * @param maxShares shares of one community that are kept
 */
public record CommunityConfig(
    boolean strict, Duration refreshInterval, boolean keepIndex, int maxMembers, int maxShares) {
  /** As the reference: whoever knows a community may browse it. */
  public static final boolean DEFAULT_STRICT = false;

  /** Members come and go by the hour; changes of shares are told between nodes of this SDK. */
  public static final Duration DEFAULT_REFRESH_INTERVAL = Duration.ofMinutes(10);

  /** Somebody has to, and with what a node reads anyway it costs nothing but disk. */
  public static final boolean DEFAULT_KEEP_INDEX = true;

  /** Twice what a large community has (specification section 20.1). */
  public static final int DEFAULT_MAX_MEMBERS = 20_000;

  /** Twice what a large community has (specification section 20.1); some 100 MB on disk. */
  public static final int DEFAULT_MAX_SHARES = 200_000;

  private static final Rule<Boolean> STRICT = Rule.any("community.strict");
  private static final Rule<Duration> REFRESH_INTERVAL = Rule.positive("community.refreshInterval");
  private static final Rule<Boolean> KEEP_INDEX = Rule.any("community.keepIndex");
  private static final Rule<Integer> MAX_MEMBERS =
      Rule.between("community.maxMembers", 1, 1_000_000);
  private static final Rule<Integer> MAX_SHARES =
      Rule.between("community.maxShares", 1, 10_000_000);

  /** Refuses values that cannot work, with {@link io.scp2p.api.error.ErrorCode#INVALID_CONFIG}. */
  public CommunityConfig {
    REFRESH_INTERVAL.check(refreshInterval);
    MAX_MEMBERS.check(maxMembers);
    MAX_SHARES.check(maxShares);
  }

  /** {@return a builder on which nothing is set} */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects what differs from the defaults. */
  public static final class Builder {
    private final Setting<Boolean> strict = new Setting<>(STRICT);
    private final Setting<Duration> refreshInterval = new Setting<>(REFRESH_INTERVAL);
    private final Setting<Boolean> keepIndex = new Setting<>(KEEP_INDEX);
    private final Setting<Integer> maxMembers = new Setting<>(MAX_MEMBERS);
    private final Setting<Integer> maxShares = new Setting<>(MAX_SHARES);

    private Builder() {}

    /**
     * Sets {@code strict}; {@link #DEFAULT_STRICT} if not called.
     *
     * @param value whether only those who prove membership see what is shared
     * @return this builder
     */
    public Builder strict(boolean value) {
      strict.set(value);
      return this;
    }

    /**
     * Sets {@code refreshInterval}; {@link #DEFAULT_REFRESH_INTERVAL} if not called.
     *
     * @param value between two looks for members
     * @return this builder
     */
    public Builder refreshInterval(Duration value) {
      refreshInterval.set(value);
      return this;
    }

    /**
     * Sets {@code keepIndex}; {@link #DEFAULT_KEEP_INDEX} if not called.
     *
     * @param value whether the records of all members are kept and served
     * @return this builder
     */
    public Builder keepIndex(boolean value) {
      keepIndex.set(value);
      return this;
    }

    /**
     * Sets {@code maxMembers}; {@link #DEFAULT_MAX_MEMBERS} if not called.
     *
     * @param value members of one community that are kept
     * @return this builder
     */
    public Builder maxMembers(int value) {
      maxMembers.set(value);
      return this;
    }

    /**
     * Sets {@code maxShares}; {@link #DEFAULT_MAX_SHARES} if not called.
     *
     * @param value shares of one community that are kept
     * @return this builder
     */
    public Builder maxShares(int value) {
      maxShares.set(value);
      return this;
    }

    /** {@return the section, if nothing in it contradicts} */
    public CommunityConfig build() {
      return new CommunityConfig(
          strict.or(DEFAULT_STRICT),
          refreshInterval.or(DEFAULT_REFRESH_INTERVAL),
          keepIndex.or(DEFAULT_KEEP_INDEX),
          maxMembers.or(DEFAULT_MAX_MEMBERS),
          maxShares.or(DEFAULT_MAX_SHARES));
    }
  }
}
