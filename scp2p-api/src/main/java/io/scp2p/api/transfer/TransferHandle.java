package io.scp2p.api.transfer;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A transfer under way.
 *
 * <p>{@link #pause()}, {@link #resume()} and {@link #cancel()} act when they are called, not when
 * their result is subscribed to; the result only tells when it is done. All methods may be called
 * from any thread and none blocks.
 *
 * @param <R> what comes out of it
 */
public interface TransferHandle<R> {
  /** {@return its name, also after a restart} */
  TransferId id();

  /** {@return the state as of the last step of the engine} */
  TransferState state();

  /**
   * The present state, then every change; completes after a terminal state. A subscriber that is
   * slow may miss states in between, never the last one.
   *
   * @return states, each reachable from the one before
   */
  Flux<TransferState> states();

  /**
   * The newest progress, then live; completes after the end. At most so many a second as {@link
   * io.scp2p.api.config.EventsConfig#progressPerSecond()}; older ones are replaced by newer ones,
   * and the last one always arrives.
   *
   * @return progress that never goes backwards
   */
  Flux<TransferProgress> progress();

  /**
   * The outcome, replayed to late subscribers. Cancelling the subscription does not cancel the
   * transfer.
   *
   * @return what came out, or {@link Scp2pException}; after {@link #cancel()} with {@link
   *     ErrorCode#CANCELLED}
   */
  Mono<R> result();

  /**
   * As {@link #result()}, but cancelling the subscription cancels the transfer: for a caller that
   * times out or composes, and wants nothing left running.
   *
   * @return the outcome
   */
  default Mono<R> resultOrCancel() {
    return result().doOnCancel(() -> cancel().subscribe());
  }

  /**
   * Lets it rest. Harmless when it rests already.
   *
   * @return completes once sockets and files are released, or fails with {@link
   *     ErrorCode#ILLEGAL_TRANSITION} if the transfer had ended
   */
  Mono<Void> pause();

  /**
   * Lets it go on; it queues up again. Harmless when it is not paused.
   *
   * @return completes once it is queued, or fails with {@link ErrorCode#ILLEGAL_TRANSITION} if the
   *     transfer had ended
   */
  Mono<Void> resume();

  /**
   * Ends it. Harmless when repeated, and when the transfer had already ended.
   *
   * @return completes once no further byte will be written and sockets, files and memory are free
   */
  Mono<Void> cancel();
}
