package io.scp2p.core.protocol.dht;

/** Which messages a node understands. */
public enum Speech {
  /** There is no session with it, so nobody knows. */
  UNKNOWN,
  /** SCP2P v1; it must never be sent anything else. */
  V1,
  /** Our extension for many values at once, too. */
  BATCHES
}
