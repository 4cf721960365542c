package io.scp2p.core.wire.reach;

/** How a node came by an address of its own (RFC 8445, section 5.1.1). The order is the wire's. */
public enum CandidateKind {
  /** Of one of its interfaces. */
  HOST(126),
  /** What others see, learned from an answer to a request. */
  SERVER_REFLEXIVE(100),
  /** What the other side of a check saw. */
  PEER_REFLEXIVE(110),
  /** Of its router, which was asked to pass packets on. */
  MAPPED(120),
  /** Of a server that passes packets on. */
  RELAYED(0);

  private final int preference;

  CandidateKind(int preference) {
    this.preference = preference;
  }

  /** The type preference of RFC 8445, section 5.1.2.2. */
  public int preference() {
    return preference;
  }
}
