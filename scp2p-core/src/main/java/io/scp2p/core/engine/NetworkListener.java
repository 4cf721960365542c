package io.scp2p.core.engine;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.peer.PathKind;
import io.scp2p.api.spi.Endpoint;
import io.scp2p.core.protocol.session.HandshakeFailure;
import org.jspecify.annotations.Nullable;

/**
 * Told what happens between this node and others, on the loop. For each peer: {@code connected
 * pathChanged* disconnected}, again and again.
 */
public interface NetworkListener {
  /**
   * The first session with a peer that proved its key.
   *
   * @param at where it is, as seen from here; not an address to dial if it has dialled us
   * @param extended whether it speaks this SDK's extensions
   */
  default void connected(NodeKey peer, PathKind path, Endpoint at, boolean extended) {}

  /** Bulk goes another way from now on, or the way it went has ended. */
  default void pathChanged(NodeKey peer, PathKind from, PathKind to, Endpoint at) {}

  /** The last session with a peer has ended. */
  default void disconnected(NodeKey peer) {}

  /** Somebody else than expected, or than pinned, lives at an address. The session was refused. */
  default void identityMismatch(Endpoint at, NodeKey expected, NodeKey actual) {}

  /**
   * Somebody terminates the encryption between this node and another. The session was refused.
   *
   * @param peer the node at the other end, who is not to blame
   */
  default void channelIntercepted(Endpoint at, NodeKey peer) {}

  /**
   * A handshake was refused for another reason that does not come about by accident: a replay, a
   * downgrade.
   */
  default void suspicious(Endpoint at, HandshakeFailure why, @Nullable NodeKey claimedKey) {}

  /**
   * A handshake was refused because the other side names a time too far from ours. It proves
   * nothing.
   */
  default void clockDiffers(Endpoint at, @Nullable NodeKey claimedKey) {}

  /** A peer asks more than it is allowed to. Told at most once a minute for each session. */
  default void throttled(NodeKey peer) {}

  /** A peer breaks the protocol in a way that only it can be blamed for. */
  default void lied(NodeKey peer, ErrorCode what) {}
}
