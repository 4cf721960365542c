package io.scp2p.core.engine.follow;

import io.scp2p.api.BootstrapAddress;
import io.scp2p.api.ShareLink;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.share.PublicShare;
import io.scp2p.api.spi.Endpoint;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.engine.Reply;
import io.scp2p.core.protocol.session.SessionFailure;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.frame.Envelope;
import io.scp2p.core.wire.message.ListPublicShares;
import io.scp2p.core.wire.message.MessageCodec;
import io.scp2p.core.wire.message.PublicShareList;
import io.scp2p.core.wire.record.ShareSummary;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Asks peers what they publish (specification section 9.9) and merges the answers, each share once.
 * Nothing of it is verified: following a share is what verifies it.
 */
public final class PublicBrowse {
  /** What the reference's desktop asks for. */
  public static final int MAX_PER_PEER = 64;

  /** Peers asked by one call. */
  public static final int MAX_PEERS = 64;

  /** Peers asked at the same time. */
  public static final int PARALLEL = 8;

  /** Shares in one result. */
  public static final int MAX_SHARES = 1_024;

  /** Characters kept of a title or description. */
  public static final int MAX_TEXT = 1_024;

  /** One call altogether; what came until then is the result. */
  public static final Duration TIMEOUT = Duration.ofSeconds(15);

  /** Addresses of a peer in the link of what it lists. */
  static final int MAX_HINTS = 4;

  private static final int LIST_BYTES = 64 << 10;

  private final Loop loop;
  private final Offload offload;
  private final SyncPeers peers;

  /** Asks through {@code peers}. */
  public PublicBrowse(Loop loop, Offload offload, SyncPeers peers) {
    this.loop = loop;
    this.offload = offload;
    this.peers = peers;
  }

  /**
   * Asks these peers. May be called from any thread.
   *
   * @return completes on the loop within {@link #TIMEOUT}; empty if nobody lists anything
   */
  public CompletableFuture<List<PublicShare>> browse(List<NodeKey> whom) {
    CompletableFuture<List<PublicShare>> outcome = new CompletableFuture<>();
    loop.post(() -> new Round(whom, outcome).start());
    return outcome;
  }

  /** One call. Owned by the loop. */
  private final class Round {
    private final ArrayDeque<NodeKey> waiting = new ArrayDeque<>();
    private final Map<ShareId, PublicShare> found = new LinkedHashMap<>();
    private final CompletableFuture<List<PublicShare>> outcome;
    private Loop.@Nullable Timer timer;
    private int asked;

    Round(List<NodeKey> whom, CompletableFuture<List<PublicShare>> outcome) {
      whom.stream().distinct().limit(MAX_PEERS).forEach(waiting::add);
      this.outcome = outcome;
    }

    void start() {
      timer = loop.at(loop.time().nanos() + TIMEOUT.toNanos(), this::end);
      goOn();
    }

    private void goOn() {
      while (asked < PARALLEL && !waiting.isEmpty()) {
        ask(waiting.remove());
      }
      if (asked == 0) {
        end();
      }
    }

    private void end() {
      waiting.clear();
      if (timer != null) {
        timer.cancel();
      }
      outcome.complete(List.copyOf(found.values()));
    }

    private void ask(NodeKey peer) {
      asked++;
      peers.ask(
          peer,
          new ListPublicShares(MAX_PER_PEER),
          LIST_BYTES,
          new Reply() {
            @Override
            @SuppressWarnings("FutureReturnValueIgnored")
            public void answered(Envelope answer) {
              List<BootstrapAddress> where = hints(peer, peers.endpoints(peer));
              offload
                  .call(() -> claims(peer, answer, where))
                  .whenComplete(
                      (claims, failure) ->
                          Round.this.answered(failure == null ? claims : List.of()));
            }

            @Override
            public void failed(SessionFailure why) {
              Round.this.answered(List.of());
            }
          });
    }

    private void answered(List<PublicShare> claims) {
      asked--;
      for (PublicShare claim : claims) {
        // The first to list a share is as good as any: its number is only a claim.
        if (found.size() < MAX_SHARES) {
          found.putIfAbsent(claim.id(), claim);
        }
      }
      goOn();
    }
  }

  private List<PublicShare> claims(NodeKey peer, Envelope answer, List<BootstrapAddress> where)
      throws WireException {
    if (answer.isError()
        || !(MessageCodec.v1().decodeResponse(answer.type(), answer.payload())
            instanceof PublicShareList list)) {
      return List.of();
    }
    return claims(peer, list.shares(), where, MAX_PER_PEER);
  }

  /**
   * What a list claims, without what contradicts itself.
   *
   * @param where the peer was reached: in the links, so that its shares can be followed from there
   */
  public static List<PublicShare> claims(
      NodeKey peer, List<ShareSummary> shares, List<BootstrapAddress> where, int limit) {
    List<PublicShare> claims = new ArrayList<>();
    for (ShareSummary summary : shares) {
      if (claims.size() < limit && summary.shareKey().id().equals(summary.shareId())) {
        claims.add(
            new PublicShare(
                ShareLink.of(summary.shareKey(), where),
                summary.latestSeq(),
                summary.latestManifestId(),
                cut(summary.title()),
                cut(summary.description()),
                peer.id()));
      }
    }
    return claims;
  }

  /**
   * Where a peer was reached, as a link names it.
   *
   * @param endpoints the best first
   */
  public static List<BootstrapAddress> hints(NodeKey peer, List<Endpoint> endpoints) {
    return endpoints.stream()
        .filter(at -> at.kind() == TransportKind.TCP || at.kind() == TransportKind.QUIC)
        .limit(MAX_HINTS)
        .map(
            at ->
                new BootstrapAddress(
                    at.kind(), at.address().getAddress(), at.address().getPort(), peer))
        .toList();
  }

  /** A title or description, not longer than it has to be. */
  public static @Nullable String cut(@Nullable String text) {
    return text == null || text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
  }
}
