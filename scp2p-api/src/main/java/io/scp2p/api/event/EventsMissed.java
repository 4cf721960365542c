package io.scp2p.api.event;

import java.util.Objects;

/**
 * Guaranteed: stands for events that this subscriber did not receive, because its buffer was full
 * or because it asked for more than the journal still holds. Read snapshots instead.
 *
 * @param from the number of the first missing event
 * @param stamp number and time of the last missing event
 */
public record EventsMissed(long from, EventStamp stamp) implements NodeEvent {
  /** Refuses an empty range. */
  public EventsMissed {
    Objects.requireNonNull(stamp, "stamp");
    if (from < 1 || from > stamp.sequence()) {
      throw new IllegalArgumentException("missed from " + from + " to " + stamp.sequence());
    }
  }

  /** {@return the number of the last missing event} */
  public long to() {
    return stamp.sequence();
  }

  /** {@return how many are missing, at least 1} */
  public long count() {
    return to() - from + 1;
  }

  @Override
  public long firstSequence() {
    return from;
  }
}
