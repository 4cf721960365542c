package io.scp2p.core.engine.community;

import io.scp2p.api.BootstrapAddress;
import io.scp2p.api.CommunityLink;
import io.scp2p.api.PeerAddress;
import io.scp2p.api.community.Community;
import io.scp2p.api.community.Member;
import io.scp2p.api.community.MembershipToken;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.event.CommunityEvent;
import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.share.PublicShare;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.engine.keys.StoreErrors;
import io.scp2p.core.protocol.Nanos;
import io.scp2p.core.protocol.community.CommunityRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Communities of a node: membership, members, browsing. Methods for the host may be called from any
 * thread and complete on the loop; the rest lives on the loop.
 */
public final class CommunityEngine {
  /** How long whoever browses waits for what is new. */
  private static final Duration FRESH_WITHIN = Duration.ofSeconds(1);

  /** Members of which pages are asked for together. */
  private static final int ASKED_AT_ONCE = 2;

  /** Participants of a community that is small enough to ask all of them. */
  private static final int ALL_ASKED = 32;

  private final Loop loop;
  private final Offload offload;
  private final CommunityParts parts;
  private final CommunityBook book;
  private final CommunityPeers peers;
  private final Membership membership;
  private final CommunityBrowse browse;
  private final CommunitySources sources;
  private final CommunityCare care;

  /** Does nothing before {@link #start}. */
  public CommunityEngine(CommunityParts parts) {
    this.parts = parts;
    this.loop = parts.loop();
    this.offload = parts.offload();
    this.book = parts.book();
    this.peers = parts.peers();
    this.membership = new Membership(book, parts.keys(), loop.time(), parts.self());
    this.browse = new CommunityBrowse(loop, peers);
    this.sources =
        new CommunitySources(loop, offload, peers, parts.pages(), parts.config().strict());
    this.care = new CommunityCare(parts);
  }

  /** For whoever opens a node: what was joined has to be known before anything is served. */
  public static CommunityBook open(CommunityBook book) {
    try {
      book.load();
      return book;
    } catch (StoreException failure) {
      throw StoreErrors.ofState(failure);
    }
  }

  /** Looks after everything that was joined before. On the loop. */
  public void start() {
    care.tidy();
    book.all().forEach(row -> care.begin(row, false));
  }

  /** The first session with a peer: it may be a member, or know one. */
  public void connected() {
    care.connected();
  }

  /** What this node publishes has changed: told at once, where it is bound to. Any thread. */
  public void sharesChanged() {
    loop.post(care::sharesChanged);
  }

  /** Ends what runs; memberships stay. On the loop. */
  public void close() {
    care.close();
  }

  /** Everything joined. */
  public CompletableFuture<List<Community>> list() {
    return offload.call(() -> book.all().stream().map(membership::view).toList());
  }

  /** One that is joined. */
  public CompletableFuture<Community> get(CommunityId id) {
    return offload.call(() -> membership.view(book.require(id)));
  }

  /** Makes one and joins it. */
  public CompletableFuture<Community> create(String name) {
    return enter(() -> membership.create(name), List.of());
  }

  /** Joins, perhaps with a token. */
  public CompletableFuture<Community> join(CommunityLink link, @Nullable String encodedToken) {
    return enter(() -> membership.join(link, encodedToken), link.bootstrap());
  }

  /** What was entered, and how the host sees it. */
  private record Joined(CommunityBook.Entered entered, Community view) {}

  private CompletableFuture<Community> enter(
      Callable<CommunityBook.Entered> work, List<BootstrapAddress> hints) {
    return offload
        .call(
            () -> {
              CommunityBook.Entered entered = work.call();
              return new Joined(entered, membership.view(entered.row()));
            })
        .thenApply(
            joined -> {
              CommunityRow row = joined.entered().row();
              if (!care.isClosed()) {
                if (joined.entered().isNew()) {
                  parts.hub().publish(stamp -> new CommunityEvent.Joined(stamp, row.id()));
                }
                meet(row, hints);
              }
              return joined.view();
            });
  }

  /** Whom an invitation names first: a look needs somebody to begin with. */
  @SuppressWarnings("FutureReturnValueIgnored")
  private void meet(CommunityRow row, List<BootstrapAddress> hints) {
    if (hints.isEmpty()) {
      care.begin(row, true);
    } else {
      peers.contact(hints).whenComplete((met, failure) -> care.begin(row, true));
    }
  }

  /** Leaves; harmless if it was not joined. */
  public CompletableFuture<Void> leave(CommunityId id) {
    return offload
        .call(() -> left(id))
        .thenAccept(
            left -> {
              if (left.isPresent()) {
                farewell(left.get());
                care.end(id);
                parts.services().shown().forget(id);
                parts.hub().publish(stamp -> new CommunityEvent.Left(stamp, id));
              }
            });
  }

  /** What was left, and what is still to be said to those who stay. */
  private record Parting(CommunityRow row, List<CommunityRecord> farewell) {}

  private Optional<Parting> left(CommunityId id) throws StoreException {
    Optional<CommunityRow> row = book.find(id);
    if (row.isEmpty()) {
      return Optional.empty();
    }
    List<CommunityRecord> farewell = care.own().farewell(row.get()).records();
    Optional<CommunityRow> left = book.leave(id);
    CommunityIndex index = parts.pages().index();
    if (index != null) {
      index.forget(id);
    }
    return left.map(each -> new Parting(each, farewell));
  }

  /** Nobody waits for it: whoever does not hear it now notices when the records expire. */
  private void farewell(Parting parting) {
    if (care.isClosed() || parting.farewell().isEmpty()) {
      return;
    }
    for (NodeKey partner : care.sync().partners(parting.row().id())) {
      var unused =
          care.sync()
              .send(parting.row(), partner, parting.farewell())
              .exceptionally(failure -> null);
    }
  }

  /** Changes this node's own name for one. */
  public CompletableFuture<Community> rename(CommunityId id, String name) {
    return offload.call(() -> membership.view(membership.rename(id, name)));
  }

  /** Signs a token. */
  public CompletableFuture<MembershipToken> issueToken(
      CommunityId id, NodeKey member, Duration validity) {
    return offload.call(() -> membership.issue(id, member, validity));
  }

  /** Looks for members; those that answer now first, then those that did before. */
  public CompletableFuture<List<Member>> members(CommunityId id) {
    return loop.call(
        () ->
            care.look(book.require(id))
                .thenApply(
                    participants ->
                        care.acquaintances().of(id).stream().map(this::member).toList()));
  }

  private Member member(Map.Entry<NodeKey, Seen> entry) {
    NodeKey key = entry.getKey();
    List<PeerAddress> addresses = new ArrayList<>();
    peers.endpoints(key).forEach(endpoint -> addresses.add(new PeerAddress(endpoint, key, null)));
    Seen seen = entry.getValue();
    return new Member(key.id(), addresses, seen.proven(), Instant.ofEpochSecond(seen.seenAt()));
  }

  /**
   * Whom to ask for pages: this node itself if its index is up to date, and otherwise members who
   * have one.
   */
  public CompletableFuture<List<PageSource>> sources(CommunityId id) {
    return loop.call(
        () -> {
          CommunityRow row = book.require(id);
          if (care.sync().isSynced(id)) {
            return soon(care.sync().sync(row)).thenApply(done -> List.of(sources.local(row)));
          }
          return care.sync().partners(id).isEmpty()
              ? care.look(row).thenApply(found -> remote(row))
              : CompletableFuture.completedFuture(remote(row));
        });
  }

  private List<PageSource> remote(CommunityRow row) {
    List<PageSource> all = new ArrayList<>();
    for (NodeKey partner : care.sync().partners(row.id())) {
      if (all.size() < ASKED_AT_ONCE) {
        all.add(sources.remote(row, partner));
      }
    }
    if (parts.pages().index() != null) {
      all.add(sources.local(row));
    }
    return all;
  }

  /** Completes with another, or a little later whatever happens. */
  private CompletableFuture<Void> soon(CompletableFuture<Void> other) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    loop.at(loop.time().nanos() + Nanos.of(FRESH_WITHIN), () -> done.complete(null));
    var unused = other.whenComplete((value, failure) -> done.complete(null));
    return done;
  }

  /** Asks the participants of a community one by one what they publish into it, as v1 does. */
  public CompletableFuture<List<PublicShare>> shares(CommunityId id) {
    return loop.call(
        () -> {
          CommunityRow row = book.require(id);
          return care.look(row).thenCompose(participants -> shares(row, participants));
        });
  }

  private CompletableFuture<List<PublicShare>> shares(
      CommunityRow row, List<Participant> participants) {
    if (participants.isEmpty() && care.acquaintances().count(row.id()) > 0) {
      throw new Scp2pException(
          ErrorCode.COMMUNITY_UNREACHABLE,
          "No member of the community answers now.",
          Map.of("community", row.id().toString()));
    }
    // In a large community those who speak pages have told others what they publish.
    boolean few = participants.size() <= ALL_ASKED;
    return browse.ask(
        row,
        participants.stream()
            .map(Participant::key)
            .filter(peer -> few || !peers.speaksPages(peer))
            .toList());
  }
}
