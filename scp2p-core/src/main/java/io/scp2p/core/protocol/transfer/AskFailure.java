package io.scp2p.core.protocol.transfer;

/** Why a provider did not deliver what it was asked for. */
public enum AskFailure {
  /**
   * {@code chunk not found}, {@code chunk hashes not found}: a provider that is still downloading
   * itself answers so. No fault.
   */
  NOT_FOUND(false),
  /** A text with {@code rate limit} in it (section 17.1). Our pacing was wrong, not the peer. */
  RATE_LIMITED(false),
  /**
   * Ours: the peer serves as many others as it can, or its user lets this node wait. There is no
   * window to sit out, as a rate limit has.
   */
  OCCUPIED(false),
  /** The session has too many requests waiting. Nothing was sent. */
  BUSY(false),
  /** Any other error, or an answer that is not about what was asked. */
  REFUSED(true),
  /** No answer in time. */
  TIMED_OUT(true),
  /** The session ended first. */
  ENDED(true);

  private final boolean fault;

  AskFailure(boolean fault) {
    this.fault = fault;
  }

  /** Whether it counts against the peer (section 12.4: error, timeout). */
  public boolean isFault() {
    return fault;
  }
}
