package io.scp2p.api.config;

/**
 * The event stream.
 *
 * @param subscriberBuffer events kept for one slow subscriber
 * @param maxSubscribers subscribers at the same time
 * @param journalEvents past events kept for replay
 * @param progressPerSecond progress reports of one transfer
 */
public record EventsConfig(
    int subscriberBuffer, int maxSubscribers, int journalEvents, int progressPerSecond) {
  /** A second of a busy node; then events are missed, and counted. */
  public static final int DEFAULT_SUBSCRIBER_BUFFER = 1_024;

  /** Each costs a buffer. */
  public static final int DEFAULT_MAX_SUBSCRIBERS = 64;

  /** A page that reconnects after a minute finds everything. */
  public static final int DEFAULT_JOURNAL_EVENTS = 10_000;

  /** More cannot be seen. */
  public static final int DEFAULT_PROGRESS_PER_SECOND = 10;

  private static final Rule<Integer> SUBSCRIBER_BUFFER =
      Rule.between("events.subscriberBuffer", 16, 1 << 20);
  private static final Rule<Integer> MAX_SUBSCRIBERS =
      Rule.between("events.maxSubscribers", 1, 65_536);
  private static final Rule<Integer> JOURNAL_EVENTS =
      Rule.between("events.journalEvents", 0, 10_000_000);
  private static final Rule<Integer> PROGRESS_PER_SECOND =
      Rule.between("events.progressPerSecond", 1, 1_000);

  /** Refuses values that cannot work, with {@link io.scp2p.api.error.ErrorCode#INVALID_CONFIG}. */
  public EventsConfig {
    SUBSCRIBER_BUFFER.check(subscriberBuffer);
    MAX_SUBSCRIBERS.check(maxSubscribers);
    JOURNAL_EVENTS.check(journalEvents);
    PROGRESS_PER_SECOND.check(progressPerSecond);
  }

  /** {@return a builder on which nothing is set} */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects what differs from the defaults. */
  public static final class Builder {
    private final Setting<Integer> subscriberBuffer = new Setting<>(SUBSCRIBER_BUFFER);
    private final Setting<Integer> maxSubscribers = new Setting<>(MAX_SUBSCRIBERS);
    private final Setting<Integer> journalEvents = new Setting<>(JOURNAL_EVENTS);
    private final Setting<Integer> progressPerSecond = new Setting<>(PROGRESS_PER_SECOND);

    private Builder() {}

    /**
     * Sets {@code subscriberBuffer}; {@link #DEFAULT_SUBSCRIBER_BUFFER} if not called.
     *
     * @param value events kept for one slow subscriber
     * @return this builder
     */
    public Builder subscriberBuffer(int value) {
      subscriberBuffer.set(value);
      return this;
    }

    /**
     * Sets {@code maxSubscribers}; {@link #DEFAULT_MAX_SUBSCRIBERS} if not called.
     *
     * @param value subscribers at the same time
     * @return this builder
     */
    public Builder maxSubscribers(int value) {
      maxSubscribers.set(value);
      return this;
    }

    /**
     * Sets {@code journalEvents}; {@link #DEFAULT_JOURNAL_EVENTS} if not called.
     *
     * @param value past events kept for replay
     * @return this builder
     */
    public Builder journalEvents(int value) {
      journalEvents.set(value);
      return this;
    }

    /**
     * Sets {@code progressPerSecond}; {@link #DEFAULT_PROGRESS_PER_SECOND} if not called.
     *
     * @param value progress reports of one transfer
     * @return this builder
     */
    public Builder progressPerSecond(int value) {
      progressPerSecond.set(value);
      return this;
    }

    /** {@return the section, if nothing in it contradicts} */
    public EventsConfig build() {
      return new EventsConfig(
          subscriberBuffer.or(DEFAULT_SUBSCRIBER_BUFFER),
          maxSubscribers.or(DEFAULT_MAX_SUBSCRIBERS),
          journalEvents.or(DEFAULT_JOURNAL_EVENTS),
          progressPerSecond.or(DEFAULT_PROGRESS_PER_SECOND));
    }
  }
}
