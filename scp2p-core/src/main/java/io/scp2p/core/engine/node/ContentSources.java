package io.scp2p.core.engine.node;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.id.ShareId;
import io.scp2p.core.engine.dht.DhtService;
import io.scp2p.core.engine.download.DownloadPeers;
import io.scp2p.core.engine.download.Providers;
import io.scp2p.core.engine.follow.Following;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The network, as downloads see it. Lives on the loop. */
final class ContentSources implements DownloadPeers {
  private final Seeds seeds;
  private final DhtService dht;
  private final Providers providers;
  private final Happenings happenings;
  private final Supplier<Following> following;

  /** Searches under way, so that a thousand files of one share cause one. */
  private final Map<ShareId, Set<Consumer<Boolean>>> searches = new HashMap<>();

  /**
   * Nobody is sought yet.
   *
   * @param following the subscriptions, once they are there
   */
  ContentSources(
      Seeds seeds,
      DhtService dht,
      Providers providers,
      Happenings happenings,
      Supplier<Following> following) {
    this.seeds = seeds;
    this.dht = dht;
    this.providers = providers;
    this.happenings = happenings;
    this.following = following;
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  @Override
  public void seek(ShareId share, ContentId content, Consumer<Boolean> done) {
    Set<Consumer<Boolean>> waiting = searches.get(share);
    if (waiting != null) {
      waiting.add(done);
      return;
    }
    searches.put(share, new HashSet<>(Set.of(done)));
    int before = providers.size();
    following
        .get()
        .get(share)
        .thenCompose(subscription -> seeds.find(subscription.link()))
        .exceptionallyCompose(notFollowed -> seeds.contact(List.of()))
        .thenCompose(reached -> dht.contactProviders(content))
        .whenComplete((found, failure) -> sought(share, providers.size() > before));
  }

  private void sought(ShareId share, boolean anybodyNew) {
    Set<Consumer<Boolean>> waiting = searches.remove(share);
    if (waiting != null) {
      waiting.forEach(each -> each.accept(anybodyNew));
    }
  }

  @Override
  public void lied(NodeKey peer, ErrorCode what) {
    happenings.lied(peer, what);
  }
}
