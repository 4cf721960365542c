package io.scp2p.core.protocol.vault;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.Deadlines;
import io.scp2p.core.protocol.Machine;
import io.scp2p.core.vault.ShardTree;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.vault.VaultRefusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Asks holders now and then for a random leaf (section V10.6): of each shard in turn, so that every
 * one is proved within {@link #PROVED_WITHIN}, and of random shards between, so that nobody knows
 * what comes next. A holder that has thrown away a part p of what it signed for passes n proofs
 * with a chance of (1 − p)^n; each costs it one small read.
 *
 * <p>Absence is no failure: it is counted elsewhere. Whoever is there and gives no proof is asked
 * again, and after some days of that has failed: else a holder that says it is busy need not keep
 * anything.
 */
public final class AuditMachine implements Machine<AuditMachine.Input, AuditMachine.Effect> {
  /** Holders that are audited. */
  public static final int MAX_HOLDERS = 4_096;

  /** For an answer. */
  static final Duration TIMEOUT = Duration.ofSeconds(30);

  /** Every shard is asked for in this time, if its holder is there. */
  public static final Duration PROVED_WITHIN = Duration.ofDays(30);

  /** No holder is asked more often, however many shards it has. */
  static final Duration MIN_SPACING = Duration.ofMinutes(1);

  /** Proofs refused or not given in a row, by somebody who is there, that make a failure. */
  static final int MAX_EVASIONS = 4;

  /** And for so long. A holder may be slow, or its disk busy, for a day. */
  static final Duration EVADING = Duration.ofDays(2);

  /** Questions in a row over which a session ended; sessions end for other reasons, too. */
  static final int MAX_BROKEN_OFF = 12;

  /** And for so long. */
  static final Duration BREAKING_OFF = Duration.ofDays(7);

  /** Shards of one holder that fail together at one question; the others at the next ones. */
  static final int MAX_JUDGED = 64;

  /** In turn: the next shard, a random one, one that was evaded. */
  private static final int TURNS = 3;

  private final Duration interval;
  private final RandomGenerator random;
  private final Map<NodeKey, Audited> audited = new HashMap<>();
  private final Map<Long, Asked> asked = new HashMap<>();
  private final Deadlines<NodeKey> due = new Deadlines<>(MAX_HOLDERS);
  private final Numbers numbers = new Numbers();

  /** A shard to be audited. */
  public record Held(Source source, long sizeBytes) {}

  private record Asked(Held held, long sinceNanos) {}

  /** One holder. */
  private static final class Audited {
    private SortedMap<Bytes, Held> shards = new TreeMap<>(ORDER);
    private final Map<Bytes, Evading> evaded = new HashMap<>();
    private @Nullable Evading evading;
    private @Nullable Bytes last;
    private int turn;
  }

  private static final Comparator<Bytes> ORDER =
      (a, b) -> Arrays.compareUnsigned(a.toArray(), b.toArray());

  /** Proofs not given in a row. */
  private static final class Evading {
    private final long sinceNanos;
    private int refused;
    private int all;
    private long askedNanos;

    Evading(long nowNanos) {
      this.sinceNanos = nowNanos;
    }

    private void once(long nowNanos, boolean there) {
      refused += there ? 1 : 0;
      all++;
      askedNanos = nowNanos;
    }

    private boolean isFailure(long nowNanos) {
      long span = nowNanos - sinceNanos;
      return (refused >= MAX_EVASIONS && span >= EVADING.toNanos())
          || (all >= MAX_BROKEN_OFF && span >= BREAKING_OFF.toNanos());
    }
  }

  /** What it is told. */
  public sealed interface Input {
    /** All that a holder has signed for, in place of what it was told before. */
    record Holds(NodeKey holder, List<Held> shards) implements Input {
      /** Copies the list. */
      public Holds {
        shards = List.copyOf(shards);
      }
    }

    /**
     * What came of a question to a holder that was there all the time; {@link VaultAnswer.Verified}
     * if the proof is right.
     */
    record Answered(long ask, VaultAnswer answer) implements Input {}

    /** The holder was not there to be asked: that says nothing. */
    record NotAsked(long ask) implements Input {}

    /** The holder was there, was asked, and was gone before it answered. */
    record BrokenOff(long ask) implements Input {}
  }

  /** What it wants done. */
  public sealed interface Effect {
    /** Ask with 624 and check the proof. */
    record Prove(long ask, Source source, long sizeBytes, long leaf) implements Effect {}

    /** A holder has given a proof. */
    record Passed(Source source) implements Effect {}

    /** A holder has not what it signed for, or will not show it. */
    record Failed(Source source) implements Effect {}
  }

  /**
   * Audits nobody yet.
   *
   * @param interval between two questions to a holder of few shards
   */
  public AuditMachine(Duration interval, RandomGenerator random) {
    this.interval = interval;
    this.random = random;
  }

  @Override
  public List<Effect> accept(long nowNanos, Input input) {
    List<Effect> effects = new ArrayList<>();
    if (input instanceof Input.Holds holds) {
      holds(nowNanos, holds);
    } else if (input instanceof Input.Answered answered) {
      Asked question = asked.remove(answered.ask());
      if (question != null) {
        answered(nowNanos, question.held.source, answered.answer(), effects);
      }
    } else if (input instanceof Input.NotAsked not) {
      asked.remove(not.ask());
    } else if (input instanceof Input.BrokenOff broken) {
      Asked question = asked.remove(broken.ask());
      if (question != null) {
        evaded(nowNanos, question.held.source, false, effects);
      }
    }
    return effects;
  }

  private void holds(long nowNanos, Input.Holds holds) {
    NodeKey holder = holds.holder();
    if (holds.shards().isEmpty()) {
      audited.remove(holder);
      due.cancel(holder);
      return;
    }
    Audited one = audited.get(holder);
    if (one == null) {
      if (audited.size() >= MAX_HOLDERS) {
        return;
      }
      one = new Audited();
      audited.put(holder, one);
    }
    SortedMap<Bytes, Held> shards = new TreeMap<>(ORDER);
    holds.shards().forEach(held -> shards.put(held.source().shard(), held));
    one.shards = shards;
    one.evaded.keySet().retainAll(shards.keySet());
    if (due.of(holder).isEmpty()) {
      // Somewhere within the first interval, so that not all are asked at once.
      due.set(holder, nowNanos + random.nextLong(spacing(one)));
    }
  }

  private long spacing(Audited one) {
    long wanted = PROVED_WITHIN.toNanos() / ((long) TURNS * Math.max(1, one.shards.size()));
    return Math.min(interval.toNanos(), Math.max(MIN_SPACING.toNanos(), wanted));
  }

  private void answered(long nowNanos, Source source, VaultAnswer answer, List<Effect> effects) {
    boolean denies =
        answer instanceof VaultAnswer.Refused refused
            && refused.why() == VaultRefusal.UNKNOWN_SHARD;
    if (answer instanceof VaultAnswer.Verified) {
      Audited one = audited.get(source.holder());
      if (one != null) {
        one.evading = null;
        one.evaded.remove(source.shard());
      }
      effects.add(new Effect.Passed(source));
    } else if (denies || answer instanceof VaultAnswer.Lied) {
      effects.add(new Effect.Failed(source));
    } else {
      evaded(nowNanos, source, true, effects);
    }
  }

  private void evaded(long nowNanos, Source source, boolean there, List<Effect> effects) {
    Audited one = audited.get(source.holder());
    if (one == null || !one.shards.containsKey(source.shard())) {
      return;
    }
    Evading shard = one.evaded.computeIfAbsent(source.shard(), key -> new Evading(nowNanos));
    shard.once(nowNanos, there);
    Evading whole = one.evading == null ? new Evading(nowNanos) : one.evading;
    one.evading = whole;
    whole.once(nowNanos, there);
    if (whole.isFailure(nowNanos)) {
      // It has proved nothing at all: what it was not asked for is not better.
      one.shards.values().stream()
          .limit(MAX_JUDGED)
          .forEach(held -> effects.add(new Effect.Failed(held.source())));
    } else if (shard.isFailure(nowNanos)) {
      effects.add(new Effect.Failed(source));
    }
  }

  @Override
  public List<Effect> onTimeout(long nowNanos) {
    List<Effect> effects = new ArrayList<>();
    for (Asked late : List.copyOf(asked.values())) {
      if (nowNanos - late.sinceNanos >= TIMEOUT.toNanos() && asked.values().remove(late)) {
        evaded(nowNanos, late.held.source, false, effects);
      }
    }
    NodeKey holder;
    while ((holder = due.pollDue(nowNanos)) != null) {
      Audited one = audited.get(holder);
      if (one != null) {
        Held held = next(nowNanos, one);
        long ask = numbers.next();
        asked.put(ask, new Asked(held, nowNanos));
        effects.add(
            new Effect.Prove(
                ask,
                held.source(),
                held.sizeBytes(),
                random.nextLong(ShardTree.leaves(held.sizeBytes()))));
        due.set(holder, nowNanos + spacing(one));
      }
    }
    return effects;
  }

  private Held next(long nowNanos, Audited one) {
    one.turn = (one.turn + 1) % TURNS;
    if (one.turn == 1) {
      int number = random.nextInt(one.shards.size());
      return one.shards.values().stream().skip(number).findFirst().orElseThrow();
    }
    Held again = one.turn == 2 ? evadedLongest(nowNanos, one) : null;
    if (again != null) {
      return again;
    }
    Bytes last = one.last;
    SortedMap<Bytes, Held> tail = last == null ? one.shards : one.shards.tailMap(last);
    Held next =
        tail.values().stream()
            .filter(each -> !Objects.equals(each.source().shard(), last))
            .findFirst()
            .orElseGet(() -> one.shards.values().iterator().next());
    one.last = next.source().shard();
    return next;
  }

  /** Of the shards without a proof the one that was not asked for the longest, if it is time. */
  private @Nullable Held evadedLongest(long nowNanos, Audited one) {
    Held longest = null;
    long most = interval.toNanos();
    for (Map.Entry<Bytes, Evading> each : one.evaded.entrySet()) {
      Held held = one.shards.get(each.getKey());
      long span = nowNanos - each.getValue().askedNanos;
      if (held != null && span >= most) {
        longest = held;
        most = span;
      }
    }
    return longest;
  }

  @Override
  public OptionalLong deadlineNanos() {
    return due.earliestNanos();
  }
}
