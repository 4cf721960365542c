package io.scp2p.core.engine.node;

import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.engine.Failures;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.engine.keys.StoreErrors;
import io.scp2p.core.engine.transfer.Delivery;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * Turns what the engine does into what callers subscribe to, delivered where they want it. Whoever
 * waits when the node is closed is told so: nothing that was asked stays without an answer.
 */
final class Signals {
  private final Loop loop;
  private final Offload offload;
  private final Scheduler scheduler;
  private final Sinks.One<Object> ending = Sinks.one();
  private volatile boolean closed;

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
    return begun(() -> CompletableFuture.completedFuture(question.get()));
  }

  /** Something that completes later; begun with each subscription, not ended with it. */
  <T> Mono<T> future(Supplier<CompletableFuture<T>> begin) {
    return guarded(Delivery.later(begin).onErrorMap(Signals::plain));
  }

  /** Something that is begun on the loop and completes there later. */
  <T> Mono<T> begun(Supplier<CompletableFuture<T>> work) {
    return future(() -> loop.call(work::get));
  }

  /** As {@link #future}, for a list. */
  <T> Flux<T> futures(Supplier<CompletableFuture<List<T>>> begin) {
    return future(begin).flatMapIterable(list -> list);
  }

  /** Ends with the node, and is not begun after it. */
  <T> Mono<T> guarded(Mono<T> source) {
    return Mono.defer(
        () ->
            closed
                ? Mono.<T>error(nodeClosed())
                : Delivery.on(scheduler, source.or(ending.asMono().then(Mono.<T>empty()))));
  }

  /** Refuses what is asked from now on. */
  void refuse() {
    closed = true;
  }

  /** Whether {@link #refuse} was called. */
  boolean isClosed() {
    return closed;
  }

  /** The node can answer nothing any more: whoever still waits is told. */
  void end() {
    ending.tryEmitError(StoreErrors.closing()).orThrow();
  }

  static Scp2pException nodeClosed() {
    return Delivery.nodeClosed();
  }

  private static Throwable plain(Throwable failure) {
    Throwable cause = Failures.cause(failure);
    if (Offload.wasClosed(cause)) {
      return StoreErrors.closing();
    }
    return cause instanceof StoreException store ? StoreErrors.ofState(store) : cause;
  }
}
