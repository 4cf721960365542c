package io.scp2p.core.protocol.reach;

/** From whom a router lets packets in to a port that is in use (RFC 4787, section 5). */
public enum NatFiltering {
  /** From anybody. */
  OPEN,
  /** From any port of an address that was sent to. */
  BY_ADDRESS,
  /** Only from where something was sent to. */
  BY_ADDRESS_AND_PORT,
  /** Nobody who was asked could answer from another port. */
  UNKNOWN
}
