package io.scp2p.api.error;

/** What the host application can usefully do next. */
public enum Advice {
  /** Repeat the same call after a while: nothing was done that a repeat would do twice. */
  RETRY_LATER,
  /** One peer failed or lied. Repeat at once: it is not asked again before others were. */
  TRY_ANOTHER_PEER,
  /** The call cannot succeed as it is: change its arguments, or call at another time. */
  FIX_THE_CALL,
  /** The machine or the configuration is in the way: disk, permissions, ports, class path. */
  FIX_THE_HOST,
  /** Somebody has to decide, usually whom to trust or which secret to enter. Never automate it. */
  ASK_THE_USER,
  /** Nothing to do: this is what was asked for. */
  NOTHING,
  /** A bug of the SDK or of a plugged-in part: please report it with the details. */
  REPORT;

  /**
   * Whether the same call may simply be repeated.
   *
   * @return true only where repeating can do no harm
   */
  public boolean retryable() {
    return this == RETRY_LATER || this == TRY_ANOTHER_PEER;
  }
}
