package io.scp2p.core.protocol.dht;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.Nanos;
import io.scp2p.core.protocol.dht.Candidate.State;
import io.scp2p.core.wire.record.PeerAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One iterative lookup (section 8.7, without its early end).
 *
 * <p><b>Disjoint paths.</b> The nodes it begins with are dealt to {@link DhtRules#PATHS} chains. A
 * chain asks the closest node that one of its own has named, so a liar misleads the chain he is on
 * and no other; a node that two chains name is asked once, for both. The last chain begins with
 * nodes from anywhere in the table, which are all asked: liars who have filled the table around one
 * key have not filled all of it. Whoever names dead nodes is not believed any more, and no subnet
 * is asked more than {@link #MAX_ASKED_PER_SUBNET} times.
 *
 * <p><b>Second thoughts.</b> A chain ends when its closest nodes have answered, and liars who name
 * each other answer well: then those whom it began with and never asked, because they are farther
 * away, may know better. So a lookup that has found nothing, or cannot know whether what it found
 * is right, asks some of these as well before it ends, and whoever they name that is close enough.
 *
 * <p><b>Bounds.</b> Candidates, questions, candidates of one answer, nodes without a known key,
 * holders (and so values); and a deadline for the whole.
 */
final class Lookup {
  static final int MAX_CANDIDATES = 400;
  static final int MAX_ASKED = 96;
  static final int MAX_PER_ANSWER = 20;
  static final int MAX_UNNAMED = 8;
  static final int MAX_ASKED_PER_SUBNET = 4;

  /** Nodes that it began with and has not asked, of those that are asked in the end. */
  static final int MAX_SECOND_THOUGHTS = 8;

  /** Nodes were found when so many of the closest have answered. */
  private static final int ENOUGH_FOR_NODES = 3;

  /** Holders of a value that differs from one to another; after so many it is over. */
  static final int ENOUGH_HOLDERS = 6;

  private final LookupGoal goal;
  private final Point target;
  private final NodeKey self;
  private final DhtRules rules;
  private final Predicate<PeerAddress> reachable;
  private final Map<Object, Candidate> byWho = new HashMap<>();

  /** Closest first. */
  private final List<Candidate> sorted = new ArrayList<>();

  /** Scattered nodes that were not asked yet. */
  private final Deque<Candidate> toAsk = new ArrayDeque<>();

  private final Map<Long, Integer> askedBySubnet = new HashMap<>();
  private final List<Judged> values = new ArrayList<>();
  private final List<PeerAddress> holders = new ArrayList<>();
  private final long deadlineNanos;
  private int unnamed;
  private int asked;
  private int hops;
  private boolean widened;
  private boolean over;

  Lookup(
      LookupGoal goal,
      NodeKey self,
      DhtRules rules,
      Predicate<PeerAddress> reachable,
      List<PeerAddress> seeds,
      long nowNanos) {
    this(goal, self, rules, reachable, seeds, List.of(), nowNanos);
  }

  /**
   * A lookup that begins with some nodes.
   *
   * @param scattered some from anywhere, for the last chain; none in a small network
   */
  Lookup(
      LookupGoal goal,
      NodeKey self,
      DhtRules rules,
      Predicate<PeerAddress> reachable,
      List<PeerAddress> seeds,
      List<PeerAddress> scattered,
      long nowNanos) {
    this.goal = goal;
    this.target = Point.of(goal.target());
    this.self = self;
    this.rules = rules;
    this.reachable = reachable;
    this.deadlineNanos = nowNanos + Nanos.of(rules.lookupTimeout());
    int dealt = 0;
    int chains = scattered.isEmpty() ? DhtRules.PATHS : DhtRules.PATHS - 1;
    // Whoever is in the table was met: only hearsay has to be likely.
    for (PeerAddress seed : seeds) {
      if (add(seed, null, 1 << dealt % chains)) {
        dealt++;
      }
    }
    for (PeerAddress seed : scattered) {
      if (add(seed, null, 1 << LAST_PATH)) {
        Candidate added = byWho.get(who(seed));
        if (added != null) {
          toAsk.add(added);
        }
      }
    }
  }

  private static final int LAST_PATH = DhtRules.PATHS - 1;

  /** All that is known, once the chains have ended. */
  private static final int WIDE_PATH = DhtRules.PATHS;

  private static final int ALL_PATHS = DhtRules.PATHS + 1;

  private static Object who(PeerAddress address) {
    NodeKey key = address.pubkeyHint();
    return key == null ? address : key;
  }

  LookupGoal goal() {
    return goal;
  }

  private boolean add(PeerAddress address, @Nullable Candidate referrer, int chains) {
    int paths = widened ? chains | 1 << WIDE_PATH : chains;
    NodeKey key = address.pubkeyHint();
    Object who = who(address);
    Candidate known = byWho.get(who);
    if (known != null) {
      known.paths |= paths;
      return false;
    }
    boolean room = byWho.size() < MAX_CANDIDATES && (key != null || unnamed < MAX_UNNAMED);
    if (!room || (key != null && self.equals(key)) || (referrer != null && !isLikely(address))) {
      return false;
    }
    if (key == null) {
      unnamed++;
    }
    Candidate candidate =
        new Candidate(address, referrer == null ? 1 : referrer.depth + 1, referrer, paths);
    byWho.put(who, candidate);
    int at = sorted.size();
    while (at > 0 && Candidate.compare(target, candidate, sorted.get(at - 1)) < 0) {
      at--;
    }
    sorted.add(at, candidate);
    return true;
  }

  private boolean isLikely(PeerAddress address) {
    return !Subnets.isUnusable(address) && reachable.test(address);
  }

  /** Whom to ask now; they count as asked. */
  List<Candidate> next(long nowNanos, Predicate<PeerAddress> affordable) {
    List<Candidate> wanted = new ArrayList<>();
    if (over) {
      return wanted;
    }
    int each = widened ? rules.parallelism() : Math.max(1, rules.parallelism() / DhtRules.PATHS);
    for (int round = 0; round < each; round++) {
      for (int path = 0; path < ALL_PATHS; path++) {
        Candidate candidate =
            inFlight(path) <= round && asked < MAX_ASKED ? choose(path, affordable) : null;
        if (candidate != null) {
          ask(candidate, path, nowNanos);
          wanted.add(candidate);
        }
      }
    }
    return wanted;
  }

  private int inFlight(int path) {
    int count = 0;
    for (Candidate candidate : sorted) {
      if (candidate.isInFlight() && candidate.askedBy == path) {
        count++;
      }
    }
    return count;
  }

  private void ask(Candidate candidate, int path, long nowNanos) {
    candidate.state = State.ASKED;
    candidate.askedNanos = nowNanos;
    candidate.askedBy = path;
    asked++;
    askedBySubnet.merge(Subnets.of(candidate.address), 1, Integer::sum);
  }

  /** The closest that this chain has not asked, as long as it may still help. */
  private @Nullable Candidate choose(int path, Predicate<PeerAddress> affordable) {
    if (path == LAST_PATH) {
      toAsk.removeIf(each -> each.state != State.NEW || !mayAsk(each));
      Candidate scattered = toAsk.peek();
      if (scattered != null && affordable.test(scattered.address)) {
        return scattered;
      }
    }
    int wanted = enough();
    int answered = 0;
    Candidate doubtful = null;
    for (Candidate candidate : sorted) {
      if (!candidate.isOnPath(path) || candidate.state == State.FAILED) {
        continue;
      }
      if (candidate.state == State.ANSWERED && ++answered >= wanted) {
        return null;
      }
      if (candidate.state == State.NEW && mayAsk(candidate) && affordable.test(candidate.address)) {
        if (!candidate.isDoubtful()) {
          return candidate;
        }
        doubtful = doubtful == null ? candidate : doubtful;
      }
    }
    return doubtful;
  }

  private boolean mayAsk(Candidate candidate) {
    long subnet = Subnets.of(candidate.address);
    return subnet == Subnets.UNLIMITED
        || askedBySubnet.getOrDefault(subnet, 0) < MAX_ASKED_PER_SUBNET;
  }

  /** How many of a chain's closest must have answered before there is nothing more to expect. */
  private int enough() {
    return goal.key() == null && !goal.every() ? ENOUGH_FOR_NODES : rules.replication();
  }

  /**
   * A node has answered.
   *
   * @param value null if it has none; otherwise found to be acceptable
   */
  void answered(Candidate from, List<PeerAddress> closer, @Nullable Judged value) {
    if (over || from.state == State.ANSWERED) {
      return;
    }
    from.answered();
    int before = byWho.size();
    closer.stream().limit(MAX_PER_ANSWER).forEach(address -> add(address, from, from.paths));
    if (value != null) {
      from.hasValue = true;
      holders.add(from.address);
      if (values.stream().noneMatch(known -> known.value().equals(value.value()))) {
        values.add(value);
        hops = from.depth;
      }
    } else if (goal.key() == null && byWho.size() > before && isAmongClosest(from)) {
      hops = from.depth;
    }
    end(false);
  }

  private boolean isAmongClosest(Candidate from) {
    int place = sorted.indexOf(from);
    return place < rules.replication();
  }

  /** A node has not answered, or not as it should. */
  void failed(Candidate from) {
    if (!over && from.state != State.ANSWERED) {
      from.failed();
      end(false);
    }
  }

  /** Questions that took too long: those whose nodes have failed by now. */
  List<Candidate> late(long nowNanos) {
    List<Candidate> failed = new ArrayList<>();
    for (Candidate candidate : sorted) {
      boolean waiting = candidate.isInFlight() || candidate.state == State.STALLED;
      if (waiting && Nanos.isDue(candidate.askedNanos + ASK_NANOS, nowNanos)) {
        candidate.failed();
        failed.add(candidate);
      } else if (candidate.isInFlight()
          && Nanos.isDue(candidate.askedNanos + STALL_NANOS, nowNanos)) {
        candidate.stalled();
      }
    }
    end(Nanos.isDue(deadlineNanos, nowNanos));
    return failed;
  }

  private static final long ASK_NANOS = Nanos.of(DhtRules.ASK_TIMEOUT);
  private static final long STALL_NANOS = Nanos.of(DhtRules.STALL);

  private void end(boolean now) {
    boolean satisfied = goal.every() ? holders.size() >= ENOUGH_HOLDERS : !values.isEmpty();
    if (!now && !satisfied && !widened && values.isEmpty() && isThorough() && !hasWork()) {
      widen();
    }
    over |= now || satisfied || !hasWork();
  }

  private boolean isThorough() {
    return enough() == rules.replication();
  }

  private void widen() {
    widened = true;
    for (Candidate candidate : sorted) {
      candidate.paths |= 1 << WIDE_PATH;
      boolean unasked = candidate.depth == 1 && candidate.state == State.NEW;
      if (unasked && toAsk.size() < MAX_SECOND_THOUGHTS) {
        toAsk.add(candidate);
      }
    }
  }

  /** Whether an answer may still come, or somebody may still be asked. */
  boolean hasWork() {
    boolean open = false;
    for (int path = 0; path < ALL_PATHS; path++) {
      open |= asked < MAX_ASKED && choose(path, address -> true) != null;
    }
    return open || sorted.stream().anyMatch(this::isAwaited);
  }

  /** An answer for which it is worth to wait: of a node closer than those that have answered. */
  private boolean isAwaited(Candidate candidate) {
    if (!candidate.isInFlight() && candidate.state != State.STALLED) {
      return false;
    }
    int answered = 0;
    for (Candidate each : sorted) {
      if (each == candidate) {
        break;
      }
      if (each.state == State.ANSWERED) {
        answered++;
      }
    }
    return answered < enough();
  }

  boolean isOver() {
    return over;
  }

  /** How many nodes were asked. */
  int asked() {
    return asked;
  }

  /** How many nodes it has heard of. */
  int size() {
    return sorted.size();
  }

  /** Nobody needs it any more. */
  void cancel() {
    over = true;
  }

  /** When to call {@link #late} and {@link #next}. */
  OptionalLong deadlineNanos() {
    if (over) {
      return OptionalLong.empty();
    }
    long earliest = deadlineNanos;
    for (Candidate candidate : sorted) {
      if (candidate.isInFlight()) {
        earliest = Nanos.earlier(earliest, candidate.askedNanos + STALL_NANOS);
      } else if (candidate.state == State.STALLED) {
        earliest = Nanos.earlier(earliest, candidate.askedNanos + ASK_NANOS);
      }
    }
    return OptionalLong.of(earliest);
  }

  /** Questions that nobody waits for any more. */
  List<Candidate> unanswered() {
    return sorted.stream()
        .filter(each -> each.isInFlight() || each.state == State.STALLED)
        .toList();
  }

  /** The closest node that answered and did not have the value. */
  @Nullable Candidate closestWithout() {
    for (Candidate candidate : sorted) {
      if (candidate.state == State.ANSWERED && !candidate.hasValue) {
        return candidate;
      }
    }
    return null;
  }

  /** Named nodes from the closest on, that did not fail; of no subnet more than its share. */
  List<PeerAddress> closest(int count) {
    SubnetQuota quota = new SubnetQuota(RoutingTable.MAX_PER_SUBNET_AND_BUCKET);
    List<PeerAddress> closest = new ArrayList<>();
    for (Candidate candidate : sorted) {
      boolean alive = candidate.state != State.FAILED && candidate.state != State.STALLED;
      if (closest.size() < count
          && alive
          && (candidate.state == State.ANSWERED || candidate.point != null)
          && !candidate.isDoubtful()
          && quota.admit(candidate.address)) {
        closest.add(candidate.address);
      }
    }
    return closest;
  }

  LookupResult result() {
    return new LookupResult(values, holders, closest(RoutingTable.BUCKET_SIZE), hops, asked);
  }
}
