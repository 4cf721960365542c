package io.scp2p.core.bench;

import java.util.concurrent.TimeUnit;

/**
 * How much time the figures may take.
 *
 * @param rounds how many readings each side gives, by turns
 * @param sampleNanos processor time of one reading
 * @param warmUpNanos least processor time before the first
 * @param fileMebibytes length of the file that is hashed
 */
record Effort(String name, int rounds, long sampleNanos, long warmUpNanos, int fileMebibytes) {
  static final Effort QUICK =
      new Effort("quick", 5, TimeUnit.MILLISECONDS.toNanos(40), TimeUnit.SECONDS.toNanos(1), 256);

  static final Effort FULL =
      new Effort("full", 9, TimeUnit.MILLISECONDS.toNanos(100), TimeUnit.SECONDS.toNanos(2), 1_024);
}
