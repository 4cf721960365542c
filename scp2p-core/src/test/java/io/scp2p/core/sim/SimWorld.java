package io.scp2p.core.sim;

import io.scp2p.api.spi.Entropy;
import io.scp2p.api.spi.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Simulated time and everything that happens in it. Time stands still while a task runs and jumps
 * to the next one afterwards. Whatever goes wrong in a step - a task that throws, an invariant that
 * no longer holds, a condition not met in time - is an {@link AssertionError} that names the seed
 * and shows the last steps.
 */
public final class SimWorld implements TimeSource {
  /** Where the monotonic clock starts: it overflows early, so naive comparisons fail in tests. */
  static final long ORIGIN_NANOS = Long.MAX_VALUE - Duration.ofSeconds(10).toNanos();

  /** The date at the start. */
  static final Instant ORIGIN_WALL = Instant.parse("2026-01-01T00:00:00Z");

  /** More steps than this without time passing are a loop and not a simulation. */
  static final long MAX_STEPS_AT_ONE_MOMENT = 2_000_000;

  private final long seed;
  private final TaskHeap heap = new TaskHeap();
  private final SimTrace trace = new SimTrace();
  private final Map<String, SplittableRandom> randoms = new HashMap<>();
  private final List<Invariant> invariants = new ArrayList<>();
  private final SimNetwork network;
  private long elapsedNanos;
  private long nextOrder;
  private long steps;
  private long stepsAtThisMoment;

  private SimWorld(long seed) {
    this.seed = seed;
    this.network = new SimNetwork(this);
  }

  /** A new world; equal seeds make equal worlds. */
  public static SimWorld seeded(long seed) {
    return new SimWorld(seed);
  }

  /** What to pass to {@link #seeded} to see the same again. */
  public long seed() {
    return seed;
  }

  /** The one network there is. */
  public SimNetwork network() {
    return network;
  }

  /** The monotonic clock; it starts shortly before it overflows. */
  @Override
  public long nanos() {
    return ORIGIN_NANOS + elapsedNanos;
  }

  @Override
  public Instant wall() {
    return ORIGIN_WALL.plusNanos(elapsedNanos);
  }

  /** Time passed since the start. */
  public Duration elapsed() {
    return Duration.ofNanos(elapsedNanos);
  }

  long elapsedNanos() {
    return elapsedNanos;
  }

  /** The clocks of a node whose date is wrong by this much. */
  public TimeSource clockWrongBy(Duration error) {
    return new TimeSource() {
      @Override
      public long nanos() {
        return SimWorld.this.nanos();
      }

      @Override
      public Instant wall() {
        return SimWorld.this.wall().plus(error);
      }
    };
  }

  /**
   * The random numbers for one purpose: always the same object for the same name. What one purpose
   * draws does not change what another one gets.
   */
  public RandomGenerator random(String purpose) {
    return randoms.computeIfAbsent(purpose, name -> new SplittableRandom(seedOf(name)));
  }

  /** Key and nonce material for one purpose: looks random, is replayable, protects nothing. */
  public Entropy entropy(String purpose) {
    return random("entropy " + purpose)::nextBytes;
  }

  /** Runs a task after a delay. */
  public SimTask schedule(Duration delay, Runnable action) {
    return schedule(delay, "task", action);
  }

  /** Runs a task after a delay; failures show its label. */
  public SimTask schedule(Duration delay, String label, Runnable action) {
    return scheduleNanos(delay.toNanos(), label, null, action);
  }

  /** Runs a task after a delay; failures show its label and the subject's text. */
  public SimTask scheduleNanos(
      long delayNanos, String label, @Nullable Object subject, Runnable action) {
    if (delayNanos < 0) {
      throw new IllegalArgumentException(label + " would be " + -delayNanos + " ns ago");
    }
    long atNanos = Math.addExact(elapsedNanos, delayNanos);
    SimTask task = new SimTask(heap, atNanos, nextOrder++, label, subject, action);
    heap.add(task);
    return task;
  }

  /** Notes something in the trace and in its hash. */
  public void note(String what, @Nullable Object subject) {
    trace.add(elapsedNanos, what, subject);
  }

  /** Mixes a value into the trace hash only. */
  void mix(long value) {
    trace.mix(value);
  }

  /** Checked after every step from now on. */
  public void invariant(String name, BooleanSupplier holds) {
    invariant(name, 1, holds);
  }

  /** Checked after every so many steps from now on, for what is expensive to check. */
  public void invariant(String name, int everySteps, BooleanSupplier holds) {
    if (everySteps < 1) {
      throw new IllegalArgumentException("every " + everySteps + " steps");
    }
    invariants.add(new Invariant(name, everySteps, holds));
  }

  /** Equal for runs in which the same steps happened at the same times. */
  public long traceHash() {
    return trace.hash();
  }

  /** How many tasks have run. */
  public long steps() {
    return steps;
  }

  /** How many tasks are still to come. */
  public int pending() {
    return heap.size();
  }

  /** Runs the next task; returns false when there is none. */
  public boolean step() {
    SimTask task = heap.peek();
    if (task == null) {
      return false;
    }
    run(task);
    return true;
  }

  /** Lets exactly this much time pass. */
  public void runFor(Duration span) {
    long endNanos = Math.addExact(elapsedNanos, span.toNanos());
    while (stepBy(endNanos)) {
      // The step was all there was to do.
    }
    elapsedNanos = endNanos;
  }

  /** Lets time pass until the condition holds; fails if it does not within the limit. */
  public void runUntil(BooleanSupplier condition, Duration limit) {
    if (!holdsWithin(condition, limit)) {
      throw failure("the condition did not hold within " + limit, null);
    }
  }

  /** Lets time pass until the condition holds or the limit has passed; returns whether it holds. */
  public boolean holdsWithin(BooleanSupplier condition, Duration limit) {
    long endNanos = Math.addExact(elapsedNanos, limit.toNanos());
    do {
      if (condition.getAsBoolean()) {
        return true;
      }
    } while (stepBy(endNanos));
    elapsedNanos = endNanos;
    return condition.getAsBoolean();
  }

  private boolean stepBy(long endNanos) {
    SimTask task = heap.peek();
    if (task == null || task.atNanos > endNanos) {
      return false;
    }
    run(task);
    return true;
  }

  private void run(SimTask task) {
    heap.poll();
    stepsAtThisMoment = task.atNanos == elapsedNanos ? stepsAtThisMoment + 1 : 0;
    elapsedNanos = task.atNanos;
    steps++;
    trace.add(elapsedNanos, task.label, task.subject);
    if (stepsAtThisMoment > MAX_STEPS_AT_ONE_MOMENT) {
      throw failure("time stands still", null);
    }
    try {
      task.action.run();
    } catch (SimFailure alreadyTold) {
      throw alreadyTold;
    } catch (RuntimeException | AssertionError bug) {
      throw failure(task.label + " failed: " + bug, bug);
    }
    checkInvariants();
  }

  private void checkInvariants() {
    for (Invariant invariant : invariants) {
      if (steps % invariant.everySteps == 0 && !invariant.holds.getAsBoolean()) {
        throw failure("no longer so: " + invariant.name, null);
      }
    }
  }

  private SimFailure failure(String what, @Nullable Throwable cause) {
    String steady = "seed " + seed + ", " + clockText(elapsedNanos) + ", step " + steps;
    return new SimFailure(
        what + " (" + steady + ")\n  " + String.join("\n  ", trace.lastSteps()), cause);
  }

  /** FNV-1a over the name, so that close names get distant generators. */
  private long seedOf(String purpose) {
    long hash = 0xCBF2_9CE4_8422_2325L ^ seed;
    for (int i = 0; i < purpose.length(); i++) {
      hash = (hash ^ purpose.charAt(i)) * 0x100_0000_01B3L;
    }
    return hash;
  }

  static String clockText(long nanos) {
    return String.format(Locale.ROOT, "%.6fs", nanos / 1e9);
  }

  private record Invariant(String name, int everySteps, BooleanSupplier holds) {}

  /** Told apart from a failed assertion inside a task, which gets the trace added. */
  private static final class SimFailure extends AssertionError {
    private static final long serialVersionUID = 1L;

    SimFailure(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }
}
