package io.scp2p.examples.fuzz;

import io.scp2p.core.protocol.Machine;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Runs one machine as the engine would: feeds it, wakes it when it wants to be woken, and looks at
 * what no machine may do.
 *
 * @param <I> what it is fed
 * @param <E> what it asks for
 */
final class Drive<I, E> {
  /** Effects of one step, of any machine; the longest lists are those that end everything. */
  private static final int MAX_EFFECTS = 8_192;

  /** How often a machine may ask for the present moment again. */
  private static final int MAX_WAKES = 256;

  /** Most steps of time in one input; after them the rest of a wait passes in one leap. */
  private static final int MAX_STEPS = 100_000;

  private static final long MILLISECOND = 1_000_000L;

  private final Machine<I, E> machine;
  private final Consumer<E> effects;
  private long now;
  private int steps;

  /**
   * A machine at some moment.
   *
   * @param effects sees every effect, in order
   */
  Drive(Machine<I, E> machine, long now, Consumer<E> effects) {
    this.machine = machine;
    this.now = now;
    this.effects = effects;
  }

  /** Some moments are close to where the clock wraps. */
  static long start(Input in) {
    return in.bool() ? Long.MAX_VALUE - in.u16() * MILLISECOND : in.u32();
  }

  long now() {
    return now;
  }

  void feed(I input) {
    perform(machine.accept(now, input));
  }

  /** Lets time pass: up to a minute, or until something is due. */
  void pass(Input in) {
    int choice = in.u8();
    if (choice < 128) {
      until(now + (long) choice * choice * 4 * MILLISECOND);
      return;
    }
    OptionalLong deadline = machine.deadlineNanos();
    if (deadline.isPresent() && deadline.getAsLong() - now > 0) {
      until(deadline.getAsLong());
    }
  }

  private void until(long end) {
    if (!isDue(end)) {
      OptionalLong before = machine.deadlineNanos();
      Finding.unless(machine.onTimeout(now).isEmpty() || isDue(now), "woken early, it acted");
      Finding.unless(
          isDue(now) || before.equals(machine.deadlineNanos()), "woken early, it changed its mind");
    }
    int wakes = 0;
    for (long last = now; isDue(end); last = now) {
      long due = machine.deadlineNanos().orElseThrow();
      now = due - now > 0 ? due : now;
      wakes = now == last ? wakes + 1 : 0;
      Finding.unless(wakes < MAX_WAKES, "it wants to be woken now, again and again");
      perform(machine.onTimeout(now));
      if (now != last && ++steps > MAX_STEPS) {
        break;
      }
    }
    now = end - now > 0 ? end : now;
  }

  private boolean isDue(long at) {
    OptionalLong deadline = machine.deadlineNanos();
    return deadline.isPresent() && deadline.getAsLong() - at <= 0;
  }

  private void perform(List<E> all) {
    Finding.unless(all.size() <= MAX_EFFECTS, all.size() + " effects of one step");
    all.forEach(effects);
  }
}
