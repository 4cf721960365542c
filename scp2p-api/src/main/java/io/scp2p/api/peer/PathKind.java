package io.scp2p.api.peer;

/** How bytes travel between this node and a peer. */
public enum PathKind {
  /** Within the local network. */
  LAN,
  /** Dialled at an address anybody can reach. */
  DIRECT,
  /** Through address translation on both sides, opened by both at once. */
  PUNCHED,
  /** Through a TURN server of either side, which passes on datagrams of QUIC: sealed for it. */
  TURN,
  /** Through a relay that sees ciphertext only. */
  RELAYED_SEALED,
  /** Through a relay that sees everything: the other side speaks plain v1 (section 14.4). */
  RELAYED_PLAIN
}
