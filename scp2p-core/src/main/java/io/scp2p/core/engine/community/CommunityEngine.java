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
import io.scp2p.core.engine.Alarm;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.engine.keys.StoreErrors;
import io.scp2p.core.protocol.Backoff;
import io.scp2p.core.protocol.Nanos;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Communities of a node: membership, looks for members, browsing. Methods for the host may be
 * called from any thread and complete on the loop; the rest lives on the loop.
 */
public final class CommunityEngine {
  private static final System.Logger LOG = System.getLogger(CommunityEngine.class.getName());

  /** After the start, and after a look that reached nobody. */
  private static final Duration FIRST_RETRY = Duration.ofSeconds(2);

  /** After a peer has come, when nobody is known: others may come with it. */
  private static final Duration SETTLE = Duration.ofMillis(300);

  private final Loop loop;
  private final Offload offload;
  private final CommunityParts parts;
  private final CommunityBook book;
  private final CommunityPeers peers;
  private final Membership membership;
  private final Acquaintances acquaintances;
  private final MemberSearch search;
  private final CommunityBrowse browse;
  private final Map<CommunityId, Upkeep> upkeep = new HashMap<>();
  private final Alarm alarm;
  private boolean closed;

  /** When a community is looked after. */
  private static final class Upkeep {
    private final Backoff pause;
    private long nextNanos;
    private boolean looking;
    private boolean reached;

    Upkeep(Duration interval) {
      Duration first = interval.compareTo(FIRST_RETRY) < 0 ? interval : FIRST_RETRY;
      this.pause = new Backoff(first, interval);
    }
  }

  /** Does nothing before {@link #start}. */
  public CommunityEngine(CommunityParts parts) {
    this.parts = parts;
    this.loop = parts.loop();
    this.offload = parts.offload();
    this.book = parts.book();
    this.peers = parts.peers();
    this.membership = new Membership(book, parts.keys(), loop.time(), parts.self());
    this.acquaintances = new Acquaintances(parts.store(), offload);
    this.search = new MemberSearch(loop, offload, peers, acquaintances);
    this.browse = new CommunityBrowse(loop, peers);
    this.alarm = new Alarm(loop, this::due);
  }

  /** Looks after everything that was joined before. On the loop. */
  public void start() {
    book.all().forEach(row -> begin(row, false));
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void begin(CommunityRow row, boolean now) {
    Upkeep care = new Upkeep(parts.config().refreshInterval());
    care.nextNanos = loop.time().nanos() + (now ? 0 : Nanos.of(FIRST_RETRY));
    offload
        .call(() -> acquaintances.load(row.id()))
        .whenComplete(
            (seen, failure) -> {
              if (failure == null && !closed && book.hasJoined(row.id())) {
                acquaintances.restore(row.id(), seen);
                upkeep.put(row.id(), care);
                arm();
              }
            });
  }

  private void arm() {
    OptionalLong next =
        upkeep.values().stream()
            .filter(care -> !care.looking)
            .mapToLong(care -> care.nextNanos)
            .reduce((a, b) -> Nanos.isBefore(a, b) ? a : b);
    alarm.set(closed ? OptionalLong.empty() : next);
  }

  private void due() {
    long now = loop.time().nanos();
    for (CommunityRow row : book.all()) {
      Upkeep care = upkeep.get(row.id());
      if (care != null && !care.looking && Nanos.isDue(care.nextNanos, now)) {
        refresh(row, care);
      }
    }
    arm();
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void refresh(CommunityRow row, Upkeep care) {
    care.looking = true;
    int before = acquaintances.count(row.id());
    peers
        .publishMembership(row.id())
        .thenCompose(copies -> search.look(row))
        .whenComplete(
            (participants, failure) -> {
              care.looking = false;
              care.reached = failure == null && !participants.isEmpty();
              if (care.reached) {
                nameFrom(row, participants);
                care.pause.reset();
                care.nextNanos = loop.time().nanos() + Nanos.of(parts.config().refreshInterval());
              } else {
                care.nextNanos = loop.time().nanos() + care.pause.nextNanos(parts.random());
              }
              membersSeen(row.id(), before);
              arm();
            });
  }

  private void membersSeen(CommunityId id, int before) {
    int now = acquaintances.count(id);
    if (now != before && book.hasJoined(id) && !closed) {
      parts.hub().publish(stamp -> new CommunityEvent.MembersSeen(stamp, id, now));
    }
  }

  /** Section 11.5: what others call it, if this node has no name of its own. */
  @SuppressWarnings("FutureReturnValueIgnored")
  private void nameFrom(CommunityRow row, List<Participant> participants) {
    Optional<String> name =
        participants.stream()
            .map(Participant::name)
            .filter(each -> each != null && !each.isBlank())
            .findFirst();
    if (row.name() == null && name.isPresent()) {
      offload
          .call(
              () -> book.change(row.id(), now -> now.name() == null ? now.named(name.get()) : now))
          .whenComplete((named, failure) -> warn("a name could not be stored", failure));
    }
  }

  private static void warn(String what, @Nullable Throwable failure) {
    if (failure != null) {
      LOG.log(System.Logger.Level.WARNING, what, failure);
    }
  }

  /** The first session with a peer: it may be a member, or know one. */
  public void connected(NodeKey peer) {
    long soon = loop.time().nanos() + Nanos.of(SETTLE);
    boolean changed = false;
    for (Upkeep care : upkeep.values()) {
      if (!care.reached && !care.looking && Nanos.isBefore(soon, care.nextNanos)) {
        care.nextNanos = soon;
        changed = true;
      }
    }
    if (changed) {
      arm();
    }
  }

  /**
   * Somebody may be at an address: LAN discovery calls this for what it finds. Asked with the next
   * look for members.
   */
  public void heardOf(io.scp2p.core.wire.record.PeerAddress address) {
    search.heardOf(address);
  }

  /** Ends what runs; memberships stay. On the loop. */
  public void close() {
    closed = true;
    alarm.set(OptionalLong.empty());
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
              if (joined.entered().isNew() && !closed) {
                parts.hub().publish(stamp -> new CommunityEvent.Joined(stamp, row.id()));
              }
              if (!closed) {
                meet(row, hints);
              }
              return joined.view();
            });
  }

  /** Whom an invitation names first: a look needs somebody to begin with. */
  @SuppressWarnings("FutureReturnValueIgnored")
  private void meet(CommunityRow row, List<BootstrapAddress> hints) {
    if (hints.isEmpty()) {
      begin(row, true);
    } else {
      peers.contact(hints).whenComplete((met, failure) -> begin(row, true));
    }
  }

  /** Leaves; harmless if it was not joined. */
  public CompletableFuture<Void> leave(CommunityId id) {
    return offload
        .call(() -> book.leave(id))
        .thenAccept(
            left -> {
              if (left.isPresent()) {
                upkeep.remove(id);
                acquaintances.forget(id);
                parts.services().shown().forget(id);
                parts.hub().publish(stamp -> new CommunityEvent.Left(stamp, id));
              }
            });
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

  private <T> CompletableFuture<T> onLoop(Callable<CompletableFuture<T>> work) {
    CompletableFuture<T> outcome = new CompletableFuture<>();
    loop.post(
        () -> {
          try {
            var unused =
                work.call()
                    .whenComplete(
                        (value, failure) -> {
                          if (failure == null) {
                            outcome.complete(value);
                          } else {
                            outcome.completeExceptionally(failure);
                          }
                        });
          } catch (Exception refused) {
            outcome.completeExceptionally(refused);
          }
        });
    return outcome;
  }

  /** Looks for members; those that answer now first, then those that did before. */
  public CompletableFuture<List<Member>> members(CommunityId id) {
    return onLoop(
        () -> {
          CommunityRow row = book.require(id);
          int before = acquaintances.count(id);
          return search
              .look(row)
              .thenApply(
                  participants -> {
                    membersSeen(id, before);
                    return acquaintances.of(id).stream().map(this::member).toList();
                  });
        });
  }

  private Member member(Map.Entry<NodeKey, Seen> entry) {
    NodeKey key = entry.getKey();
    List<PeerAddress> addresses = new ArrayList<>();
    peers.endpoints(key).forEach(endpoint -> addresses.add(new PeerAddress(endpoint, key, null)));
    Seen seen = entry.getValue();
    return new Member(key.id(), addresses, seen.proven(), Instant.ofEpochSecond(seen.seenAt()));
  }

  /** Asks the participants of a community what they publish into it. */
  public CompletableFuture<List<PublicShare>> shares(CommunityId id) {
    return onLoop(
        () -> {
          CommunityRow row = book.require(id);
          return search.look(row).thenCompose(participants -> shares(row, participants));
        });
  }

  private CompletableFuture<List<PublicShare>> shares(
      CommunityRow row, List<Participant> participants) {
    if (participants.isEmpty() && acquaintances.count(row.id()) > 0) {
      throw new Scp2pException(
          ErrorCode.COMMUNITY_UNREACHABLE,
          "No member of the community answers now.",
          Map.of("community", row.id().toString()));
    }
    return browse.ask(row, participants.stream().map(Participant::key).toList());
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
}
