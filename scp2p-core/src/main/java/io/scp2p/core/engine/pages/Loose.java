package io.scp2p.core.engine.pages;

import io.scp2p.core.wire.Bytes;
import java.util.Arrays;

/**
 * Says that pages are being written which no version has yet.
 *
 * @param root the root they are for; {@link #UNKNOWN} while that is not known
 * @param state how it stands
 */
record Loose(Bytes root, State state) {
  /** A tree that is being built: its root comes last. */
  static final Bytes UNKNOWN = Bytes.wrap(new byte[32]);

  /** How it stands with the pages of a share. */
  enum State {
    /** All are of the root, or of the version that is here. */
    ONE_ROOT(0),
    /** Some may be of roots that were given up. */
    LEFT_OVERS(1),
    /** Left-overs are being cleared away: what is here need not have everything below it. */
    SCRUBBING(2);

    private final int code;

    State(int code) {
      this.code = code;
    }

    private static State of(int code) {
      for (State state : values()) {
        if (state.code == code) {
          return state;
        }
      }
      return SCRUBBING; // What cannot be read says the worst.
    }
  }

  byte[] bytes() {
    byte[] row = Arrays.copyOf(root.toArray(), 33);
    row[32] = (byte) state.code;
    return row;
  }

  static Loose of(byte[] row) {
    return row.length == 33
        ? new Loose(Bytes.wrap(Arrays.copyOf(row, 32)), State.of(row[32]))
        : new Loose(UNKNOWN, State.SCRUBBING);
  }
}
