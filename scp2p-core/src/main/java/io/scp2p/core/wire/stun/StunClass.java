package io.scp2p.core.wire.stun;

/** The two class bits of a STUN message (RFC 8489, section 5). Their order is that of the bits. */
public enum StunClass {
  /** Asks for an answer. */
  REQUEST,
  /** Wants none. */
  INDICATION,
  /** The answer that it worked. */
  SUCCESS,
  /** The answer that it did not, with {@link StunError}. */
  ERROR
}
