package io.scp2p.core.engine.node;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.id.ShareId;
import io.scp2p.core.engine.dht.DhtService;
import io.scp2p.core.engine.download.DownloadPeers;
import io.scp2p.core.engine.download.Providers;
import io.scp2p.core.engine.follow.Following;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The network, as downloads see it. Lives on the loop. */
final class ContentSources implements DownloadPeers {
  private final SourceSearches searches;
  private final Happenings happenings;

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
    this.happenings = happenings;
    this.searches =
        new SourceSearches(
            share -> contact(seeds, following.get(), share),
            dht::contactProviders,
            providers::size,
            () -> providers.former().forEach(seeds::reach));
  }

  private static CompletableFuture<?> contact(Seeds seeds, Following following, ShareId share) {
    return following
        .get(share)
        .thenCompose(subscription -> seeds.find(subscription.link()))
        .exceptionallyCompose(notFollowed -> seeds.contact(List.of()));
  }

  @Override
  public void seek(ShareId share, ContentId content, Consumer<Boolean> done) {
    searches.seek(share, content, done);
  }

  @Override
  public void lied(NodeKey peer, ErrorCode what) {
    happenings.lied(peer, what);
  }
}
