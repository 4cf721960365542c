package io.scp2p.core.protocol.session;

/** Why a request or a session came to nothing. */
public enum SessionFailure {
  /** The peer did not answer in time. */
  TIMED_OUT,
  /** Too many requests of ours are waiting already. */
  BUSY,
  /** On this session only the other side may ask (section 5.1). */
  MAY_NOT_ASK,
  /** The request does not fit into a frame (section 2.1). */
  TOO_LARGE,
  /** The caller lost interest. */
  CANCELLED,
  /** The peer broke the rules of the session. */
  PROTOCOL,
  /** The peer has been silent for too long. */
  DEAD,
  /** None of the peer's addresses leads to it. */
  UNREACHABLE,
  /** The session ended before the answer came. */
  ENDED,
  /** A bug of ours; the log says more. */
  INTERNAL
}
