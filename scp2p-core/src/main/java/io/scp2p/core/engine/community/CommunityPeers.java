package io.scp2p.core.engine.community;

import io.scp2p.api.BootstrapAddress;
import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.Endpoint;
import io.scp2p.core.engine.AskFailure;
import io.scp2p.core.wire.message.Request;
import io.scp2p.core.wire.message.Response;
import io.scp2p.core.wire.record.PeerAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The network, as communities see it. Everything is called, and completes, on the loop. */
public interface CommunityPeers {
  /** Who this node is. */
  NodeKey self();

  /** Where this node tells others to look for it. */
  List<PeerAddress> addresses();

  /** Everybody with a session. */
  List<NodeKey> connected();

  /** Whether a peer is connected and speaks docs/community-protocol.md. */
  boolean speaksPages(NodeKey peer);

  /** Where a peer was reached, the best address first. */
  List<Endpoint> endpoints(NodeKey peer);

  /** The same, as it is written in records. */
  List<PeerAddress> addresses(NodeKey peer);

  /** Where to dial an address; empty if it is behind a relay. */
  Optional<Endpoint> endpoint(PeerAddress address);

  /** Makes contact with whoever lives at an address; empty if nobody does. */
  CompletableFuture<Optional<NodeKey>> contact(PeerAddress address);

  /** Makes contact with whomever an invitation names. */
  CompletableFuture<List<NodeKey>> contact(List<BootstrapAddress> hints);

  /** Finds who is said to have joined. Never fails. */
  CompletableFuture<List<PeerAddress>> findMembers(CommunityId community);

  /** Says that this node has joined; completes with how many know. Never fails. */
  CompletableFuture<Integer> publishMembership(CommunityId community);

  /** Asks a peer, and fails with {@link AskException} if it does not answer as it should. */
  CompletableFuture<Response> ask(NodeKey peer, Request request, int expectedBytes);

  /** Somebody sent what no honest node sends. */
  void lied(NodeKey peer);

  /** Why there is no answer. */
  final class AskException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient AskFailure why;

    /** Carries the reason. */
    public AskException(AskFailure why) {
      super(why.toString(), null, false, false);
      this.why = why;
    }

    AskFailure why() {
      return why;
    }
  }
}
