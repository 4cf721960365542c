package io.scp2p.core.engine.node;

import io.scp2p.api.ShareLink;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.spi.Endpoint;
import io.scp2p.core.engine.Network;
import io.scp2p.core.engine.Reply;
import io.scp2p.core.engine.dht.DhtService;
import io.scp2p.core.engine.follow.SyncPeers;
import io.scp2p.core.protocol.catalog.CatalogMessages;
import io.scp2p.core.wire.message.Request;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The network, as subscriptions see it. Lives on the loop. */
final class ShareSources implements SyncPeers {
  private final Seeds seeds;
  private final DhtService dht;
  private final Network network;

  ShareSources(Seeds seeds, DhtService dht, Network network) {
    this.seeds = seeds;
    this.dht = dht;
    this.network = network;
  }

  @Override
  public List<NodeKey> known(ShareId share) {
    return seeds.known(share);
  }

  @Override
  public CompletableFuture<List<NodeKey>> find(ShareLink link) {
    // Whom the link names first: a lookup needs somebody to begin with.
    return seeds
        .find(link)
        .thenCompose(named -> dht.find(link.shareKey()).thenApply(found -> both(named, found)));
  }

  private static List<NodeKey> both(List<NodeKey> named, List<NodeKey> found) {
    Set<NodeKey> all = new LinkedHashSet<>(named);
    all.addAll(found);
    return List.copyOf(all);
  }

  @Override
  public boolean hasCatalogs(NodeKey peer) {
    return network.peer(peer).map(CatalogMessages::agreedWith).orElse(false);
  }

  @Override
  public List<Endpoint> endpoints(NodeKey peer) {
    return network.addresses(peer);
  }

  @Override
  public void ask(NodeKey peer, Request request, int expectedBytes, Reply outcome) {
    network.askRaw(peer, request, expectedBytes, outcome);
  }
}
