package io.scp2p.core.protocol.lan;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.record.PeerAddress;

/** What LAN discovery wants done. */
public sealed interface LanEffect {
  /** Send this to everybody, on every interface. */
  record Announce(Bytes datagram) implements LanEffect {}

  /** Somebody may be there: for the peer database, where it counts as hearsay. */
  record Heard(PeerAddress address) implements LanEffect {}

  /** Dial it, and say what came of it. */
  record Meet(PeerAddress address) implements LanEffect {}

  /** A neighbour has proved its key that is new, or was silent or out of reach before. */
  record Found(NodeKey neighbour) implements LanEffect {}
}
