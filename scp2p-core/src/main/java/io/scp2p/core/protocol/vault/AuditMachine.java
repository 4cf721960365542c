package io.scp2p.core.protocol.vault;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.Deadlines;
import io.scp2p.core.protocol.Machine;
import io.scp2p.core.vault.ShardTree;
import io.scp2p.core.wire.vault.VaultRefusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Asks holders now and then for a random leaf of a random shard (section V10.6). A holder that has
 * thrown away a part p of what it signed for passes n proofs with a chance of (1 − p)^n; each costs
 * it one small read. Silence is no failure: whether a holder is there is counted elsewhere.
 */
public final class AuditMachine implements Machine<AuditMachine.Input, AuditMachine.Effect> {
  /** Holders that are audited. */
  public static final int MAX_HOLDERS = 4_096;

  /** For an answer. */
  static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final Duration interval;
  private final RandomGenerator random;
  private final Map<NodeKey, List<Held>> shards = new HashMap<>();
  private final Map<Long, Asked> asked = new HashMap<>();
  private final Deadlines<NodeKey> due = new Deadlines<>(MAX_HOLDERS);
  private final Numbers numbers = new Numbers();

  /** A shard to be audited. */
  public record Held(Source source, long sizeBytes) {}

  private record Asked(Held held, long sinceNanos) {}

  /** What it is told. */
  public sealed interface Input {
    /** All that a holder has signed for, in place of what it was told before. */
    record Holds(NodeKey holder, List<Held> shards) implements Input {
      /** Copies the list. */
      public Holds {
        shards = List.copyOf(shards);
      }
    }

    /** What came of a question; {@link VaultAnswer.Verified} if the proof is right. */
    record Answered(long ask, VaultAnswer answer) implements Input {}
  }

  /** What it wants done. */
  public sealed interface Effect {
    /** Ask with 624 and check the proof. */
    record Prove(long ask, Source source, long sizeBytes, long leaf) implements Effect {}

    /** A holder has given a proof. */
    record Passed(Source source) implements Effect {}

    /** A holder has not what it signed for. */
    record Failed(Source source) implements Effect {}
  }

  /** Audits nobody yet. */
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
      Effect verdict = question == null ? null : verdict(question.held.source, answered.answer());
      if (verdict != null) {
        effects.add(verdict);
      }
    }
    return effects;
  }

  private void holds(long nowNanos, Input.Holds holds) {
    if (holds.shards().isEmpty()) {
      shards.remove(holds.holder());
      due.cancel(holds.holder());
    } else if (shards.containsKey(holds.holder()) || shards.size() < MAX_HOLDERS) {
      if (shards.put(holds.holder(), holds.shards()) == null) {
        // Somewhere within the first interval, so that not all are asked at once.
        due.set(holds.holder(), nowNanos + random.nextLong(interval.toNanos()));
      }
    }
  }

  private static @Nullable Effect verdict(Source source, VaultAnswer answer) {
    if (answer instanceof VaultAnswer.Verified) {
      return new Effect.Passed(source);
    }
    boolean denies =
        answer instanceof VaultAnswer.Refused refused
            && refused.why() == VaultRefusal.UNKNOWN_SHARD;
    return denies || answer instanceof VaultAnswer.Lied ? new Effect.Failed(source) : null;
  }

  @Override
  public List<Effect> onTimeout(long nowNanos) {
    List<Effect> effects = new ArrayList<>();
    asked.values().removeIf(each -> nowNanos - each.sinceNanos >= TIMEOUT.toNanos());
    NodeKey holder;
    while ((holder = due.pollDue(nowNanos)) != null) {
      List<Held> held = shards.getOrDefault(holder, List.of());
      if (!held.isEmpty()) {
        Held one = held.get(random.nextInt(held.size()));
        long ask = numbers.next();
        asked.put(ask, new Asked(one, nowNanos));
        effects.add(
            new Effect.Prove(
                ask,
                one.source(),
                one.sizeBytes(),
                random.nextLong(ShardTree.leaves(one.sizeBytes()))));
        due.set(holder, nowNanos + interval.toNanos());
      }
    }
    return effects;
  }

  @Override
  public OptionalLong deadlineNanos() {
    return due.earliestNanos();
  }
}
