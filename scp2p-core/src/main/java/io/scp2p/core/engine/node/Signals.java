package io.scp2p.core.engine.node;

import io.scp2p.api.spi.StoreException;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.engine.keys.StoreErrors;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Turns what the engine does into what callers subscribe to, delivered where they want it. */
final class Signals {
  private final Loop loop;
  private final Offload offload;
  private final Scheduler scheduler;

  Signals(Loop loop, Offload offload, Scheduler scheduler) {
    this.loop = loop;
    this.offload = offload;
    this.scheduler = scheduler;
  }

  /** Work that may block; begun with each subscription. */
  <T> Mono<T> blocking(Callable<T> work) {
    return future(() -> offload.call(work));
  }

  /** Something that is asked on the loop; begun with each subscription. */
  <T> Mono<T> onLoop(Supplier<T> question) {
    return future(
        () -> {
          CompletableFuture<T> answer = new CompletableFuture<>();
          loop.post(
              () -> {
                try {
                  answer.complete(question.get());
                } catch (RuntimeException failure) {
                  answer.completeExceptionally(failure);
                }
              });
          return answer;
        });
  }

  /** Something that completes later; begun with each subscription, not ended with it. */
  <T> Mono<T> future(Supplier<CompletableFuture<T>> begin) {
    return Mono.fromFuture(begin, true).onErrorMap(Signals::plain).publishOn(scheduler);
  }

  /** As {@link #future}, for a list. */
  <T> Flux<T> futures(Supplier<CompletableFuture<List<T>>> begin) {
    return future(begin).flatMapIterable(list -> list);
  }

  private static Throwable plain(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause instanceof StoreException store ? StoreErrors.ofState(store) : cause;
  }
}
