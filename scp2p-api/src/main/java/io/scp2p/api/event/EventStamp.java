package io.scp2p.api.event;

import java.time.Instant;
import java.util.Objects;

/**
 * When something happened.
 *
 * @param sequence its number: 1 for the first event after the start, then without gap
 * @param at the time by the wall clock, which may jump; order is told by the number alone
 */
public record EventStamp(long sequence, Instant at) {
  /** Refuses a number below 1. */
  public EventStamp {
    Objects.requireNonNull(at, "at");
    if (sequence < 1) {
      throw new IllegalArgumentException("sequence starts at 1, not " + sequence);
    }
  }
}
