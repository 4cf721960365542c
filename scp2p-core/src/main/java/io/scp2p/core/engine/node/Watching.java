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
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * News of shares between nodes of this SDK (docs/catalog-protocol.md, section C6): tells connected
 * peers what this node follows, and those who follow what it has that there is something new. Who
 * knows the id of a private share can read it, so only those are told of it who have shown that
 * they know it. v1 peers see none of it. Lives on the loop.
 */
final class Watching {
  /** Peers of one share that are told that it is watched; the oldest make room for others. */
  static final int MAX_HOLDERS = 64;

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

  /** Who has shown a verified head, of each share that is followed; oldest first. */
  private final Map<ShareId, Set<NodeKey>> holders = new LinkedHashMap<>();

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

  void connected(NodeKey peer) {
    if (speaks(peer)) {
      watch(
          peer,
          holders.entrySet().stream()
              .filter(each -> each.getValue().contains(peer))
              .map(Map.Entry::getKey)
              .toList());
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

  /** A peer knows a share that this node follows. */
  void held(ShareId share, NodeKey peer) {
    Set<NodeKey> known = holders.computeIfAbsent(share, each -> new LinkedHashSet<>());
    if (!known.add(peer)) {
      return; // Was told then, or is told whenever it connects.
    }
    if (known.size() > MAX_HOLDERS) {
      known.remove(known.iterator().next());
    }
    if (speaks(peer)) {
      watch(peer, List.of(share));
    }
  }

  /** This node does not follow a share any more. */
  void unfollowed(ShareId share) {
    holders.remove(share);
  }

  /** This node has a newer version of a share. */
  void changed(ShareId share, long seq) {
    watchers.changed(share, seq);
  }

  private void ask(NodeKey peer, Request request) {
    network.ask(peer, request, ANSWER_BYTES, IGNORED);
  }
}
