package io.scp2p.api.spi;

import java.time.Instant;

/** The two clocks a node needs. Simulations have their own. */
public interface TimeSource {
  /**
   * A clock for time-outs: it never goes backwards and has no relation to the date.
   *
   * @return nanoseconds since some fixed moment; only differences mean anything
   */
  long nanos();

  /**
   * The date, for signed expiry fields only; it may jump.
   *
   * @return the present wall-clock time
   */
  Instant wall();

  /**
   * The clocks of this machine.
   *
   * @return the system's monotonic and wall clock
   */
  static TimeSource system() {
    return SystemTimeSource.INSTANCE;
  }
}
