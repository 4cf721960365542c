package io.scp2p.core.wire.reach;

import java.util.Arrays;
import java.util.Optional;

/** How a node came by an address of its own (RFC 8445, section 5.1.1). */
public enum CandidateKind {
  /** Of one of its interfaces. */
  HOST(0, 126),
  /** What others see, learned from an answer to a request. */
  SERVER_REFLEXIVE(1, 100),
  /** What the other side of a check saw. */
  PEER_REFLEXIVE(2, 110),
  /** Of its router, which was asked to pass packets on. */
  MAPPED(3, 120),
  /** Of a server that passes packets on. */
  RELAYED(4, 0);

  private final int number;
  private final int preference;

  CandidateKind(int number, int preference) {
    this.number = number;
    this.preference = preference;
  }

  /** The kind of a number of the wire. */
  static Optional<CandidateKind> of(int number) {
    return Arrays.stream(values()).filter(each -> each.number == number).findFirst();
  }

  /** How it is written. */
  int number() {
    return number;
  }

  /** The type preference of RFC 8445, section 5.1.2.2. */
  public int preference() {
    return preference;
  }
}
