package io.scp2p.core.engine.community;

import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.StateBatch;
import io.scp2p.api.spi.StateCursor;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.engine.AskFailure;
import io.scp2p.core.engine.Failures;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.protocol.community.Announce;
import io.scp2p.core.protocol.community.CommunityMessages;
import io.scp2p.core.protocol.community.CommunityRecord;
import io.scp2p.core.protocol.community.MemberRecord;
import io.scp2p.core.protocol.community.PageRequest;
import io.scp2p.core.protocol.community.RecordLimits;
import io.scp2p.core.protocol.community.RecordPage;
import io.scp2p.core.protocol.community.ShareRecord;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.message.Response;
import io.scp2p.core.wire.record.MembershipToken;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the index of a node up to date: reads on where it stopped in the logs of a few members, and
 * hands its own records to them (docs/community-protocol.md, section K5). What one node has, all
 * who read from it have soon, so nobody has to ask everybody. Lives on the loop.
 */
final class IndexSync {
  private static final System.Logger LOG = System.getLogger(IndexSync.class.getName());

  /** Members that one node reads from, for each community. */
  static final int PARTNERS = 3;

  /** Pages of one pull; a large community has about 500. */
  static final int MAX_PAGES = 2_000;

  /**
   * Records of one pull for which there was no place. The rest is for the next one: whoever makes
   * up members without end has a few pages of them verified each time.
   */
  static final int MAX_REFUSED = 4 * RecordLimits.MAX_PAGE;

  private static final int PAGE_BYTES = RecordLimits.PAGE_ROOM_BYTES + 16_384;
  private static final int ANSWER_BYTES = 256;

  private final Loop loop;
  private final Offload offload;
  private final CommunityPeers peers;
  private final StateStore store;
  private final @Nullable CommunityIndex index;
  private final boolean strict;
  private final IndexListener listener;
  private final Map<CommunityId, State> states = new HashMap<>();

  /** What is known of one community. */
  private static final class State {
    /** Whom this node reads from; and up to where it handed over its own records. */
    private final Map<NodeKey, Long> partners = new LinkedHashMap<>();

    /** Those of them who have proved membership. */
    private final Set<NodeKey> proven = new HashSet<>();

    private List<CommunityRecord> own = List.of();
    private long generation = 1;
    private boolean synced;
    private @Nullable CompletableFuture<Void> running;
  }

  IndexSync(
      Loop loop,
      Offload offload,
      CommunityPeers peers,
      StateStore store,
      @Nullable CommunityIndex index,
      boolean strict,
      IndexListener listener) {
    this.loop = loop;
    this.offload = offload;
    this.peers = peers;
    this.store = store;
    this.index = index;
    this.strict = strict;
    this.listener = listener;
  }

  private State state(CommunityId community) {
    return states.computeIfAbsent(community, id -> new State());
  }

  /** Members were found: some of them become partners, if there are too few. */
  void found(CommunityId community, List<Participant> members) {
    State state = state(community);
    Map<NodeKey, Long> partners = state.partners;
    partners.keySet().removeIf(peer -> !peers.speaksPages(peer));
    for (Participant member : members) {
      if (partners.size() < PARTNERS && peers.speaksPages(member.key())) {
        partners.putIfAbsent(member.key(), 0L);
      }
      if (member.proven() && partners.containsKey(member.key()) && state.proven.add(member.key())) {
        partners.put(member.key(), 0L); // Now it may have what is for members only.
      }
    }
    state.proven.retainAll(partners.keySet());
  }

  /** Whom this node reads from, as far as they are connected. */
  List<NodeKey> partners(CommunityId community) {
    return state(community).partners.keySet().stream().filter(peers::speaksPages).toList();
  }

  /** Whether the log of some member was read to its end. */
  boolean isSynced(CommunityId community) {
    return index != null && state(community).synced;
  }

  /** These are the own records now. */
  void own(CommunityId community, List<CommunityRecord> records, boolean changed) {
    State state = state(community);
    state.own = List.copyOf(records);
    if (changed) {
      state.generation++;
    }
  }

  void forget(CommunityId community) {
    states.remove(community);
  }

  /** Hands over and reads on; at the same time only once. Never fails. */
  CompletableFuture<Void> sync(CommunityRow row) {
    State state = state(row.id());
    CompletableFuture<Void> running = state.running;
    if (running != null) {
      return running;
    }
    CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
    for (NodeKey partner : partners(row.id())) {
      all =
          all.thenCompose(done -> announce(row, state, partner))
              .thenCompose(done -> index == null ? none() : pull(row, state, index, partner))
              .exceptionally(failure -> failed(state, partner, failure));
    }
    CompletableFuture<Void> ended = all.whenComplete((done, failure) -> state.running = null);
    if (!ended.isDone()) {
      state.running = ended;
    }
    return ended;
  }

  private static CompletableFuture<Void> none() {
    return CompletableFuture.completedFuture(null);
  }

  private @Nullable Void failed(State state, NodeKey partner, Throwable failure) {
    Throwable cause = Failures.cause(failure);
    if (cause instanceof CommunityPeers.AskException) {
      // Whoever does not answer or does not want to makes room for another.
      state.partners.remove(partner);
    } else {
      LOG.log(System.Logger.Level.WARNING, "records of a community could not be kept", cause);
    }
    return null;
  }

  static @Nullable Bytes proof(CommunityRow row) {
    MembershipToken token = row.token();
    return token == null ? null : token.encoded();
  }

  private CompletableFuture<Void> announce(CommunityRow row, State state, NodeKey partner) {
    long generation = state.generation;
    Long told = state.partners.get(partner);
    if (state.own.isEmpty() || (told != null && told == generation)) {
      return none();
    }
    return send(row, partner, state.own)
        .thenAccept(done -> state.partners.computeIfPresent(partner, (p, old) -> generation));
  }

  private static boolean isForMembersOnly(CommunityRecord record) {
    return record instanceof ShareRecord share && share.body().membersOnly();
  }

  /** Hands over records, some at a time. */
  CompletableFuture<Void> send(CommunityRow row, NodeKey partner, List<CommunityRecord> records) {
    CompletableFuture<Void> all = none();
    boolean insider = state(row.id()).proven.contains(partner);
    List<Bytes> typed =
        records.stream()
            .filter(record -> insider || !isForMembersOnly(record))
            .map(CommunityRecord::typed)
            .toList();
    for (int at = 0; at < typed.size(); at += RecordLimits.MAX_PAGE) {
      List<Bytes> some = typed.subList(at, Math.min(typed.size(), at + RecordLimits.MAX_PAGE));
      all =
          all.thenCompose(
                  done ->
                      peers.ask(partner, new Announce(row.id(), some, proof(row)), ANSWER_BYTES))
              .thenAccept(answer -> {});
    }
    return all;
  }

  private CompletableFuture<Void> pull(
      CommunityRow row, State state, CommunityIndex into, NodeKey partner) {
    return offload
        .call(() -> cursor(row.id(), partner))
        .thenCompose(cursor -> new Pull(row, state, into, partner, cursor).begin());
  }

  private @Nullable Bytes cursor(CommunityId community, NodeKey partner) throws StoreException {
    return store
        .get(Tables.CURSORS, Tables.key(community, partner.bytes()))
        .map(Bytes::wrap)
        .orElse(null);
  }

  /** Forgets cursors if there are too many of them. May block. */
  void trimCursors(CommunityId community, int most) throws StoreException {
    StateBatch batch = new StateBatch();
    try (StateCursor rows = store.scan(Tables.CURSORS, community.bytes())) {
      while (rows.next()) {
        batch.delete(Tables.CURSORS, rows.key());
      }
    }
    if (batch.changes().size() > most) {
      store.apply(batch, Durability.PROCESS);
    }
  }

  /** One walk through what a partner has to tell. */
  private final class Pull {
    private final CommunityRow row;
    private final State state;
    private final CommunityIndex into;
    private final NodeKey partner;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private @Nullable Bytes cursor;
    private boolean restarted;
    private boolean unproven;
    private boolean newMembers;
    private int pages;
    private int refused;

    Pull(
        CommunityRow row,
        State state,
        CommunityIndex into,
        NodeKey partner,
        @Nullable Bytes cursor) {
      this.row = row;
      this.state = state;
      this.into = into;
      this.partner = partner;
      this.cursor = cursor;
    }

    CompletableFuture<Void> begin() {
      next();
      return done;
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    private void next() {
      if (++pages > MAX_PAGES || refused >= MAX_REFUSED || states.get(row.id()) != state) {
        done.complete(null);
        return;
      }
      PageRequest question =
          PageRequest.of(PageRequest.Kind.EVENTS, row.id(), RecordLimits.MAX_PAGE, proof(row))
              .from(cursor);
      peers
          .ask(partner, question, PAGE_BYTES)
          .thenCompose(this::take)
          .whenComplete(
              (more, failure) -> {
                if (failure != null) {
                  refused(failure);
                } else if (more) {
                  loop.post(this::next);
                } else {
                  ended();
                }
              });
    }

    private void ended() {
      if (unproven && newMembers && !restarted) {
        // Shares were told before their members: now that these are known, once more.
        restarted = true;
        cursor = null;
        loop.post(this::next);
        return;
      }
      state.synced = true;
      done.complete(null);
    }

    private void refused(Throwable failure) {
      boolean forgotten = cursor != null && !restarted && isCursorRefusal(failure);
      if (forgotten) {
        // Another store, perhaps: what is known already costs little to read again.
        restarted = true;
        cursor = null;
        loop.post(this::next);
      } else {
        done.completeExceptionally(failure);
      }
    }

    private CompletableFuture<Boolean> take(Response response) {
      if (!(response instanceof RecordPage page)) {
        return CompletableFuture.completedFuture(false);
      }
      long now = loop.time().wall().getEpochSecond();
      Teller teller = new Teller(partner, Set.copyOf(peers.connected()));
      return offload
          .call(() -> adopted(page, teller, now))
          .thenApply(
              adopted -> {
                newMembers |=
                    adopted.changes().stream()
                        .anyMatch(change -> change.record() instanceof MemberRecord);
                if (!adopted.changes().isEmpty()) {
                  listener.changed(row.id(), adopted.changes());
                }
                return page.more() && page.next() != null;
              });
    }

    private CommunityIndex.Adopted adopted(RecordPage page, Teller teller, long now)
        throws StoreException, CommunityPeers.AskException {
      RecordChecks.Checked checked = new RecordChecks(row, into, strict, now).check(page.records());
      CommunityIndex.Adopted adopted = into.adopt(row.id(), checked.good(), teller);
      unproven |= checked.unproven();
      refused += checked.good().size() - adopted.kept();
      Bytes next = page.next();
      if (checked.lie()) {
        loop.post(() -> peers.lied(partner));
        throw new CommunityPeers.AskException(new AskFailure.Malformed());
      }
      if (next != null && !Objects.equals(next, cursor)) {
        cursor = next;
        store.put(
            Tables.CURSORS,
            Tables.key(row.id(), partner.bytes()),
            next.toArray(),
            Durability.PROCESS);
      }
      return adopted;
    }
  }

  static boolean isCursorRefusal(Throwable failure) {
    Throwable cause = Failures.cause(failure);
    return cause instanceof CommunityPeers.AskException ask
        && ask.why() instanceof AskFailure.Refused refused
        && refused.text().equals(CommunityMessages.CURSOR_TEXT);
  }
}
