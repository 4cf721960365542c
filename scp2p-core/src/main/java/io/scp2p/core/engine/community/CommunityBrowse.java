package io.scp2p.core.engine.community;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.share.PublicShare;
import io.scp2p.core.engine.AskFailure;
import io.scp2p.core.engine.Failures;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.follow.PublicBrowse;
import io.scp2p.core.wire.message.CommunityPublicShareList;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Asks participants one by one what they publish into a community (specification section 11.4): all
 * that v1 has. Nothing of it is verified; following a share is what verifies it. Lives on the loop.
 */
final class CommunityBrowse {
  /** Asked of one participant. */
  static final int MAX_PER_PEER = 256;

  /** Shares of one browse. */
  static final int MAX_SHARES = 4_096;

  static final int PARALLEL = 8;

  static final Duration TIMEOUT = Duration.ofSeconds(12);

  private static final int LIST_BYTES = 128 << 10;

  /** The words by which every refusal of strict mode begins (section 11.4). */
  private static final String STRICT = "community strict mode";

  private final Loop loop;
  private final CommunityPeers peers;

  CommunityBrowse(Loop loop, CommunityPeers peers) {
    this.loop = loop;
    this.peers = peers;
  }

  /** What one participant said. */
  private record Told(List<PublicShare> shares, boolean refused) {}

  /**
   * Asks these.
   *
   * @return each share once; fails if everybody wants a token that this node does not have
   */
  CompletableFuture<List<PublicShare>> ask(CommunityRow row, List<NodeKey> whom) {
    return Round.of(loop, whom, PARALLEL, TIMEOUT, peer -> ask(row, peer))
        .thenApply(told -> merged(row, told));
  }

  private List<PublicShare> merged(CommunityRow row, List<Told> told) {
    Map<ShareId, PublicShare> found = new LinkedHashMap<>();
    for (Told each : told) {
      for (PublicShare share : each.shares()) {
        if (found.size() < MAX_SHARES) {
          found.putIfAbsent(share.id(), share);
        }
      }
    }
    if (!told.isEmpty() && told.stream().allMatch(Told::refused)) {
      throw new Scp2pException(
          ErrorCode.NOT_A_MEMBER,
          "Every member that was reached wants proof of membership.",
          Map.of("community", row.id().toString()));
    }
    return new ArrayList<>(found.values());
  }

  private CompletableFuture<Optional<Told>> ask(CommunityRow row, NodeKey peer) {
    return peers
        .ask(peer, MemberSearch.listRequest(row, peers.self(), MAX_PER_PEER), LIST_BYTES)
        .handle(
            (response, failure) -> {
              if (failure != null) {
                return isRefusal(failure)
                    ? Optional.of(new Told(List.of(), true))
                    : Optional.<Told>empty();
              }
              boolean asAsked =
                  response instanceof CommunityPublicShareList list
                      && list.communityId().equals(row.id());
              return asAsked
                  ? Optional.of(new Told(claims(peer, (CommunityPublicShareList) response), false))
                  : Optional.<Told>empty();
            });
  }

  private List<PublicShare> claims(NodeKey peer, CommunityPublicShareList list) {
    return PublicBrowse.claims(
        peer, list.shares(), PublicBrowse.hints(peer, peers.endpoints(peer)), MAX_PER_PEER);
  }

  static boolean isRefusal(Throwable failure) {
    Throwable cause = Failures.cause(failure);
    return cause instanceof CommunityPeers.AskException ask
        && ask.why() instanceof AskFailure.Refused refused
        && (refused.text().startsWith(STRICT) || refused.text().startsWith("membership token"));
  }
}
