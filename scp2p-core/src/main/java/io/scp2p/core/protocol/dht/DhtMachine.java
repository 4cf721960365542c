package io.scp2p.core.protocol.dht;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.Machine;
import io.scp2p.core.protocol.Nanos;
import io.scp2p.core.wire.message.DhtPut;
import io.scp2p.core.wire.message.FindNode;
import io.scp2p.core.wire.message.Request;
import io.scp2p.core.wire.record.DhtEntry;
import io.scp2p.core.wire.record.PeerAddress;
import java.util.ArrayList;
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
 * <p>Bounds: {@link #MAX_LOOKUPS} at once and {@link #MAX_WAITING} more; {@link
 * Questions#MAX_STORES} waiting for a rate limit; every lookup has bounds of its own.
 */
public final class DhtMachine implements Machine<DhtInput, DhtEffect> {
  /** Lookups at once. */
  public static final int MAX_LOOKUPS = 64;

  /** Lookups that wait for their turn; what comes beyond ends at once, with nothing found. */
  public static final int MAX_WAITING = 4_096;

  /** Nodes heard of that are asked whether they exist, at the same time. */
  static final int MAX_PROBES = 8;

  private final NodeKey self;
  private final Point point;
  private final DhtRules rules;
  private final Function<NodeKey, Speech> speech;
  private final Predicate<PeerAddress> reachable;
  private final RandomGenerator random;
  private final Vicinity vicinity = new Vicinity();
  private final RoutingTable table;
  private final ValueStore store;
  private final Upkeep upkeep;
  private final Asker asker = new Asker();
  private final Questions questions;
  private final Searches searches;
  private final Set<NodeKey> probing = new HashSet<>();
  private List<DhtEffect> effects = new ArrayList<>();
  private @Nullable Sweep sweep;
  private long lastInternal;

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
    this.reachable = reachable.and(vicinity::mayBeRight);
    this.random = random;
    this.table = new RoutingTable(point);
    this.store = new ValueStore(point, rules.maxValues(), rules.maxValueBytes());
    this.upkeep = new Upkeep(random);
    this.questions = new Questions(table, effect -> effects.add(effect));
    this.searches = new Searches(self, rules, table, questions, this.reachable, random);
  }

  /** Whom this node knows. */
  public RoutingTable table() {
    return table;
  }

  /** What it keeps for others. */
  public ValueStore store() {
    return store;
  }

  /** Where this node lives; addresses of the same private networks are dialled on hearsay. */
  public void livesAt(List<PeerAddress> own) {
    own.forEach(vicinity::learn);
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
    return new DhtAnswers(rules, table, store);
  }

  @Override
  public List<DhtEffect> accept(long nowNanos, DhtInput input) {
    if (input instanceof DhtInput.Met met) {
      met(Contact.of(met.key(), met.address()), nowNanos);
    } else if (input instanceof DhtInput.Heard heard) {
      Contact.named(heard.address()).ifPresent(contact -> heardOf(contact, nowNanos));
    } else if (input instanceof DhtInput.Answered answered) {
      questions.answered(answered.ask(), answered.reply(), nowNanos);
    } else if (input instanceof DhtInput.Find find) {
      searches.find(find.search(), find.goal(), find.also(), nowNanos, listener(find));
    } else if (input instanceof DhtInput.Publish publish) {
      publish(publish.search(), publish.entry(), nowNanos);
    } else if (input instanceof DhtInput.Announce announce) {
      announce(announce, nowNanos);
    } else if (input instanceof DhtInput.Cancel cancel) {
      searches.cancel(cancel.search(), nowNanos);
    } else if (input instanceof DhtInput.Shun shun) {
      Contact.named(shun.peer()).ifPresent(table::remove);
    }
    return taken();
  }

  @Override
  public List<DhtEffect> onTimeout(long nowNanos) {
    searches.onTimeout(nowNanos);
    questions.onTimeout(nowNanos);
    if (upkeep.isStarted()) {
      keepUp(nowNanos);
    }
    return taken();
  }

  @Override
  public OptionalLong deadlineNanos() {
    OptionalLong deadline =
        upkeep.isStarted() ? OptionalLong.of(upkeep.deadlineNanos()) : OptionalLong.empty();
    deadline = Nanos.earlier(deadline, searches.deadlineNanos());
    return Nanos.earlier(deadline, questions.deadlineNanos());
  }

  private List<DhtEffect> taken() {
    List<DhtEffect> taken = effects;
    effects = new ArrayList<>();
    return taken;
  }

  // Nodes.

  private void met(Contact contact, long nowNanos) {
    vicinity.learn(contact.address());
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
    questions.ask(
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

  private Searches.Listener listener(DhtInput.Find find) {
    return new Searches.Listener() {
      @Override
      public void found(Judged value) {
        effects.add(new DhtEffect.Found(find.search(), value));
      }

      @Override
      public void over(Lookup lookup, long nowNanos) {
        effects.add(new DhtEffect.Ended(find.search(), lookup.result()));
        cache(lookup, nowNanos);
      }
    };
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
        || !questions.hasRoom()) {
      return;
    }
    DhtEntry entry =
        new DhtEntry(values.get(0).key(), values.get(0).value(), DhtAnswers.CACHE_LIFETIME_SECONDS);
    asker.store(
        closest.address, new DhtPut(List.of(entry), null, List.of(), 0), nowNanos, (r, now) -> {});
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
        LookupGoal.places(DhtKeys.routingTarget(entry.key())),
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
      asker.findNodes(
          LookupGoal.nodes(point.id()), List.of(), nowNanos, (lookup, now) -> meetNew(lookup, now));
    }
    if (!upkeep.tickDue(nowNanos)) {
      return;
    }
    store.expire(nowNanos);
    table
        .refreshDue(nowNanos, Nanos.of(Upkeep.REFRESH_AFTER), random)
        .ifPresent(
            target ->
                asker.findNodes(
                    LookupGoal.nodes(target.id()), List.of(), nowNanos, (found, now) -> {}));
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

  /** What the parts of this machine ask through. */
  private final class Asker implements Asking {
    @Override
    public void store(PeerAddress to, Request request, long nowNanos, Then then) {
      questions.store(to, request, nowNanos, then);
    }

    @Override
    public void findNodes(LookupGoal goal, List<PeerAddress> also, long nowNanos, Nodes then) {
      Searches.Listener listener =
          new Searches.Listener() {
            @Override
            public void found(Judged value) {
              throw new IllegalStateException("nodes are looked for, and no value");
            }

            @Override
            public void over(Lookup lookup, long now) {
              then.found(lookup, now);
            }
          };
      searches.find(--lastInternal, goal, also, nowNanos, listener);
    }

    @Override
    public Speech speech(PeerAddress node) {
      NodeKey key = node.pubkeyHint();
      return key == null ? Speech.UNKNOWN : speech.apply(key);
    }
  }
}
