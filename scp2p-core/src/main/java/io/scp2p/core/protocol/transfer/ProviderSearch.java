package io.scp2p.core.protocol.transfer;

import io.scp2p.core.protocol.Backoff;
import io.scp2p.core.protocol.Nanos;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/** Asks for providers while there is nobody to ask for chunks, less and less often. */
final class ProviderSearch {
  static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  static final Duration MAX_PAUSE = Duration.ofSeconds(60);

  private final SwarmRules rules;
  private final RandomGenerator random;
  private final Backoff pause = new Backoff(FIRST_PAUSE, MAX_PAUSE);
  private int rounds;
  private int empty;
  private OptionalLong dueNanos = OptionalLong.empty();

  ProviderSearch(SwarmRules rules, RandomGenerator random) {
    this.rules = rules;
    this.random = random;
  }

  /** Somebody is needed; returns when to say so again. */
  OptionalLong need(long nowNanos, List<SwarmEffect> effects) {
    if (dueNanos.isEmpty() || Nanos.isDue(dueNanos.getAsLong(), nowNanos)) {
      effects.add(new SwarmEffect.NeedPeers(++rounds));
      dueNanos = OptionalLong.of(nowNanos + pause.nextNanos(random));
    }
    return dueNanos;
  }

  /** Nobody is needed for now. */
  void rest() {
    dueNanos = OptionalLong.empty();
  }

  /** A search has brought nobody; returns whether that is enough to give up. */
  boolean cameEmpty() {
    if (dueNanos.isEmpty()) {
      return false;
    }
    empty++;
    return rules.maxEmptySearches() > 0 && empty >= rules.maxEmptySearches();
  }

  /** Something has come from somebody, or the swarm begins anew. */
  void reset() {
    empty = 0;
    pause.reset();
  }
}
