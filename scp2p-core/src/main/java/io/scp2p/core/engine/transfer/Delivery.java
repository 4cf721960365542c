package io.scp2p.core.engine.transfer;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.core.engine.Failures;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Answers to a host, on the threads that are for it; told in our words when these are gone. */
public final class Delivery {
  private Delivery() {}

  private record Outcome<T>(@Nullable T value, @Nullable Throwable failure) {}

  /**
   * Something that completes later; begun with each subscription, not ended with it. It may fail
   * when nobody waits for it any more: that goes to nobody, where Reactor would write the failure
   * into the host's log.
   */
  public static <T> Mono<T> later(Supplier<CompletableFuture<T>> begin) {
    return Mono.fromFuture(() -> begin.get().handle(Outcome<T>::new), true)
        .handle(
            (outcome, sink) -> {
              if (outcome.failure() != null) {
                sink.error(Failures.cause(outcome.failure()));
              } else if (outcome.value() != null) {
                sink.next(outcome.value());
              }
            });
  }

  /**
   * The answer, heard on a scheduler; {@link ErrorCode#NODE_CLOSED} where that has ended, and
   * {@link ErrorCode#TOO_BUSY} where too much waits to be heard already.
   */
  public static <T> Mono<T> on(Scheduler signals, Mono<T> answer) {
    return answer
        .onErrorMap(RejectedExecutionException.class, late -> nodeClosed())
        .publishOn(signals)
        .onErrorMap(
            RejectedExecutionException.class,
            refused -> signals.isDisposed() ? nodeClosed() : tooBusy());
  }

  private static Scp2pException tooBusy() {
    return new Scp2pException(ErrorCode.TOO_BUSY, "Too many signals wait for their subscribers.");
  }

  /** What who comes too late is told. */
  public static Scp2pException nodeClosed() {
    return new Scp2pException(ErrorCode.NODE_CLOSED, "The node is closed.");
  }
}
