package io.scp2p.core.protocol.session;

/** Why a handshake was refused. Nothing of it is ever said to the peer (section 4.5). */
public enum HandshakeFailure {
  /** The hello cannot be decoded. */
  MALFORMED(false),
  /** The clocks are more than five minutes apart (section 4.3). */
  CLOCK_SKEW(false),
  /** The hello is not signed by the key it names. */
  BAD_SIGNATURE(false),
  /** The nonce was used before (section 4.4). */
  REPLAYED(true),
  /** The hello does not answer ours. */
  WRONG_ECHO(true),
  /** Another key than the address promised or than was pinned. */
  UNEXPECTED_KEY(true),
  /** The third hello differs from the first (section 21, Q-3). */
  CHANGED_HELLO(true),
  /** Not protocol version 1. */
  UNSUPPORTED_VERSION(false),
  /** The other side has our own key. */
  OURSELVES(false),
  /** The extension is malformed, unsigned, or missing where it has to be (extension X2). */
  BAD_EXTENSION(true),
  /** The other side sees another encrypted channel than we do: somebody is in the middle. */
  CHANNEL_MISMATCH(true),
  /** The other side answered another hello than the one we sent: somebody is in the middle. */
  HELLO_MISMATCH(true),
  /** A peer known to have the extension came without it. */
  DOWNGRADED(true),
  /** No hello in time. */
  TIMED_OUT(false),
  /** The stream ended first. */
  ENDED(false),
  /** A bug of ours; the log says more. */
  INTERNAL(false);

  private final boolean securityEvent;

  HandshakeFailure(boolean securityEvent) {
    this.securityEvent = securityEvent;
  }

  /** Whether the user should hear of it: it does not happen by accident. */
  public boolean isSecurityEvent() {
    return securityEvent;
  }
}
