package io.scp2p.core.protocol.relay;

import java.util.BitSet;

/**
 * Which numbers of a channel came already. Frames may overtake each other within {@value #SIZE};
 * what is older counts as seen, so a relay that sends a frame again achieves nothing.
 */
final class ReplayWindow {
  /** Several times what can be under way in all tunnels of a node. */
  static final int SIZE = 1_024;

  private final BitSet seen = new BitSet(SIZE);
  private long next;

  /** Whether this number may still come for the first time. */
  boolean isNew(long number) {
    return number >= next || (number >= 0 && number >= next - SIZE && !seen.get(slot(number)));
  }

  /** It has come. Only after its frame was found genuine. */
  void mark(long number) {
    if (number >= next) {
      if (number - next >= SIZE) {
        seen.clear();
      } else {
        for (long skipped = next; skipped < number; skipped++) {
          seen.clear(slot(skipped));
        }
      }
      next = number + 1;
    }
    seen.set(slot(number));
  }

  private static int slot(long number) {
    return (int) (number % SIZE);
  }
}
