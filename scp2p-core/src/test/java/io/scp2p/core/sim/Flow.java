package io.scp2p.core.sim;

/** One of those who take turns on a {@link Link}. */
abstract class Flow {
  static final int NOTHING = -1;

  /** Owned by the link. */
  State state = State.IDLE;

  /** Owned by the link: how much more it may send in this turn, or has sent too much. */
  int allowanceBytes;

  /**
   * Chooses what to send next, of roughly this size at most, and keeps it at hand; returns its size
   * on the wire or {@link #NOTHING}.
   */
  abstract int take(int maxBytes);

  /** What was taken last has left the link. */
  abstract void passed();

  /** Where a flow stands with its link. */
  enum State {
    IDLE,
    WAITING,
    IN_SERVICE
  }
}
