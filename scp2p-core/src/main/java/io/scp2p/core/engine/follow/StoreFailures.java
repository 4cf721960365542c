package io.scp2p.core.engine.follow;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.engine.Failures;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.engine.keys.StoreErrors;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Failures of stores and of futures as the API tells them. */
final class StoreFailures {
  private static final Logger LOG = System.getLogger(StoreFailures.class.getName());

  private StoreFailures() {}

  static Scp2pException asScp2p(Throwable failure) {
    Throwable cause = Failures.cause(failure);
    if (cause instanceof Scp2pException known) {
      return known;
    }
    if (Offload.wasClosed(cause)) {
      return StoreErrors.closing();
    }
    ErrorCode code =
        cause instanceof StoreException store ? StoreErrors.stateCode(store) : ErrorCode.INTERNAL;
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
}
