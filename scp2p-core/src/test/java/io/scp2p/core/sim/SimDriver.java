package io.scp2p.core.sim;

import io.scp2p.core.protocol.Machine;
import java.util.ArrayDeque;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Does for one machine in a world what the engine does in a node: feeds it, performs its effects in
 * order and wakes it at its deadline. It ends with its host: see {@link SimHost#crash()}.
 */
public final class SimDriver<I, E> {
  private final SimHost host;
  private final String name;
  private final Machine<I, E> machine;
  private final Consumer<E> performer;
  private final Queue<I> inputs = new ArrayDeque<>();
  private boolean stepping;
  private @Nullable SimTask alarm;

  /** Drives a machine on a host; effects are handed to the performer one at a time. */
  public SimDriver(SimHost host, String name, Machine<I, E> machine, Consumer<E> performer) {
    this.host = host;
    this.name = name;
    this.machine = machine;
    this.performer = performer;
    arm();
  }

  /** Feeds one input; one that arises while effects are performed waits until they all are. */
  public void accept(I input) {
    inputs.add(input);
    if (stepping) {
      return;
    }
    stepping = true;
    try {
      I next;
      while ((next = inputs.poll()) != null) {
        perform(machine.accept(host.world().nanos(), next));
      }
    } finally {
      stepping = false;
    }
    arm();
  }

  private void timeout() {
    stepping = true;
    try {
      perform(machine.onTimeout(host.world().nanos()));
      I next;
      while ((next = inputs.poll()) != null) {
        perform(machine.accept(host.world().nanos(), next));
      }
    } finally {
      stepping = false;
    }
    arm();
  }

  private void perform(List<E> effects) {
    effects.forEach(performer);
  }

  private void arm() {
    OptionalLong deadline = machine.deadlineNanos();
    SimWorld world = host.world();
    long dueNanos = deadline.isEmpty() ? 0 : Math.max(0, deadline.getAsLong() - world.nanos());
    if (alarm != null) {
      if (deadline.isPresent()
          && alarm.isPending()
          && alarm.atNanos == world.elapsedNanos() + dueNanos) {
        return;
      }
      alarm.cancel();
      alarm = null;
    }
    if (deadline.isPresent()) {
      alarm = host.scheduleNanos(dueNanos, "timeout", name, this::timeout);
    }
  }
}
