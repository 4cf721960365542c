package io.scp2p.core.crypto.blake3;

import java.time.Duration;

/** Opens to the benchmarks which core hashes; everybody else must not care. */
public final class Blake3Cores {
  private static final Duration COMPILATION = Duration.ofMinutes(10);

  private Blake3Cores() {}

  /** A hasher that never uses lanes. */
  public static Blake3Hasher scalarHasher() {
    return new Blake3Hasher(Cores.SCALAR, HashMode.HASH);
  }

  /** Waits until the lanes are in use, as they are some seconds after the first 16 MiB. */
  public static void openLanes() throws InterruptedException {
    LaneGate.SHARED.start();
    if (!LaneGate.SHARED.join(COMPILATION) || LaneGate.SHARED.state() != LaneGate.State.OPEN) {
      throw new IllegalStateException("the lanes were not opened");
    }
  }
}
