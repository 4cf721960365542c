package io.scp2p.core.protocol.dht;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.Machine;
import io.scp2p.core.protocol.Nanos;
import io.scp2p.core.wire.message.DhtPut;
import io.scp2p.core.wire.message.FindNode;
import io.scp2p.core.wire.message.FindValue;
import io.scp2p.core.wire.message.Request;
import io.scp2p.core.wire.record.DhtEntry;
import io.scp2p.core.wire.record.PeerAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One node's part in the DHT: whom it knows, what it looks for, what it gives to others. What
 * others ask of it is answered by {@link DhtAnswers}, out of {@link #table()} and {@link #store()}.
 *
 * <p>In a network of reference nodes every answer to FIND_NODE is empty (section 8.1). Then the
 * table holds the bootstrap peers and nobody else, and all that is said here goes to them, within
 * their rate limits.
 *
 * <p>Bounds: {@link #MAX_LOOKUPS} at once and {@link #MAX_WAITING} more; {@link #MAX_STORES}
 * waiting for a rate limit; every lookup has bounds of its own.
 */
public final class DhtMachine implements Machine<DhtInput, DhtEffect> {
  /** Lookups at once. */
  public static final int MAX_LOOKUPS = 64;

  /** Lookups that wait for their turn; what comes beyond ends at once, with nothing found. */
  public static final int MAX_WAITING = 4_096;

  /** Stores that wait until their node may be asked again. */
  static final int MAX_STORES = 4_096;

  /** Nodes heard of that are asked whether they exist, at the same time. */
  static final int MAX_PROBES = 8;

  /** How long those wait that must not ask a node more often. */
  private static final long PACE_NANOS = 250_000_000;

  private final NodeKey self;
  private final Point point;
  private final DhtRules rules;
  private final Function<NodeKey, Speech> speech;
  private final Predicate<PeerAddress> reachable;
  private final RandomGenerator random;
  private final RoutingTable table;
  private final ValueStore store;
  private final AskBudgets budgets = new AskBudgets();
  private final Upkeep upkeep;
  private final Asker asker = new Asker();
  private final Map<Long, Pending> pending = new HashMap<>();
  private final Map<Long, Running> lookups = new LinkedHashMap<>();
  private final Deque<Running> waiting = new ArrayDeque<>();
  private final Deque<PendingStore> stores = new ArrayDeque<>();
  private final Set<NodeKey> probing = new HashSet<>();
  private List<DhtEffect> effects = new ArrayList<>();
  private @Nullable Sweep sweep;
  private long lastAsk;
  private long lastInternal;
  private boolean paced;
  private long pacedNanos;

  /** A question that is out. */
  private record Pending(PeerAddress to, Asking.Then then) {}

  /** A question that waits for a rate limit. */
  private record PendingStore(PeerAddress to, Request request, Asking.Then then) {}

  /** A lookup and what happens when it is over. */
  private static final class Running {
    final long search;
    final boolean told;
    final LookupGoal goal;
    final List<PeerAddress> also;
    final Asking.Nodes then;
    @Nullable Lookup lookup;

    Running(long search, boolean told, LookupGoal goal, List<PeerAddress> also, Asking.Nodes then) {
      this.search = search;
      this.told = told;
      this.goal = goal;
      this.also = also;
      this.then = then;
    }
  }

  /**
   * A node that knows nobody.
   *
   * @param speech what a node understands, as far as known
   * @param reachable whether this node has a way to dial an address
   */
  public DhtMachine(
      NodeKey self,
      DhtRules rules,
      Function<NodeKey, Speech> speech,
      Predicate<PeerAddress> reachable,
      RandomGenerator random) {
    this.self = self;
    this.point = Point.of(self);
    this.rules = rules;
    this.speech = speech;
    this.reachable = reachable;
    this.random = random;
    this.table = new RoutingTable(point);
    this.store = new ValueStore(point, rules.maxValues(), rules.maxValueBytes());
    this.upkeep = new Upkeep(random);
  }

  /** Whom this node knows. */
  public RoutingTable table() {
    return table;
  }

  /** What it keeps for others. */
  public ValueStore store() {
    return store;
  }

  /** Whether a node is in the table. */
  public boolean hasMet(PeerAddress address) {
    return Contact.named(address).map(table::contains).orElse(false);
  }

  /** Whether a node would find a place in the table, if it is there. */
  public boolean hasRoomFor(PeerAddress address) {
    return !Subnets.isUnusable(address)
        && reachable.test(address)
        && Contact.named(address).map(table::wants).orElse(false);
  }

  /** What others may ask of it. */
  public DhtAnswers answers() {
    return new DhtAnswers(point, rules, table, store);
  }

  @Override
  public List<DhtEffect> accept(long nowNanos, DhtInput input) {
    if (input instanceof DhtInput.Met met) {
      met(Contact.of(met.key(), met.address()), nowNanos);
    } else if (input instanceof DhtInput.Heard heard) {
      Contact.named(heard.address()).ifPresent(contact -> heardOf(contact, nowNanos));
    } else if (input instanceof DhtInput.Answered answered) {
      answered(answered.ask(), answered.reply(), nowNanos);
    } else if (input instanceof DhtInput.Find find) {
      find(
          new Running(
              find.search(), true, find.goal(), find.also(), (lookup, now) -> ended(find, lookup)),
          nowNanos);
    } else if (input instanceof DhtInput.Publish publish) {
      publish(publish.search(), publish.entry(), nowNanos);
    } else if (input instanceof DhtInput.Announce announce) {
      announce(announce, nowNanos);
    } else if (input instanceof DhtInput.Cancel cancel) {
      cancel(cancel.search(), nowNanos);
    } else if (input instanceof DhtInput.Shun shun) {
      Contact.named(shun.peer()).ifPresent(table::remove);
    }
    return taken();
  }

  @Override
  public List<DhtEffect> onTimeout(long nowNanos) {
    paced = paced && !Nanos.isDue(pacedNanos, nowNanos);
    for (Running running : List.copyOf(lookups.values())) {
      Lookup lookup = running.lookup;
      if (lookup != null) {
        lookup.late(nowNanos).forEach(candidate -> forget(candidate, nowNanos));
        advance(running, nowNanos);
      }
    }
    flushStores(nowNanos);
    if (upkeep.isStarted()) {
      keepUp(nowNanos);
    }
    return taken();
  }

  @Override
  public OptionalLong deadlineNanos() {
    OptionalLong deadline =
        upkeep.isStarted() ? OptionalLong.of(upkeep.deadlineNanos()) : OptionalLong.empty();
    for (Running running : lookups.values()) {
      if (running.lookup != null) {
        deadline = Nanos.earlier(deadline, running.lookup.deadlineNanos());
      }
    }
    return paced ? Nanos.earlier(deadline, OptionalLong.of(pacedNanos)) : deadline;
  }

  private List<DhtEffect> taken() {
    List<DhtEffect> taken = effects;
    effects = new ArrayList<>();
    return taken;
  }

  // Nodes.

  private void met(Contact contact, long nowNanos) {
    RoutingTable.Outcome outcome = table.met(contact, nowNanos);
    if (outcome instanceof RoutingTable.Outcome.Probe probe) {
      probe(probe.oldest(), nowNanos);
    }
    upkeep.start(nowNanos);
  }

  private void heardOf(Contact contact, long nowNanos) {
    boolean worthIt =
        table.wants(contact)
            && !self.equals(contact.key())
            && !Subnets.isUnusable(contact.address())
            && reachable.test(contact.address());
    if (worthIt && probing.size() < MAX_PROBES) {
      probe(contact, nowNanos);
    }
  }

  /** FIND_NODE for this node itself: whoever answers is there, and may know a neighbour. */
  private void probe(Contact contact, long nowNanos) {
    if (!probing.add(contact.key())) {
      return;
    }
    asker.ask(
        contact.address(),
        new FindNode(point.id()),
        nowNanos,
        (reply, now) -> {
          probing.remove(contact.key());
          if (reply instanceof DhtReply.Peers peers) {
            peers.peers().stream()
                .limit(Lookup.MAX_PER_ANSWER)
                .forEach(peer -> Contact.named(peer).ifPresent(known -> heardOf(known, now)));
          }
        });
  }

  // Searches.

  private void find(Running running, long nowNanos) {
    if (lookups.size() < MAX_LOOKUPS) {
      begin(running, nowNanos);
    } else if (waiting.size() < MAX_WAITING) {
      waiting.add(running);
    } else {
      running.then.found(
          new Lookup(running.goal, self, rules, reachable, List.of(), nowNanos), nowNanos);
    }
  }

  private void begin(Running running, long nowNanos) {
    List<PeerAddress> seeds = new ArrayList<>();
    Point target = Point.of(running.goal.target());
    table.closest(target, RoutingTable.BUCKET_SIZE).forEach(each -> seeds.add(each.address()));
    seeds.addAll(running.also);
    running.lookup = new Lookup(running.goal, self, rules, reachable, seeds, nowNanos);
    lookups.put(running.search, running);
    advance(running, nowNanos);
  }

  private void advance(Running running, long nowNanos) {
    Lookup lookup = running.lookup;
    if (lookup == null || !lookups.containsKey(running.search)) {
      return;
    }
    List<Candidate> wanted = lookup.next(nowNanos, address -> budgets.mayAsk(address, nowNanos));
    for (Candidate candidate : wanted) {
      candidate.ask =
          asker.ask(
              candidate.address,
              question(running.goal),
              nowNanos,
              (reply, now) -> told(running, candidate, reply, now));
    }
    if (wanted.isEmpty() && lookup.unanswered().isEmpty()) {
      if (lookup.hasWork()) {
        pace(nowNanos); // Somebody is left, who must not be asked so often.
      } else {
        lookup.cancel();
      }
    }
    if (lookup.isOver()) {
      over(running, lookup, nowNanos);
    }
  }

  private static Request question(LookupGoal goal) {
    return goal.key() == null ? new FindNode(goal.target()) : new FindValue(goal.key());
  }

  private void told(Running running, Candidate candidate, DhtReply reply, long nowNanos) {
    Lookup lookup = running.lookup;
    if (lookup == null) {
      return;
    }
    if (reply instanceof DhtReply.Peers peers) {
      lookup.answered(candidate, peers.peers(), null);
    } else if (reply instanceof DhtReply.Value value) {
      Judged judged = value.value();
      lookup.answered(candidate, value.closer(), judged);
      if (judged != null && running.told && running.goal.every()) {
        effects.add(new DhtEffect.Found(running.search, judged));
      }
    } else {
      lookup.failed(candidate);
    }
    advance(running, nowNanos);
  }

  private void over(Running running, Lookup lookup, long nowNanos) {
    lookups.remove(running.search);
    lookup.unanswered().forEach(candidate -> forgetQuietly(candidate));
    running.then.found(lookup, nowNanos);
    cache(lookup, nowNanos);
    while (lookups.size() < MAX_LOOKUPS && !waiting.isEmpty()) {
      begin(waiting.remove(), nowNanos);
    }
  }

  private void ended(DhtInput.Find find, Lookup lookup) {
    effects.add(new DhtEffect.Ended(find.search(), lookup.result()));
  }

  /**
   * The node closest to the key that did not have the value gets it, for a short while: whoever
   * asks next comes by there. Only to nodes that take a short lifetime at its word.
   */
  private void cache(Lookup lookup, long nowNanos) {
    Candidate closest = lookup.closestWithout();
    List<Judged> values = lookup.result().values();
    if (lookup.goal().key() == null
        || lookup.goal().every()
        || values.isEmpty()
        || closest == null
        || asker.speech(closest.address) != Speech.BATCHES
        || stores.size() >= MAX_STORES) {
      return;
    }
    DhtEntry entry =
        new DhtEntry(values.get(0).key(), values.get(0).value(), DhtAnswers.CACHE_LIFETIME_SECONDS);
    asker.store(
        closest.address, new DhtPut(List.of(entry), null, List.of(), 0), nowNanos, (r, now) -> {});
  }

  /** It took too long; if the answer comes all the same it is a sign of life and no more. */
  private void forget(Candidate candidate, long nowNanos) {
    forgetQuietly(candidate);
    Contact.named(candidate.address).ifPresent(contact -> table.failed(contact, nowNanos));
  }

  private void forgetQuietly(Candidate candidate) {
    if (pending.remove(candidate.ask) != null) {
      effects.add(new DhtEffect.Forget(candidate.ask));
    }
  }

  private void cancel(long search, long nowNanos) {
    waiting.removeIf(running -> running.search == search);
    Running running = lookups.get(search);
    if (running != null && running.lookup != null) {
      running.lookup.cancel();
      advance(running, nowNanos);
    }
  }

  // Values of our own.

  private void publish(long search, DhtEntry entry, long nowNanos) {
    Publishing publishing =
        new Publishing(
            asker,
            entry,
            rules.replication(),
            copies -> effects.add(new DhtEffect.Published(search, copies)));
    asker.findNodes(
        Point.of(entry.key()),
        List.of(),
        nowNanos,
        (lookup, now) -> publishing.begin(lookup.closest(rules.replication() * 3 / 2), now));
  }

  private void announce(DhtInput.Announce announce, long nowNanos) {
    if (sweep != null) {
      sweep.stop();
    }
    Sweep next =
        new Sweep(
            asker,
            announce.self(),
            announce.contents(),
            announce.updatedAt(),
            rules,
            this::announced);
    sweep = next;
    next.go(nowNanos);
  }

  private void announced() {
    if (sweep != null) {
      effects.add(new DhtEffect.Announced(sweep.size(), sweep.requests()));
      sweep = null;
    }
  }

  // Upkeep.

  private void keepUp(long nowNanos) {
    if (upkeep.neighboursDue(nowNanos)) {
      asker.findNodes(point, List.of(), nowNanos, (lookup, now) -> meetNew(lookup, now));
    }
    if (!upkeep.tickDue(nowNanos)) {
      return;
    }
    store.expire(nowNanos);
    table
        .refreshDue(nowNanos, Nanos.of(Upkeep.REFRESH_AFTER), random)
        .ifPresent(target -> asker.findNodes(target, List.of(), nowNanos, (found, now) -> {}));
    table
        .probeDue(nowNanos, Nanos.of(Upkeep.PROBE_AFTER))
        .ifPresent(oldest -> probe(oldest, nowNanos));
    if (upkeep.helpDue(nowNanos)) {
      help(nowNanos);
    }
  }

  /** Neighbours that were only heard of are met, as far as there is a place for them. */
  private void meetNew(Lookup lookup, long nowNanos) {
    lookup
        .closest(RoutingTable.BUCKET_SIZE)
        .forEach(
            address -> Contact.named(address).ifPresent(contact -> heardOf(contact, nowNanos)));
  }

  /**
   * Values whose owner is silent are passed on to the nodes that are closest now, with what is left
   * of their lifetime, so that they die when their owner meant them to (quirk Q-13). Nodes of the
   * reference would give them a new life of 24 h and get nothing.
   */
  private void help(long nowNanos) {
    Map<NodeKey, List<DhtEntry>> parcels = new LinkedHashMap<>();
    Map<NodeKey, PeerAddress> places = new HashMap<>();
    for (DhtEntry entry :
        store.neglected(Nanos.of(Upkeep.HELP_AFTER), Upkeep.MAX_HELPED, nowNanos)) {
      Point key = Point.of(entry.key());
      for (Contact contact : table.closest(key, rules.replication())) {
        if (asker.speech(contact.address()) == Speech.BATCHES) {
          places.put(contact.key(), contact.address());
          parcels.computeIfAbsent(contact.key(), who -> new ArrayList<>()).add(entry);
        }
      }
    }
    parcels.forEach(
        (key, entries) -> {
          PeerAddress to = places.get(key);
          for (int at = 0; to != null && at < entries.size(); at += DhtPut.MAX_ENTRIES / 8) {
            int end = Math.min(entries.size(), at + DhtPut.MAX_ENTRIES / 8);
            asker.store(
                to,
                new DhtPut(entries.subList(at, end), null, List.of(), 0),
                nowNanos,
                (reply, now) -> {});
          }
        });
  }

  // Questions.

  private void pace(long nowNanos) {
    if (!paced) {
      paced = true;
      pacedNanos = nowNanos + PACE_NANOS;
    }
  }

  private void flushStores(long nowNanos) {
    int count = stores.size();
    for (int i = 0; i < count; i++) {
      PendingStore next = stores.remove();
      if (budgets.mayStore(next.to(), nowNanos)) {
        asker.ask(next.to(), next.request(), nowNanos, next.then());
      } else {
        stores.add(next);
      }
    }
    if (!stores.isEmpty()) {
      pace(nowNanos);
    }
  }

  private void answered(long ask, DhtReply reply, long nowNanos) {
    Pending question = pending.remove(ask);
    if (question == null) {
      return;
    }
    Contact.named(question.to()).ifPresent(contact -> judge(contact, reply, nowNanos));
    if (reply instanceof DhtReply.Failed failed) {
      if (failed.why() == DhtReply.Why.RATE_LIMITED) {
        budgets.refused(question.to(), nowNanos);
      } else if (failed.why() == DhtReply.Why.LIED) {
        effects.add(new DhtEffect.Lied(question.to()));
      }
    }
    question.then().reply(reply, nowNanos);
  }

  private void judge(Contact contact, DhtReply reply, long nowNanos) {
    if (!(reply instanceof DhtReply.Failed failed)) {
      table.heard(contact, nowNanos);
    } else if (failed.why() == DhtReply.Why.SILENT) {
      table.failed(contact, nowNanos);
    } else if (failed.why() == DhtReply.Why.LIED) {
      table.remove(contact);
    }
  }

  /** What the parts of this machine ask through. */
  private final class Asker implements Asking {
    @Override
    public long ask(PeerAddress to, Request request, long nowNanos, Then then) {
      long number = ++lastAsk;
      pending.put(number, new Pending(to, then));
      budgets.asked(to, nowNanos);
      effects.add(new DhtEffect.Ask(number, to, request));
      return number;
    }

    @Override
    public void store(PeerAddress to, Request request, long nowNanos, Then then) {
      if (budgets.mayStore(to, nowNanos)) {
        ask(to, request, nowNanos, then);
      } else if (stores.size() < MAX_STORES) {
        stores.add(new PendingStore(to, request, then));
        pace(nowNanos);
      } else {
        then.reply(new DhtReply.Failed(DhtReply.Why.NOT_ASKED), nowNanos);
      }
    }

    @Override
    public void findNodes(Point target, List<PeerAddress> also, long nowNanos, Nodes then) {
      find(new Running(--lastInternal, false, LookupGoal.nodes(target.id()), also, then), nowNanos);
    }

    @Override
    public Speech speech(PeerAddress node) {
      NodeKey key = node.pubkeyHint();
      return key == null ? Speech.UNKNOWN : speech.apply(key);
    }
  }
}
