package io.scp2p.api.peer;

/** Whether the key of a peer is remembered for its addresses (specification section 7.4). */
public enum PinState {
  /** Nothing is remembered. */
  UNPINNED,
  /** The key seen at first contact is remembered; another one is a security event. */
  FIRST_CONTACT,
  /** The user, a link or a bootstrap string named the key, and the node proved to have it. */
  CONFIRMED,
  /** The node is refused, whatever it proves. */
  BLOCKED
}
