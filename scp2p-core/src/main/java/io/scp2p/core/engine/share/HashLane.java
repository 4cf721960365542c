package io.scp2p.core.engine.share;

import io.scp2p.core.engine.Offload;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs the hash tasks of all publications, so many at a time, in turns of one step. Lives on the
 * loop. Whoever submits has a bound of its own.
 */
final class HashLane {
  private final Offload offload;
  private final int parallel;
  private final Deque<Turn> waiting = new ArrayDeque<>();
  private int running;

  /** A task and who waits for its next step. */
  private record Turn(HashTask task, Consumer<@Nullable Throwable> stepped) {}

  HashLane(Offload offload, int parallel) {
    this.offload = offload;
    this.parallel = parallel;
  }

  /** Runs one step; {@code stepped} hears of its end, and why it failed if it did. */
  void step(HashTask task, Consumer<@Nullable Throwable> stepped) {
    waiting.add(new Turn(task, stepped));
    start();
  }

  private void start() {
    while (running < parallel && !waiting.isEmpty()) {
      Turn turn = waiting.remove();
      running++;
      var unused =
          offload
              .call(
                  () -> {
                    turn.task.step();
                    return turn;
                  })
              .whenComplete((same, failure) -> ended(turn, failure));
    }
  }

  private void ended(Turn turn, @Nullable Throwable failure) {
    running--;
    turn.stepped.accept(failure);
    start();
  }
}
