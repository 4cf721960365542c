package io.scp2p.core.engine;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.Endpoint;
import io.scp2p.core.protocol.session.HandshakeFailure;
import io.scp2p.core.protocol.session.SessionFailure;
import io.scp2p.core.wire.frame.Envelope;
import org.jspecify.annotations.Nullable;

/** What a node does about its sessions. Everything is called on the loop. */
public interface SessionHost {
  /**
   * Whether somebody who has just proved a key may have a session. If not, the connection ends
   * before anything of it is answered.
   */
  boolean welcomes(NodeKey peer);

  /** A handshake is done; requests may follow at once. */
  void established(PeerSession session);

  /**
   * A handshake has failed; nothing else will be heard of it.
   *
   * @param claimedKey the key the other side named, proven or not
   */
  void refused(
      Endpoint remote, boolean initiator, HandshakeFailure why, @Nullable NodeKey claimedKey);

  /** The peer asks; answer through {@link PeerSession#answer} with the same ticket, once. */
  void serve(PeerSession session, long ticket, Envelope request);

  /** An established session has ended; every open request was told before. */
  void closed(PeerSession session, SessionFailure why);
}
