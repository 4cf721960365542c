package io.scp2p.core.engine.node;

import io.scp2p.api.config.CommunityConfig;
import io.scp2p.api.config.NodeRole;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.CommunityId;
import io.scp2p.api.share.SharePlan;
import io.scp2p.core.engine.Network;
import io.scp2p.core.engine.community.CommunityBook;
import io.scp2p.core.engine.community.CommunityEngine;
import io.scp2p.core.engine.community.CommunityIndex;
import io.scp2p.core.engine.community.CommunityParts;
import io.scp2p.core.engine.community.CommunityServices;
import io.scp2p.core.engine.community.PageServices;
import io.scp2p.core.engine.dht.DhtService;
import io.scp2p.core.engine.share.PublicListing;
import io.scp2p.core.protocol.serving.ServiceRegistry;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The parts of communities, in the order in which they can be made. */
final class CommunityOpening {
  private final NodeCore core;
  private final CommunityBook book;
  private final CommunityServices services;
  private final PageServices pages;

  /** What is served before there is a network. */
  CommunityOpening(NodeCore core) {
    this.core = core;
    this.book = CommunityEngine.open(new CommunityBook(core.stores().state()));
    this.services =
        new CommunityServices(
            book,
            new PublicListing(core.shareStore()),
            core.config().community().strict(),
            core.parts().time(),
            core.threads().offload());
    CommunityConfig config = core.config().community();
    boolean keeps = config.keepIndex() && core.config().role() != NodeRole.LIGHT;
    this.pages =
        new PageServices(
            book,
            services,
            keeps
                ? new CommunityIndex(core.stores().state(), config.maxMembers(), config.maxShares())
                : null,
            config.strict(),
            core.parts().entropy(),
            core.parts().time(),
            core.threads().offload());
  }

  void addTo(ServiceRegistry.Builder registry) {
    services.addTo(registry);
    pages.addTo(registry);
  }

  /** What runs once there is one. */
  CommunityEngine engine(
      Network network, DhtService dht, Seeds seeds, Happenings happenings, RandomGenerator random) {
    CommunityEngine engine =
        new CommunityEngine(
            new CommunityParts(
                core.threads().loop(),
                core.threads().offload(),
                core.stores().state(),
                core.keys(),
                core.hub(),
                new CommunityNetwork(core.keys().self().key(), network, dht, seeds, happenings),
                book,
                services,
                pages,
                new BoundShares(core.shareStore()),
                core.config().community(),
                core::hints,
                random));
    happenings.tell(engine);
    return engine;
  }

  /** Why a plan cannot be published, if it is bound to a community that was not joined. */
  Optional<Scp2pException> refusal(SharePlan plan) {
    return plan.communities().stream()
        .filter(community -> !book.hasJoined(community))
        .findFirst()
        .map(CommunityOpening::notJoined);
  }

  private static Scp2pException notJoined(CommunityId community) {
    return new Scp2pException(
        ErrorCode.UNKNOWN_COMMUNITY,
        "A share is bound to communities that this node has joined.",
        Map.of("community", community.toString()));
  }
}
