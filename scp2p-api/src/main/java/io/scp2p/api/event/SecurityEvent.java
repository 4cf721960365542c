package io.scp2p.api.event;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.NodeId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.spi.Endpoint;

/** Somebody lied, or was taken for somebody else. Show these to a person. */
public sealed interface SecurityEvent extends NodeEvent {
  /**
   * Guaranteed: a node at an address proved another key than the one expected or remembered. The
   * session was refused.
   *
   * @param stamp number and time
   * @param endpoint where
   * @param expected the key that should have been proved
   * @param actual the key that was
   */
  record IdentityMismatch(EventStamp stamp, Endpoint endpoint, NodeKey expected, NodeKey actual)
      implements SecurityEvent {}

  /**
   * Guaranteed: somebody between the two nodes terminates the encryption. The session was refused.
   *
   * @param stamp number and time
   * @param endpoint where
   * @param peer the node at the other end, who is not to blame
   */
  record ChannelIntercepted(EventStamp stamp, Endpoint endpoint, NodeKey peer)
      implements SecurityEvent {}

  /**
   * Guaranteed: a peer sent what is provably wrong, for instance a corrupt chunk, and is avoided
   * from now on. One that sends wrong chunks of one content after another is named once, until it
   * has sent none for ten minutes.
   *
   * @param stamp number and time
   * @param peer who
   * @param what it did
   */
  record PeerLied(EventStamp stamp, NodeId peer, ErrorCode what) implements SecurityEvent {}

  /**
   * Guaranteed: a forged or older version of a followed share was offered, and refused.
   *
   * @param stamp number and time
   * @param share which
   * @param peer who offered it
   * @param what was wrong with it
   */
  record VersionRefused(EventStamp stamp, ShareId share, NodeId peer, ErrorCode what)
      implements SecurityEvent {}

  /**
   * Ephemeral: a peer exceeds what it is allowed, and is held back.
   *
   * @param stamp number and time
   * @param peer who
   */
  record PeerThrottled(EventStamp stamp, NodeId peer) implements SecurityEvent {}
}
