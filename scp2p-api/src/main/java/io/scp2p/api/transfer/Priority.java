package io.scp2p.api.transfer;

/** Which transfer goes first when not all can run. */
public enum Priority {
  /** Only when nothing else wants the bandwidth. */
  LOW,
  /** The default. */
  NORMAL,
  /** Before everything else; a reader waiting on open content has this. */
  HIGH
}
