package io.scp2p.examples.node.daemon.route;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.ShareLink;
import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.NodeId;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.share.PublicShare;
import io.scp2p.api.share.Subscription;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** A share somebody lists, and whether this node follows it. */
record PublicShareView(
    ShareId id,
    ShareLink link,
    long sequence,
    ManifestId manifest,
    @Nullable String title,
    @Nullable String description,
    NodeId listedBy,
    boolean followed) {
  /** Views of what is listed. */
  static Flux<PublicShareView> of(Scp2pNode node, Flux<PublicShare> listed) {
    return node.subscriptions()
        .list()
        .map(Subscription::shareId)
        .collect(Collectors.toSet())
        .flatMapMany(followed -> listed.map(view(followed::contains)));
  }

  private static Function<PublicShare, PublicShareView> view(Predicate<ShareId> followed) {
    return share ->
        new PublicShareView(
            share.id(),
            share.link(),
            share.sequence(),
            share.manifest(),
            share.title(),
            share.description(),
            share.listedBy(),
            followed.test(share.id()));
  }
}
