package io.scp2p.core.engine.community;

import io.scp2p.core.engine.Loop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks many the same, some at a time and not for ever; what came until then is the result. Lives on
 * the loop, on which the answers must come.
 */
final class Round<T, R> {
  private final Loop loop;
  private final int parallel;
  private final Function<T, CompletableFuture<Optional<R>>> ask;
  private final ArrayDeque<T> waiting;
  private final List<R> results = new ArrayList<>();
  private final CompletableFuture<List<R>> outcome = new CompletableFuture<>();
  private Loop.@Nullable Timer timer;
  private int asked;

  private Round(
      Loop loop,
      int parallel,
      Collection<T> whom,
      Function<T, CompletableFuture<Optional<R>>> ask) {
    this.loop = loop;
    this.parallel = parallel;
    this.waiting = new ArrayDeque<>(whom);
    this.ask = ask;
  }

  /** Begins; completes on the loop in bounded time and never fails. */
  static <T, R> CompletableFuture<List<R>> of(
      Loop loop,
      Collection<T> whom,
      int parallel,
      Duration timeout,
      Function<T, CompletableFuture<Optional<R>>> ask) {
    Round<T, R> round = new Round<>(loop, parallel, whom, ask);
    round.timer = loop.at(loop.time().nanos() + timeout.toNanos(), round::end);
    round.goOn();
    return round.outcome;
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void goOn() {
    while (asked < parallel && !waiting.isEmpty()) {
      asked++;
      // Posted: answers that are there at once must not be as many calls deep.
      ask.apply(waiting.remove())
          .whenComplete(
              (result, failure) ->
                  loop.post(() -> answered(failure == null ? result : Optional.empty())));
    }
    if (asked == 0) {
      end();
    }
  }

  private void answered(Optional<R> result) {
    asked--;
    if (result.isPresent() && !outcome.isDone()) {
      results.add(result.get());
    }
    goOn();
  }

  private void end() {
    waiting.clear();
    if (timer != null) {
      timer.cancel();
    }
    outcome.complete(List.copyOf(results));
  }
}
