package io.scp2p.core.engine.transfer;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import java.util.concurrent.RejectedExecutionException;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Answers to a host, on the threads that are for it; told in our words when these are gone. */
public final class Delivery {
  private Delivery() {}

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
