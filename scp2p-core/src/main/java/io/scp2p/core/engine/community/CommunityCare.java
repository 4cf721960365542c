package io.scp2p.core.engine.community;

import io.scp2p.api.event.CommunityEvent;
import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.engine.Alarm;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.protocol.Backoff;
import io.scp2p.core.protocol.Nanos;
import io.scp2p.core.protocol.community.CommunityRecord;
import io.scp2p.core.protocol.community.ShareRecord;
import io.scp2p.core.wire.record.PeerAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * What goes on by itself in each joined community: looks for members, announcements, reading what
 * is new, forgetting what is old; and the news of it. Lives on the loop.
 */
final class CommunityCare {
  private static final System.Logger LOG = System.getLogger(CommunityCare.class.getName());

  /** After the start, and after a look that reached nobody. */
  private static final Duration FIRST_RETRY = Duration.ofSeconds(2);

  /** After a peer has come, when nobody is known: others may come with it. */
  private static final Duration SETTLE = Duration.ofMillis(300);

  /** Between two reads of what is new at the partners. */
  private static final Duration SYNC_INTERVAL = Duration.ofSeconds(30);

  private static final Duration EXPIRE_INTERVAL = Duration.ofHours(1);

  /** Cursors of earlier partners that are kept; without one everything is read again. */
  private static final int MAX_CURSORS = 64;

  private final CommunityParts parts;
  private final Loop loop;
  private final Offload offload;
  private final CommunityBook book;
  private final CommunityPeers peers;
  private final Acquaintances acquaintances;
  private final MemberSearch search;
  private final OwnRecords own;
  private final IndexSync sync;
  private final Map<CommunityId, Upkeep> upkeep = new HashMap<>();
  private final Alarm alarm;
  private CompletableFuture<Boolean> signing = CompletableFuture.completedFuture(true);
  private boolean closed;

  /** When a community is looked after. */
  private static final class Upkeep {
    private final Backoff pause;
    private long nextNanos;
    private long nextSyncNanos;
    private long nextExpiryNanos;
    private boolean looking;
    private boolean reached;

    /** The addresses that were signed last; null before anything was. */
    private @Nullable List<PeerAddress> signed;

    Upkeep(Duration interval) {
      Duration first = interval.compareTo(FIRST_RETRY) < 0 ? interval : FIRST_RETRY;
      this.pause = new Backoff(first, interval);
    }
  }

  CommunityCare(CommunityParts parts) {
    this.parts = parts;
    this.loop = parts.loop();
    this.offload = parts.offload();
    this.book = parts.book();
    this.peers = parts.peers();
    this.acquaintances = new Acquaintances(parts.store(), offload);
    this.search = new MemberSearch(loop, offload, peers, acquaintances);
    boolean strict = parts.config().strict();
    this.own =
        new OwnRecords(parts.store(), parts.keys(), book, parts.shares(), strict, loop.time());
    this.sync =
        new IndexSync(
            loop, offload, peers, parts.store(), parts.pages().index(), strict, this::changed);
    this.alarm = new Alarm(loop, this::due);
    parts.pages().onChange(this::changed);
  }

  Acquaintances acquaintances() {
    return acquaintances;
  }

  IndexSync sync() {
    return sync;
  }

  OwnRecords own() {
    return own;
  }

  boolean isClosed() {
    return closed;
  }

  void close() {
    closed = true;
    alarm.set(OptionalLong.empty());
  }

  /**
   * Begins to look after a community.
   *
   * @param now whether at once, or when the node has had time to meet somebody
   */
  @SuppressWarnings("FutureReturnValueIgnored")
  void begin(CommunityRow row, boolean now) {
    offload
        .call(() -> loaded(row.id()))
        .whenComplete(
            (seen, failure) -> {
              warn("known members could not be read", failure);
              if (failure == null && !closed && book.hasJoined(row.id())) {
                acquaintances.restore(row.id(), seen);
                Upkeep care = upkeep.computeIfAbsent(row.id(), id -> fresh(now));
                if (now) {
                  care.nextNanos = loop.time().nanos();
                }
                arm();
              }
            });
  }

  private Upkeep fresh(boolean now) {
    Upkeep care = new Upkeep(parts.config().refreshInterval());
    care.nextNanos = loop.time().nanos() + (now ? 0 : Nanos.of(FIRST_RETRY));
    care.nextSyncNanos = care.nextNanos;
    care.nextExpiryNanos = care.nextNanos;
    return care;
  }

  private Map<NodeKey, Seen> loaded(CommunityId community) throws StoreException {
    sync.trimCursors(community, MAX_CURSORS);
    return acquaintances.load(community);
  }

  /** Clears away what an earlier run left behind. */
  @SuppressWarnings("FutureReturnValueIgnored")
  void tidy() {
    CommunityIndex index = parts.pages().index();
    if (index != null) {
      offload
          .call(
              () -> {
                index.tidy(book::hasJoined);
                return true;
              })
          .whenComplete((done, failure) -> warn("old records could not be removed", failure));
    }
  }

  /** It was left. */
  void end(CommunityId community) {
    upkeep.remove(community);
    acquaintances.forget(community);
    sync.forget(community);
  }

  private void arm() {
    OptionalLong next =
        upkeep.values().stream()
            .flatMapToLong(
                care ->
                    care.looking
                        ? LongStream.of(care.nextSyncNanos)
                        : LongStream.of(care.nextNanos, care.nextSyncNanos))
            .reduce((a, b) -> Nanos.isBefore(a, b) ? a : b);
    alarm.set(closed ? OptionalLong.empty() : next);
  }

  private void due() {
    long now = loop.time().nanos();
    // One that is being left is in the book no more, and would be due for ever.
    upkeep.keySet().removeIf(community -> !book.hasJoined(community));
    for (CommunityRow row : book.all()) {
      Upkeep care = upkeep.get(row.id());
      if (care == null) {
        continue;
      }
      if (!care.looking && Nanos.isDue(care.nextNanos, now)) {
        refresh(row, care);
      }
      if (Nanos.isDue(care.nextSyncNanos, now)) {
        care.nextSyncNanos = now + Nanos.of(syncInterval());
        expire(row, care, now);
        List<PeerAddress> addresses = peers.addresses();
        boolean moved = !Objects.equals(addresses, care.signed);
        care.signed = addresses;
        // What is published is looked at when it changes, and at every refresh.
        var unused = moved ? announce(row) : sync.sync(row);
      }
    }
    arm();
  }

  private Duration syncInterval() {
    Duration refresh = parts.config().refreshInterval();
    return refresh.compareTo(SYNC_INTERVAL) < 0 ? refresh : SYNC_INTERVAL;
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void refresh(CommunityRow row, Upkeep care) {
    care.looking = true;
    peers
        .publishMembership(row.id())
        .thenCompose(copies -> look(row))
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
              book.find(row.id())
                  .ifPresent(
                      now -> {
                        var unused = announce(now);
                      });
              arm();
            });
  }

  /** Asks who takes part, and takes some of them for partners. Never fails. */
  CompletableFuture<List<Participant>> look(CommunityRow row) {
    int before = acquaintances.count(row.id());
    return search
        .look(row)
        .thenApply(
            participants -> {
              sync.found(row.id(), participants);
              int now = acquaintances.count(row.id());
              if (now != before && !sync.isSynced(row.id())) {
                membersSeen(row.id(), now);
              }
              return participants;
            });
  }

  private void membersSeen(CommunityId id, long count) {
    if (!closed && book.hasJoined(id)) {
      parts.hub().publish(stamp -> new CommunityEvent.MembersSeen(stamp, id, count));
    }
  }

  /** Section 11.5: what others call it, if this node has no name of its own. */
  @SuppressWarnings("FutureReturnValueIgnored")
  private void nameFrom(CommunityRow row, List<Participant> participants) {
    Optional<String> name =
        participants.stream()
            .flatMap(each -> Optional.ofNullable(each.name()).stream())
            .filter(each -> !each.isBlank())
            .findFirst();
    if (row.name() == null && name.isPresent() && !closed) {
      offload
          .call(
              () -> book.change(row.id(), now -> now.name() == null ? now.named(name.get()) : now))
          .whenComplete((named, failure) -> warn("a name could not be stored", failure));
    }
  }

  /** The first session with a peer: it may be a member, or know one. */
  void connected() {
    long soon = loop.time().nanos() + Nanos.of(SETTLE);
    for (Upkeep care : upkeep.values()) {
      if (!care.reached && !care.looking && Nanos.isBefore(soon, care.nextNanos)) {
        care.nextNanos = soon;
      }
    }
    arm();
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void expire(CommunityRow row, Upkeep care, long now) {
    CommunityIndex index = parts.pages().index();
    if (index != null && Nanos.isDue(care.nextExpiryNanos, now)) {
      care.nextExpiryNanos = now + Nanos.of(EXPIRE_INTERVAL);
      long nowUnix = loop.time().wall().getEpochSecond();
      offload
          .call(() -> index.expire(row.id(), nowUnix))
          .whenComplete((gone, failure) -> warn("old records could not be removed", failure));
    }
  }

  /** Signs what has changed, and exchanges records with the partners. Never fails. */
  CompletableFuture<Void> announce(CommunityRow row) {
    List<PeerAddress> addresses = peers.addresses();
    // One after the other: two that sign at the same time would sign the same number twice.
    signing =
        signing.thenCompose(
            before ->
                offload
                    .call(() -> signed(row, addresses))
                    .exceptionally(
                        failure -> {
                          warn("own records could not be signed", failure);
                          return Optional.empty();
                        })
                    .thenApply(current -> noted(row.id(), current)));
    return signing.thenCompose(
        signed -> closed ? CompletableFuture.<Void>completedFuture(null) : sync.sync(row));
  }

  private Optional<OwnRecords.Current> signed(CommunityRow row, List<PeerAddress> addresses)
      throws StoreException {
    Optional<CommunityRow> now = book.find(row.id());
    if (now.isEmpty()) {
      return Optional.empty();
    }
    OwnRecords.Current current = own.update(now.get(), addresses);
    CommunityIndex index = parts.pages().index();
    if (index != null) {
      index.adopt(row.id(), current.records());
    }
    return Optional.of(current);
  }

  private boolean noted(CommunityId id, Optional<OwnRecords.Current> current) {
    if (closed || !book.hasJoined(id)) {
      return false;
    }
    current.ifPresent(now -> sync.own(id, now.records(), now.changed()));
    return current.isPresent();
  }

  /** What this node publishes has changed: told at once. */
  void sharesChanged() {
    if (!closed) {
      for (CommunityRow row : book.all()) {
        var unused = announce(row);
      }
    }
  }

  /** Records of others are new. */
  private void changed(CommunityId id, List<CommunityIndex.Change> changes) {
    // A newcomer gets everything at once: that is no news, but what there is.
    if (closed || !book.hasJoined(id) || !sync.isSynced(id)) {
      return;
    }
    boolean members = false;
    for (CommunityIndex.Change change : changes) {
      if (change.record() instanceof ShareRecord share) {
        if (!share.member().equals(peers.self())) {
          tell(id, share, change.before());
        }
      } else {
        members = true;
      }
    }
    if (members) {
      countMembers(id);
    }
  }

  private void tell(CommunityId id, ShareRecord share, @Nullable CommunityRecord before) {
    boolean wasListed = before != null && !before.isTombstone();
    if (share.isTombstone()) {
      if (wasListed) {
        parts.hub().publish(stamp -> new CommunityEvent.Unlisted(stamp, id, share.body().id()));
      }
    } else if (before == null || !wasListed || before.sequence() != share.sequence()) {
      parts.hub().publish(stamp -> new CommunityEvent.Listed(stamp, id, share.body().id()));
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void countMembers(CommunityId id) {
    CommunityIndex index = parts.pages().index();
    if (index != null) {
      offload
          .call(() -> index.counts(id).joined())
          .thenAccept(joined -> membersSeen(id, Math.max(0, joined - 1)));
    }
  }

  private static void warn(String what, @Nullable Throwable failure) {
    if (failure != null && !Offload.wasClosed(failure)) {
      LOG.log(System.Logger.Level.WARNING, what, failure);
    }
  }
}
