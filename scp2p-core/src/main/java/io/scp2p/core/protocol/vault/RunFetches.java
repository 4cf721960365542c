package io.scp2p.core.protocol.vault;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.Nanos;
import io.scp2p.core.wire.vault.VaultRefusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Gets runs from any k holders (section V10.2): the fastest are asked first, data before parity
 * where it makes no difference, and one more as soon as an answer is later than usual. Shared by
 * get and repair.
 */
final class RunFetches {
  /** For an answer, a dial included. */
  static final Duration TIMEOUT = Duration.ofSeconds(20);

  /** Before one more holder is asked, an answer is late by at least this. */
  static final Duration MIN_HEDGE = Duration.ofMillis(30);

  /** How long a holder that did not answer is left alone. */
  static final Duration PENALTY = Duration.ofSeconds(15);

  /** A run that gets no further for so long is given up. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final int HEDGE_FACTOR = 3;

  /** Who is late is expected to take so many times what was waited: others go first for a while. */
  private static final int LATE_FACTOR = 8;

  private final int needed;
  private final HolderSpeeds speeds;
  private final Numbers numbers;
  private final Map<Integer, Place> places = new TreeMap<>();
  private final SortedMap<Integer, Fetch> fetches = new TreeMap<>();

  RunFetches(int needed, List<Source> sources, HolderSpeeds speeds, Numbers numbers) {
    this.needed = needed;
    this.speeds = speeds;
    this.numbers = numbers;
    for (Source source : sources) {
      places.computeIfAbsent(source.index(), index -> new Place()).sources.add(source);
      if (source.suspect()) {
        suspects.add(source);
      }
    }
  }

  /** Where a shard can be had. */
  private static final class Place {
    private final List<Source> sources = new ArrayList<>();
  }

  /** One question. */
  private static final class Asked {
    private final long number;
    private final Source source;
    private final long sinceNanos;

    /** Fixed when it is asked: what is learned of a late holder meanwhile must not put it off. */
    private final long hedgeNanos;

    private boolean late;

    Asked(long number, Source source, long sinceNanos, long hedgeNanos) {
      this.number = number;
      this.source = source;
      this.sinceNanos = sinceNanos;
      this.hedgeNanos = hedgeNanos;
    }
  }

  /** One run. */
  private static final class Fetch {
    private final int run;
    private final Set<Integer> got = new HashSet<>();
    private final List<Asked> asked = new ArrayList<>();

    /**
     * Wrong in this run. Another run of the same shard may be right: a disk loses single blocks.
     */
    private final Set<Source> wrong = new HashSet<>();

    private long progressNanos;

    Fetch(int run, long nowNanos) {
      this.run = run;
      this.progressNanos = nowNanos;
    }
  }

  private final Map<NodeKey, Long> leftAloneUntil = new HashMap<>();
  private final Map<NodeKey, Integer> busy = new HashMap<>();

  /** Have sent something wrong; asked when nobody else is left. */
  private final Set<Source> suspects = new HashSet<>();

  void begin(long nowNanos, int run) {
    fetches.put(run, new Fetch(run, nowNanos));
  }

  boolean has(int run) {
    return fetches.containsKey(run);
  }

  int size() {
    return fetches.size();
  }

  /** Whether a run cannot be had any more: fewer shards are left for it than are needed. */
  boolean isHopeless(long nowNanos) {
    return fetches.values().stream()
        .anyMatch(
            fetch -> left(fetch) < needed || nowNanos - fetch.progressNanos >= PATIENCE.toNanos());
  }

  private long left(Fetch fetch) {
    return places.values().stream()
        .filter(place -> !fetch.wrong.containsAll(place.sources))
        .count();
  }

  /**
   * Takes an answer.
   *
   * @return the shards of a run that is complete with it, else null
   */
  @Nullable Complete answered(
      long nowNanos, long number, VaultAnswer answer, List<VaultEffect> effects) {
    for (Fetch fetch : fetches.values()) {
      for (Asked asked : fetch.asked) {
        if (asked.number == number) {
          finish(fetch, asked);
          return answered(nowNanos, fetch, asked, answer, effects);
        }
      }
    }
    return null;
  }

  /** A run that can be decoded. */
  record Complete(int run, Set<Integer> shards) {}

  private void finish(Fetch fetch, Asked asked) {
    fetch.asked.remove(asked);
    busy.merge(asked.source.holder(), -1, Integer::sum);
  }

  private @Nullable Complete answered(
      long nowNanos, Fetch fetch, Asked asked, VaultAnswer answer, List<VaultEffect> effects) {
    Source source = asked.source;
    if (answer instanceof VaultAnswer.Verified) {
      speeds.took(source.holder(), nowNanos - asked.sinceNanos);
      leftAloneUntil.remove(source.holder());
      fetch.got.add(source.index());
      fetches.values().forEach(each -> each.progressNanos = nowNanos);
      if (fetch.got.size() == needed) {
        fetch.asked.forEach(other -> forget(other, effects));
        fetches.remove(fetch.run);
        return new Complete(fetch.run, Set.copyOf(fetch.got));
      }
    } else if (answer instanceof VaultAnswer.Failed) {
      alone(nowNanos, source.holder());
    } else if (answer instanceof VaultAnswer.Refused refused) {
      if (refused.why() == VaultRefusal.UNKNOWN_SHARD) {
        lost(source);
        effects.add(new VaultEffect.Missing(source.holder(), source.index()));
      } else {
        alone(nowNanos, source.holder());
      }
    } else {
      fetch.wrong.add(source);
      if (suspects.add(source)) {
        effects.add(new VaultEffect.Misbehaved(source.holder(), source.index()));
      }
    }
    return null;
  }

  private void forget(Asked other, List<VaultEffect> effects) {
    busy.merge(other.source.holder(), -1, Integer::sum);
    effects.add(new VaultEffect.Forget(other.number));
  }

  private void lost(Source source) {
    Place place = places.get(source.index());
    if (place != null) {
      place.sources.remove(source);
    }
  }

  private void alone(long nowNanos, NodeKey holder) {
    leftAloneUntil.put(holder, nowNanos + PENALTY.toNanos());
    speeds.isSlow(holder, PENALTY.toNanos());
  }

  /** Asks whatever has to be asked now. */
  void advance(long nowNanos, List<VaultEffect> effects) {
    leftAloneUntil.values().removeIf(until -> Nanos.isDue(until, nowNanos));
    for (Fetch fetch : fetches.values()) {
      long onTime = fetch.asked.stream().filter(asked -> !asked.late).count();
      while (fetch.got.size() + onTime < needed) {
        Source next = best(fetch);
        if (next == null) {
          break;
        }
        Asked asked = new Asked(numbers.next(), next, nowNanos, nowNanos + hedgeNanos(next));
        fetch.asked.add(asked);
        busy.merge(next.holder(), 1, Integer::sum);
        onTime++;
        effects.add(new VaultEffect.Read(asked.number, next, fetch.run));
      }
    }
  }

  private @Nullable Source best(Fetch fetch) {
    Set<Integer> taken = new HashSet<>(fetch.got);
    fetch.asked.forEach(asked -> taken.add(asked.source.index()));
    Source best = null;
    Comparator<Source> order =
        Comparator.<Source, Boolean>comparing(suspects::contains)
            .thenComparingLong(this::cost)
            .thenComparingInt(Source::index);
    for (Map.Entry<Integer, Place> place : places.entrySet()) {
      for (Source source : place.getValue().sources) {
        boolean free =
            !taken.contains(place.getKey())
                && !fetch.wrong.contains(source)
                && !leftAloneUntil.containsKey(source.holder());
        if (free && (best == null || order.compare(source, best) < 0)) {
          best = source;
        }
      }
    }
    return best;
  }

  /** Parity costs decoding, which a slightly slower data shard does not. */
  private long cost(Source source) {
    long queue = 1L + busy.getOrDefault(source.holder(), 0);
    long cost = speeds.estimateNanos(source.holder()) * queue;
    return source.index() < needed ? cost : cost + cost / 4;
  }

  void onTimeout(long nowNanos, List<VaultEffect> effects) {
    for (Fetch fetch : fetches.values()) {
      for (Asked asked : new ArrayList<>(fetch.asked)) {
        if (nowNanos - asked.sinceNanos >= TIMEOUT.toNanos()) {
          finish(fetch, asked);
          effects.add(new VaultEffect.Forget(asked.number));
          alone(nowNanos, asked.source.holder());
        } else if (!asked.late && Nanos.isDue(asked.hedgeNanos, nowNanos)) {
          asked.late = true;
          speeds.isSlow(asked.source.holder(), LATE_FACTOR * (nowNanos - asked.sinceNanos));
        }
      }
    }
  }

  private long hedgeNanos(Source source) {
    long usual = speeds.estimateNanos(source.holder());
    return Math.max(MIN_HEDGE.toNanos(), Math.min(HEDGE_FACTOR * usual, TIMEOUT.toNanos()));
  }

  /** Forgets every question. */
  void rest(List<VaultEffect> effects) {
    for (Fetch fetch : fetches.values()) {
      fetch.asked.forEach(asked -> effects.add(new VaultEffect.Forget(asked.number)));
    }
    fetches.clear();
    busy.clear();
  }

  OptionalLong deadlineNanos() {
    OptionalLong soonest = OptionalLong.empty();
    for (Fetch fetch : fetches.values()) {
      soonest = earlier(soonest, fetch.progressNanos + PATIENCE.toNanos());
      for (Asked asked : fetch.asked) {
        soonest = earlier(soonest, asked.sinceNanos + TIMEOUT.toNanos());
        if (!asked.late) {
          soonest = earlier(soonest, asked.hedgeNanos);
        }
      }
    }
    for (long until : leftAloneUntil.values()) {
      soonest = fetches.isEmpty() ? soonest : earlier(soonest, until);
    }
    return soonest;
  }

  static OptionalLong earlier(OptionalLong a, long b) {
    return a.isEmpty() || Nanos.isBefore(b, a.getAsLong()) ? OptionalLong.of(b) : a;
  }
}
