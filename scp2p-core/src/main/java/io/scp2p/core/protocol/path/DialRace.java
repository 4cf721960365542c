package io.scp2p.core.protocol.path;

import io.scp2p.core.protocol.Machine;
import io.scp2p.core.protocol.Nanos;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Tries several addresses of one peer, each a little after the one before (RFC 8305): the first to
 * finish its handshake wins, the others are called off. A failure starts the next one at once.
 *
 * <p>The candidates come in the order of preference and are known by their place in it.
 */
public final class DialRace implements Machine<DialRace.Input, DialRace.Effect> {
  /** RFC 8305 section 5: time enough for an answer from nearby. */
  public static final Duration STAGGER = Duration.ofMillis(250);

  /** Addresses tried for one peer; more come from somebody who wants us to dial strangers. */
  public static final int MAX_CANDIDATES = 8;

  private final int candidates;
  private final long timeoutNanos;
  private final long staggerNanos;
  private final SortedSet<Integer> running = new TreeSet<>();
  private int next;
  private OptionalLong nextAtNanos = OptionalLong.empty();
  private OptionalLong deadlineNanos = OptionalLong.empty();
  private boolean over;

  /** What a race is told. */
  public sealed interface Input {
    /** Begin. */
    record Started() implements Input {}

    /** A candidate has finished its handshake. */
    record Finished(int candidate) implements Input {}

    /** A candidate has failed. */
    record Failed(int candidate) implements Input {}

    /** Nobody wants the result any more. */
    record Cancelled() implements Input {}
  }

  /** What a race wants done. */
  public sealed interface Effect {
    /** Dial this candidate. */
    record Dial(int candidate) implements Effect {}

    /** Call this dial off. */
    record CallOff(int candidate) implements Effect {}

    /** This candidate has won. Only calls to call off others come with it, before. */
    record Won(int candidate) implements Effect {}

    /** Every candidate has failed, or time is up. */
    record Lost() implements Effect {}
  }

  /**
   * A race that has not begun.
   *
   * @param candidates how many there are; those beyond {@link #MAX_CANDIDATES} are left out
   * @param timeout for the whole race
   */
  public DialRace(int candidates, Duration timeout) {
    this(candidates, timeout, STAGGER);
  }

  /**
   * A race that has not begun.
   *
   * @param candidates how many there are; those beyond {@link #MAX_CANDIDATES} are left out
   * @param timeout for the whole race
   * @param stagger how long each has before the next joins in
   */
  public DialRace(int candidates, Duration timeout, Duration stagger) {
    this.candidates = Math.min(candidates, MAX_CANDIDATES);
    this.timeoutNanos = timeout.toNanos();
    this.staggerNanos = stagger.toNanos();
  }

  @Override
  public List<Effect> accept(long nowNanos, Input input) {
    List<Effect> effects = new ArrayList<>();
    if (over) {
      return effects;
    }
    if (input instanceof Input.Started) {
      deadlineNanos = OptionalLong.of(nowNanos + timeoutNanos);
      dialNext(nowNanos, effects);
    } else if (input instanceof Input.Failed failed) {
      if (running.remove(failed.candidate())) {
        dialNext(nowNanos, effects);
      }
    } else if (input instanceof Input.Finished finished) {
      if (running.remove(finished.candidate())) {
        end(effects);
        effects.add(new Effect.Won(finished.candidate()));
      }
    } else {
      end(effects);
    }
    return effects;
  }

  private void dialNext(long nowNanos, List<Effect> effects) {
    if (next < candidates) {
      running.add(next);
      effects.add(new Effect.Dial(next++));
      nextAtNanos =
          next < candidates ? OptionalLong.of(nowNanos + staggerNanos) : OptionalLong.empty();
    } else if (running.isEmpty()) {
      end(effects);
      effects.add(new Effect.Lost());
    }
  }

  private void end(List<Effect> effects) {
    over = true;
    nextAtNanos = OptionalLong.empty();
    deadlineNanos = OptionalLong.empty();
    running.forEach(candidate -> effects.add(new Effect.CallOff(candidate)));
    running.clear();
  }

  @Override
  public List<Effect> onTimeout(long nowNanos) {
    List<Effect> effects = new ArrayList<>();
    if (deadlineNanos.isPresent() && Nanos.isDue(deadlineNanos.getAsLong(), nowNanos)) {
      end(effects);
      effects.add(new Effect.Lost());
    } else if (nextAtNanos.isPresent() && Nanos.isDue(nextAtNanos.getAsLong(), nowNanos)) {
      dialNext(nowNanos, effects);
    }
    return effects;
  }

  @Override
  public OptionalLong deadlineNanos() {
    return Nanos.earlier(deadlineNanos, nextAtNanos);
  }
}
