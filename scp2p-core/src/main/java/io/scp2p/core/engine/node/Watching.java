package io.scp2p.core.engine.node;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.id.ShareId;
import io.scp2p.core.engine.AskFailure;
import io.scp2p.core.engine.AskOutcome;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.Network;
import io.scp2p.core.engine.follow.Following;
import io.scp2p.core.engine.pages.Watchers;
import io.scp2p.core.protocol.catalog.CatalogMessages;
import io.scp2p.core.protocol.catalog.HeadChanged;
import io.scp2p.core.protocol.catalog.WatchShares;
import io.scp2p.core.wire.message.Request;
import io.scp2p.core.wire.message.Response;
import java.util.List;

/**
 * News of shares between nodes of this SDK (docs/catalog-protocol.md, section C6): tells connected
 * peers what this node follows, and those who follow what it has that there is something new. v1
 * peers see none of it. Lives on the loop.
 */
final class Watching {
  /** An empty answer. */
  private static final int ANSWER_BYTES = 64;

  /** Nobody waits for these: who does not hear of something looks sooner or later. */
  private static final AskOutcome IGNORED =
      new AskOutcome() {
        @Override
        public void answered(Response response) {}

        @Override
        public void failed(AskFailure why) {}
      };

  private final Network network;
  private final Following following;
  private final Watchers watchers;

  Watching(Loop loop, Network network, Following following) {
    this.network = network;
    this.following = following;
    this.watchers = new Watchers(loop, this::ask);
  }

  Watchers watchers() {
    return watchers;
  }

  /** A peer said that a share has a newer version. */
  void heard(HeadChanged news) {
    following.headChanged(news.share(), news.seq());
  }

  boolean speaks(NodeKey peer) {
    return network.peer(peer).map(CatalogMessages::agreedWith).orElse(false);
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  void connected(NodeKey peer) {
    if (speaks(peer)) {
      following
          .list()
          .thenAccept(
              all -> watch(peer, all.stream().map(each -> each.plan().link().shareId()).toList()));
    }
  }

  private void watch(NodeKey peer, List<ShareId> shares) {
    List<ShareId> first = shares.subList(0, Math.min(shares.size(), Watchers.MAX_SHARES));
    for (int from = 0; from < first.size(); from += WatchShares.MAX_SHARES) {
      int to = Math.min(first.size(), from + WatchShares.MAX_SHARES);
      ask(peer, new WatchShares(first.subList(from, to)));
    }
  }

  void disconnected(NodeKey peer) {
    watchers.left(peer);
  }

  /** This node follows one more share. */
  void followed(ShareId share) {
    for (NodeKey peer : network.connected()) {
      if (speaks(peer)) {
        ask(peer, new WatchShares(List.of(share)));
      }
    }
  }

  /** This node has a newer version of a share. */
  void changed(ShareId share, long seq) {
    watchers.changed(share, seq);
  }

  private void ask(NodeKey peer, Request request) {
    network.ask(peer, request, ANSWER_BYTES, IGNORED);
  }
}
