package io.scp2p.core.engine.follow;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.spi.StoreException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** Failures of stores and of futures as the API tells them. */
final class StoreFailures {
  private static final Logger LOG = System.getLogger(StoreFailures.class.getName());

  private StoreFailures() {}

  static Scp2pException asScp2p(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof Scp2pException known) {
      return known;
    }
    if (cause instanceof RejectedExecutionException) {
      return new Scp2pException(
          ErrorCode.NODE_CLOSING, "The node was closed before it could answer.");
    }
    ErrorCode code =
        cause instanceof StoreException store ? code(store.reason()) : ErrorCode.INTERNAL;
    return new Scp2pException(code, "The store could not do it.", Map.of(), cause);
  }

  /** Of what nobody waits for. */
  static void note(String what, @Nullable Throwable failure) {
    if (failure != null) {
      LOG.log(Level.WARNING, () -> what + " was not written down: " + asScp2p(failure).code());
    }
  }

  /** Completes {@code to} as {@code from} does, with failures as the API tells them. */
  @SuppressWarnings("FutureReturnValueIgnored")
  static <T> void forward(CompletableFuture<T> from, CompletableFuture<T> to) {
    from.whenComplete(
        (value, problem) -> {
          if (problem == null) {
            to.complete(value);
          } else {
            to.completeExceptionally(asScp2p(problem));
          }
        });
  }

  private static ErrorCode code(StoreException.Reason reason) {
    return switch (reason) {
      case FULL -> ErrorCode.DISK_FULL;
      case LOCKED -> ErrorCode.HOME_IN_USE;
      case CORRUPT -> ErrorCode.STORE_CORRUPT;
      case TOO_NEW -> ErrorCode.STORE_TOO_NEW;
      case CLOSED -> ErrorCode.NODE_CLOSING;
      case DENIED, MISSING, CHANGED, EXISTS, FAILED -> ErrorCode.STORE_FAILED;
    };
  }
}
