package io.scp2p.api.diagnostics;

import io.scp2p.api.id.NodeId;
import io.scp2p.api.peer.PathKind;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How this node reaches one peer, and why not better.
 *
 * @param peer whom
 * @param path the best of the open sessions, or null if there is none now
 * @param checks packets that were sent to find a direct path, the last time one was looked for
 * @param explanation what was tried and what came of it, for people
 */
public record PeerPathReport(NodeId peer, @Nullable PathKind path, int checks, String explanation) {
  /** Requires the peer and the text. */
  public PeerPathReport {
    Objects.requireNonNull(peer, "peer");
    Objects.requireNonNull(explanation, "explanation");
  }

  /** {@return whether everything goes through a third machine: a TURN server or a relay} */
  public boolean isRelayed() {
    return path == PathKind.TURN
        || path == PathKind.RELAYED_SEALED
        || path == PathKind.RELAYED_PLAIN;
  }
}
