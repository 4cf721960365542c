package io.scp2p.core.protocol.peers;

import io.scp2p.core.wire.record.PeerAddress;

/**
 * A peer as the database knows it (specification section 7.6).
 *
 * @param address where it is; names its key once it was met
 * @param seenUnix when it was last met, or first named if it was never met; unix seconds
 * @param reputation from {@link #MIN_REPUTATION} to {@link #MAX_REPUTATION}
 * @param met whether a session has proved its key at this address
 */
public record KnownPeer(PeerAddress address, long seenUnix, int reputation, boolean met) {
  /** Section 7.6. */
  public static final int MIN_REPUTATION = -10;

  /** Section 7.6. */
  public static final int MAX_REPUTATION = 10;

  /** Section 7.6: for each success. */
  static final int SUCCESS = 1;

  /** Section 7.6: for each failure. */
  static final int FAILURE = -2;

  /** Refuses a reputation that is none. */
  public KnownPeer {
    if (reputation < MIN_REPUTATION || reputation > MAX_REPUTATION) {
      throw new IllegalArgumentException("no reputation of " + reputation);
    }
  }

  KnownPeer rated(int change) {
    int rated = Math.max(MIN_REPUTATION, Math.min(MAX_REPUTATION, reputation + change));
    return new KnownPeer(address, seenUnix, rated, met);
  }
}
