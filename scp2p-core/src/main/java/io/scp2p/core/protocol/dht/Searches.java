package io.scp2p.core.protocol.dht;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.Nanos;
import io.scp2p.core.wire.message.FindNode;
import io.scp2p.core.wire.message.FindValue;
import io.scp2p.core.wire.message.Request;
import io.scp2p.core.wire.record.PeerAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The lookups of one node: those under way, and those that wait for their turn. */
final class Searches {
  /** Nodes from anywhere that a lookup asks besides the closest. */
  private static final int SCATTERED = 5;

  private final NodeKey self;
  private final DhtRules rules;
  private final RoutingTable table;
  private final Questions questions;
  private final Predicate<PeerAddress> reachable;
  private final RandomGenerator random;
  private final Map<Long, Running> lookups = new LinkedHashMap<>();
  private final Deque<Running> waiting = new ArrayDeque<>();

  /** Told of a lookup. */
  interface Listener {
    /** A value came in, and it goes on. */
    void found(Judged value);

    /** It is over. */
    void over(Lookup lookup, long nowNanos);
  }

  /** A lookup and who wants to know. */
  private static final class Running {
    final long search;
    final LookupGoal goal;
    final List<PeerAddress> also;
    final Listener listener;
    @Nullable Lookup lookup;

    Running(long search, LookupGoal goal, List<PeerAddress> also, Listener listener) {
      this.search = search;
      this.goal = goal;
      this.also = also;
      this.listener = listener;
    }
  }

  Searches(
      NodeKey self,
      DhtRules rules,
      RoutingTable table,
      Questions questions,
      Predicate<PeerAddress> reachable,
      RandomGenerator random) {
    this.random = random;
    this.self = self;
    this.rules = rules;
    this.table = table;
    this.questions = questions;
    this.reachable = reachable;
  }

  void find(
      long search, LookupGoal goal, List<PeerAddress> also, long nowNanos, Listener listener) {
    Running running = new Running(search, goal, also, listener);
    if (lookups.size() < DhtMachine.MAX_LOOKUPS) {
      begin(running, nowNanos);
    } else if (waiting.size() < DhtMachine.MAX_WAITING) {
      waiting.add(running);
    } else {
      listener.over(new Lookup(goal, self, rules, reachable, List.of(), nowNanos), nowNanos);
    }
  }

  private void begin(Running running, long nowNanos) {
    List<PeerAddress> seeds = new ArrayList<>();
    Point target = Point.of(running.goal.target());
    List<Contact> closest = table.closest(target, RoutingTable.BUCKET_SIZE);
    closest.forEach(each -> seeds.add(each.address()));
    seeds.addAll(running.also);
    List<PeerAddress> scattered =
        table.scattered(SCATTERED, closest, random).stream().map(Contact::address).toList();
    running.lookup = new Lookup(running.goal, self, rules, reachable, seeds, scattered, nowNanos);
    lookups.put(running.search, running);
    advance(running, nowNanos);
  }

  private void advance(Running running, long nowNanos) {
    Lookup lookup = running.lookup;
    if (lookup == null || !lookups.containsKey(running.search)) {
      return;
    }
    List<Candidate> wanted = lookup.next(nowNanos, address -> questions.mayAsk(address, nowNanos));
    for (Candidate candidate : wanted) {
      candidate.ask =
          questions.ask(
              candidate.address,
              question(running.goal),
              nowNanos,
              (reply, now) -> told(running, candidate, reply, now));
    }
    if (wanted.isEmpty() && lookup.unanswered().isEmpty()) {
      if (lookup.hasWork()) {
        questions.pace(nowNanos); // Somebody is left, who must not be asked so often.
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
      if (judged != null && running.goal.every()) {
        running.listener.found(judged);
      }
    } else {
      lookup.failed(candidate);
    }
    advance(running, nowNanos);
  }

  private void over(Running running, Lookup lookup, long nowNanos) {
    lookups.remove(running.search);
    lookup.unanswered().forEach(candidate -> questions.forget(candidate.ask));
    running.listener.over(lookup, nowNanos);
    while (lookups.size() < DhtMachine.MAX_LOOKUPS && !waiting.isEmpty()) {
      begin(waiting.remove(), nowNanos);
    }
  }

  void cancel(long search, long nowNanos) {
    waiting.removeIf(running -> running.search == search);
    Running running = lookups.get(search);
    if (running != null && running.lookup != null) {
      running.lookup.cancel();
      advance(running, nowNanos);
    }
  }

  void onTimeout(long nowNanos) {
    for (Running running : List.copyOf(lookups.values())) {
      Lookup lookup = running.lookup;
      if (lookup != null) {
        lookup.late(nowNanos).forEach(candidate -> tooLate(candidate, nowNanos));
        advance(running, nowNanos);
      }
    }
  }

  /** If the answer comes all the same, nobody hears of it. */
  private void tooLate(Candidate candidate, long nowNanos) {
    questions.forget(candidate.ask);
    Contact.named(candidate.address).ifPresent(contact -> table.failed(contact, nowNanos));
  }

  OptionalLong deadlineNanos() {
    OptionalLong deadline = OptionalLong.empty();
    for (Running running : lookups.values()) {
      if (running.lookup != null) {
        deadline = Nanos.earlier(deadline, running.lookup.deadlineNanos());
      }
    }
    return deadline;
  }
}
