package io.scp2p.api.config;

/**
 * Budgets: what this node allows itself and others.
 *
 * @param maxSessions open sessions
 * @param maxSessionsPerPeer open sessions with one key
 * @param maxSessionsPerAddress open sessions with one IP address
 * @param maxKnownPeers peers remembered
 * @param maxSubscriptions shares followed
 * @param maxItemsPerShare items in a share, published or followed
 * @param maxBufferBytes of memory for bytes in flight
 * @param maxOpenFiles files open at the same time
 * @param requestsPerMinute accepted from one key, and from one IP address
 */
public record LimitsConfig(
    int maxSessions,
    int maxSessionsPerPeer,
    int maxSessionsPerAddress,
    int maxKnownPeers,
    int maxSubscriptions,
    int maxItemsPerShare,
    long maxBufferBytes,
    int maxOpenFiles,
    int requestsPerMinute) {
  /** Some 20 KiB each when idle. */
  public static final int DEFAULT_MAX_SESSIONS = 2_048;

  /** One for each transport, and one of each while paths change. */
  public static final int DEFAULT_MAX_SESSIONS_PER_PEER = 4;

  /** Several nodes behind one address are ordinary; hundreds are not. */
  public static final int DEFAULT_MAX_SESSIONS_PER_ADDRESS = 64;

  /** A few hundred bytes each (quirk Q-22). */
  public static final int DEFAULT_MAX_KNOWN_PEERS = 10_000;

  /** The reference stops at 200 (specification section 10); nothing here needs that. */
  public static final int DEFAULT_MAX_SUBSCRIPTIONS = 10_000;

  /** The v1 bound of 3,000 (specification section 9.6) holds only towards v1 peers. */
  public static final int DEFAULT_MAX_ITEMS_PER_SHARE = 1_000_000;

  /** Bytes between network and disk, all transfers together. */
  public static final long DEFAULT_MAX_BUFFER_BYTES = 64L << 20;

  /** Half of the usual limit of a process. */
  public static final int DEFAULT_MAX_OPEN_FILES = 512;

  /** Specification section 17.1, class total. */
  public static final int DEFAULT_REQUESTS_PER_MINUTE = 1_200;

  /** Of the role LIGHT: some 5 MiB when all are idle. */
  public static final int LIGHT_MAX_SESSIONS = 256;

  /** Of the role LIGHT: enough to find the network again after a week. */
  public static final int LIGHT_MAX_KNOWN_PEERS = 1_000;

  /** Of the role LIGHT: a phone gives an application little memory. */
  public static final long LIGHT_MAX_BUFFER_BYTES = 16L << 20;

  /** Of the role LIGHT: it serves few at a time. */
  public static final int LIGHT_MAX_OPEN_FILES = 64;

  private static final Rule<Integer> MAX_SESSIONS =
      Rule.between("limits.maxSessions", 1, 1_000_000);
  private static final Rule<Integer> MAX_SESSIONS_PER_PEER =
      Rule.between("limits.maxSessionsPerPeer", 1, 64);
  private static final Rule<Integer> MAX_SESSIONS_PER_ADDRESS =
      Rule.between("limits.maxSessionsPerAddress", 1, 65_536);
  private static final Rule<Integer> MAX_KNOWN_PEERS =
      Rule.between("limits.maxKnownPeers", 16, 10_000_000);
  private static final Rule<Integer> MAX_SUBSCRIPTIONS = Rule.atLeast("limits.maxSubscriptions", 1);
  private static final Rule<Integer> MAX_ITEMS_PER_SHARE =
      Rule.between("limits.maxItemsPerShare", 1, 10_000_000);
  private static final Rule<Long> MAX_BUFFER_BYTES =
      Rule.atLeast("limits.maxBufferBytes", 4L << 20);
  private static final Rule<Integer> MAX_OPEN_FILES =
      Rule.between("limits.maxOpenFiles", 16, 1_000_000);
  private static final Rule<Integer> REQUESTS_PER_MINUTE =
      Rule.atLeast("limits.requestsPerMinute", 1);

  /** Refuses values that cannot work, with {@link io.scp2p.api.error.ErrorCode#INVALID_CONFIG}. */
  public LimitsConfig {
    MAX_SESSIONS.check(maxSessions);
    MAX_SESSIONS_PER_PEER.check(maxSessionsPerPeer);
    MAX_SESSIONS_PER_ADDRESS.check(maxSessionsPerAddress);
    MAX_KNOWN_PEERS.check(maxKnownPeers);
    MAX_SUBSCRIPTIONS.check(maxSubscriptions);
    MAX_ITEMS_PER_SHARE.check(maxItemsPerShare);
    MAX_BUFFER_BYTES.check(maxBufferBytes);
    MAX_OPEN_FILES.check(maxOpenFiles);
    REQUESTS_PER_MINUTE.check(requestsPerMinute);
    Rule.require(
        maxSessionsPerPeer <= maxSessions,
        "limits.maxSessionsPerPeer",
        "must not be above limits.maxSessions " + maxSessions);
    Rule.require(
        maxSessionsPerAddress <= maxSessions,
        "limits.maxSessionsPerAddress",
        "must not be above limits.maxSessions " + maxSessions);
  }

  static LimitsConfig of(NodeRole role) {
    return role != NodeRole.LIGHT
        ? builder().build()
        : builder()
            .maxSessions(LIGHT_MAX_SESSIONS)
            .maxKnownPeers(LIGHT_MAX_KNOWN_PEERS)
            .maxBufferBytes(LIGHT_MAX_BUFFER_BYTES)
            .maxOpenFiles(LIGHT_MAX_OPEN_FILES)
            .build();
  }

  /** {@return a builder on which nothing is set} */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects what differs from the defaults. */
  public static final class Builder {
    private final Setting<Integer> maxSessions = new Setting<>(MAX_SESSIONS);
    private final Setting<Integer> maxSessionsPerPeer = new Setting<>(MAX_SESSIONS_PER_PEER);
    private final Setting<Integer> maxSessionsPerAddress = new Setting<>(MAX_SESSIONS_PER_ADDRESS);
    private final Setting<Integer> maxKnownPeers = new Setting<>(MAX_KNOWN_PEERS);
    private final Setting<Integer> maxSubscriptions = new Setting<>(MAX_SUBSCRIPTIONS);
    private final Setting<Integer> maxItemsPerShare = new Setting<>(MAX_ITEMS_PER_SHARE);
    private final Setting<Long> maxBufferBytes = new Setting<>(MAX_BUFFER_BYTES);
    private final Setting<Integer> maxOpenFiles = new Setting<>(MAX_OPEN_FILES);
    private final Setting<Integer> requestsPerMinute = new Setting<>(REQUESTS_PER_MINUTE);

    private Builder() {}

    /**
     * Sets {@code maxSessions}; {@link #DEFAULT_MAX_SESSIONS} if not called.
     *
     * @param value open sessions
     * @return this builder
     */
    public Builder maxSessions(int value) {
      maxSessions.set(value);
      return this;
    }

    /**
     * Sets {@code maxSessionsPerPeer}; {@link #DEFAULT_MAX_SESSIONS_PER_PEER} if not called.
     *
     * @param value open sessions with one key
     * @return this builder
     */
    public Builder maxSessionsPerPeer(int value) {
      maxSessionsPerPeer.set(value);
      return this;
    }

    /**
     * Sets {@code maxSessionsPerAddress}; {@link #DEFAULT_MAX_SESSIONS_PER_ADDRESS} if not called.
     *
     * @param value open sessions with one IP address
     * @return this builder
     */
    public Builder maxSessionsPerAddress(int value) {
      maxSessionsPerAddress.set(value);
      return this;
    }

    /**
     * Sets {@code maxKnownPeers}; {@link #DEFAULT_MAX_KNOWN_PEERS} if not called.
     *
     * @param value peers remembered
     * @return this builder
     */
    public Builder maxKnownPeers(int value) {
      maxKnownPeers.set(value);
      return this;
    }

    /**
     * Sets {@code maxSubscriptions}; {@link #DEFAULT_MAX_SUBSCRIPTIONS} if not called.
     *
     * @param value shares followed
     * @return this builder
     */
    public Builder maxSubscriptions(int value) {
      maxSubscriptions.set(value);
      return this;
    }

    /**
     * Sets {@code maxItemsPerShare}; {@link #DEFAULT_MAX_ITEMS_PER_SHARE} if not called.
     *
     * @param value items in a share, published or followed
     * @return this builder
     */
    public Builder maxItemsPerShare(int value) {
      maxItemsPerShare.set(value);
      return this;
    }

    /**
     * Sets {@code maxBufferBytes}; {@link #DEFAULT_MAX_BUFFER_BYTES} if not called.
     *
     * @param value of memory for bytes in flight
     * @return this builder
     */
    public Builder maxBufferBytes(long value) {
      maxBufferBytes.set(value);
      return this;
    }

    /**
     * Sets {@code maxOpenFiles}; {@link #DEFAULT_MAX_OPEN_FILES} if not called.
     *
     * @param value files open at the same time
     * @return this builder
     */
    public Builder maxOpenFiles(int value) {
      maxOpenFiles.set(value);
      return this;
    }

    /**
     * Sets {@code requestsPerMinute}; {@link #DEFAULT_REQUESTS_PER_MINUTE} if not called.
     *
     * @param value accepted from one key, and from one IP address
     * @return this builder
     */
    public Builder requestsPerMinute(int value) {
      requestsPerMinute.set(value);
      return this;
    }

    /** {@return the section, if nothing in it contradicts} */
    public LimitsConfig build() {
      int sessions = maxSessions.or(DEFAULT_MAX_SESSIONS);
      return new LimitsConfig(
          maxSessions.or(DEFAULT_MAX_SESSIONS),
          maxSessionsPerPeer.or(Math.min(sessions, DEFAULT_MAX_SESSIONS_PER_PEER)),
          maxSessionsPerAddress.or(Math.min(sessions, DEFAULT_MAX_SESSIONS_PER_ADDRESS)),
          maxKnownPeers.or(DEFAULT_MAX_KNOWN_PEERS),
          maxSubscriptions.or(DEFAULT_MAX_SUBSCRIPTIONS),
          maxItemsPerShare.or(DEFAULT_MAX_ITEMS_PER_SHARE),
          maxBufferBytes.or(DEFAULT_MAX_BUFFER_BYTES),
          maxOpenFiles.or(DEFAULT_MAX_OPEN_FILES),
          requestsPerMinute.or(DEFAULT_REQUESTS_PER_MINUTE));
    }
  }
}
