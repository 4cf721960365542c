package io.scp2p.core.sim;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The last steps of a world, kept for the day one of them fails, and a hash of all of them. */
final class SimTrace {
  /** How many steps a failure shows. */
  static final int KEPT_STEPS = 64;

  private static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;

  private final long[] atNanos = new long[KEPT_STEPS];
  private final @Nullable String[] labels = new @Nullable String[KEPT_STEPS];
  private final @Nullable Object[] subjects = new @Nullable Object[KEPT_STEPS];
  private long count;
  private long hash = MULTIPLIER;

  void add(long nanos, String label, @Nullable Object subject) {
    int slot = (int) (count++ % KEPT_STEPS);
    atNanos[slot] = nanos;
    labels[slot] = label;
    subjects[slot] = subject;
    mix(nanos);
    mix(label.hashCode());
  }

  void mix(long value) {
    hash = (Long.rotateLeft(hash, 5) ^ value) * MULTIPLIER;
  }

  long hash() {
    return hash ^ hash >>> 32;
  }

  /** Subjects are put into words only here, since most runs do not fail. */
  List<String> lastSteps() {
    List<String> lines = new ArrayList<>();
    for (long i = Math.max(0, count - KEPT_STEPS); i < count; i++) {
      int slot = (int) (i % KEPT_STEPS);
      Object subject = subjects[slot];
      lines.add(
          SimWorld.clockText(atNanos[slot])
              + " "
              + labels[slot]
              + (subject == null ? "" : " " + subject));
    }
    return lines;
  }
}
