package io.scp2p.core.engine.follow;

import io.scp2p.api.ShareLink;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.spi.Endpoint;
import io.scp2p.core.engine.Reply;
import io.scp2p.core.wire.message.Request;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Whom to ask about shares, and how. Everything is called on the loop. */
public interface SyncPeers {
  /**
   * Peers that can be asked at once or after a dial, best first: seeds, those that answered before,
   * those connected now. Claims nothing about what they have.
   */
  List<NodeKey> known(ShareId share);

  /**
   * Finds more peers: dials the hints of a link, looks the head's key up in the DHT.
   *
   * @return completes on the loop, and in bounded time; a failure counts as nobody
   */
  CompletableFuture<List<NodeKey>> find(ShareLink link);

  /** Whether a peer is connected and speaks docs/catalog-protocol.md. */
  default boolean hasCatalogs(NodeKey peer) {
    return false;
  }

  /** Where a peer was reached, the best address first. */
  default List<Endpoint> endpoints(NodeKey peer) {
    return List.of();
  }

  /**
   * Asks one peer, dialling it if there is no session.
   *
   * @param expectedBytes how long the answer may be: longer ones get more time
   * @param outcome told once, on the loop
   */
  void ask(NodeKey peer, Request request, int expectedBytes, Reply outcome);
}
