package io.scp2p.core.protocol.session;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.Bytes;
import org.jspecify.annotations.Nullable;

/** What a handshake wants done, in the order of the list. */
public sealed interface HandshakeEffect {
  /** Send a frame with this body. */
  record Send(Bytes body) implements HandshakeEffect {}

  /** Both sides are who they say: envelopes may follow. Nothing comes after this. */
  record Established(Peer peer) implements HandshakeEffect {}

  /**
   * Close without a word (section 4.5). Nothing comes after this.
   *
   * @param claimedKey the key that the other side named, proven or not; null if it named none
   */
  record Refused(HandshakeFailure why, @Nullable NodeKey claimedKey) implements HandshakeEffect {}
}
