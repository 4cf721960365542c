package io.scp2p.api.spi;

import java.time.Instant;

/** The only place in the SDK that reads the machine's clocks. */
enum SystemTimeSource implements TimeSource {
  INSTANCE;

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public Instant wall() {
    return Instant.now();
  }
}
