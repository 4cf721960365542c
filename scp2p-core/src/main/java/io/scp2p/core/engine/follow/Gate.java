package io.scp2p.core.engine.follow;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.core.engine.Loop;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Lets calls in, on the loop, once everything was read, and not after the end. */
final class Gate {
  private final Loop loop;
  private final CompletableFuture<Void> open = new CompletableFuture<>();
  private boolean closed;

  Gate(Loop loop) {
    this.loop = loop;
  }

  /** Completes once calls are let in. */
  CompletableFuture<Void> opened() {
    return open.copy();
  }

  void open() {
    open.complete(null);
  }

  /** Nobody is ever let in. */
  void fail(Throwable why) {
    open.completeExceptionally(why);
  }

  void close() {
    closed = true;
    open.completeExceptionally(closing());
  }

  boolean isClosed() {
    return closed;
  }

  static Scp2pException closing() {
    return new Scp2pException(ErrorCode.NODE_CLOSING, "The node is closing.");
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  <T> CompletableFuture<T> enter(Callable<CompletableFuture<T>> action) {
    CompletableFuture<T> outcome = new CompletableFuture<>();
    loop.post(() -> open.whenComplete((done, failure) -> begin(action, failure, outcome)));
    return outcome;
  }

  private <T> void begin(
      Callable<CompletableFuture<T>> action,
      @Nullable Throwable failure,
      CompletableFuture<T> outcome) {
    try {
      if (closed) {
        throw new Scp2pException(ErrorCode.NODE_CLOSED, "The node is closed.");
      }
      if (failure != null) {
        throw failure;
      }
      StoreFailures.forward(action.call(), outcome);
    } catch (Throwable problem) {
      outcome.completeExceptionally(StoreFailures.asScp2p(problem));
    }
  }
}
