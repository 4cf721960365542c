package io.scp2p.api.diagnostics;

/** What stands between this node and the internet. */
public enum NatKind {
  /** Not examined yet, or no server answered. */
  UNKNOWN,
  /** Nothing: the address is public. */
  NONE,
  /** One outside port for everybody, open to everybody. */
  FULL_CONE,
  /** One outside port for everybody, open to whom was sent to. */
  PORT_RESTRICTED,
  /** Another outside port for every other side. */
  SYMMETRIC,
  /** UDP does not pass. */
  UDP_BLOCKED
}
