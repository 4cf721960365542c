package io.scp2p.core.protocol.relay;

import io.scp2p.core.protocol.serving.Answer;
import io.scp2p.core.wire.WireErrorText;

/** What an error of a relay says about the route through it (specification section 14.4). */
public enum RelayVerdict {
  /** There is no such tunnel, and nothing was passed on: another route may be tried at once. */
  GONE,
  /** The relay itself cannot be reached now; nothing was passed on. */
  AWAY,
  /** The request may have been passed on; the answer will not come. */
  LOST,
  /** The relay carries no content, or no more of it: it may carry other things. */
  NO_CONTENT,
  /** Not now: the asker is over a limit, or the tunnel is full. Nothing was passed on. */
  LATER;

  /** Reads an error text. "A client should take any outer error as route dead", but for ours. */
  public static RelayVerdict of(String text) {
    if (text.equals(WireErrorText.CONTENT_RELAY_DISABLED)
        || text.equals(WireErrorText.RELAY_CONTENT_QUOTA)) {
      return NO_CONTENT;
    }
    if (text.contains(WireErrorText.RATE_LIMIT_MARKER)
        || text.equals(Answer.BUSY_TEXT)
        || text.equals(WireErrorText.RELAY_CONTROL_QUOTA)
        || text.equals(RelayMachine.BUSY)) {
      return LATER;
    }
    boolean lost =
        text.startsWith("relay bridge dropped response")
            || text.startsWith("relay tunnel response timed out");
    return lost ? LOST : GONE;
  }
}
