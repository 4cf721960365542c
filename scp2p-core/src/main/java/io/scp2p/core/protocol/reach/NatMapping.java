package io.scp2p.core.protocol.reach;

/** Which address a router gives to packets from one port (RFC 4787, section 4.1). */
public enum NatMapping {
  /** Nobody has answered: no network, or one that lets no UDP through. */
  BLOCKED,
  /** None: others see the address that the node itself has. */
  NONE,
  /** Always the same one: whoever learned it can use it. */
  SAME_FOR_ALL,
  /** Another one for each destination: what one peer learns is of no use to the next. */
  DIFFERENT_FOR_EACH,
  /** There is a router, but only one answer. */
  UNKNOWN
}
