package io.scp2p.core.engine.follow;

import io.scp2p.api.id.ShareId;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.engine.Offload;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Store work away from the loop, for each share one piece after the other in the order it was asked
 * for. Owned by the loop; bounded by what asks.
 */
final class Lanes {
  private final Offload offload;
  private final Map<ShareId, CompletableFuture<?>> last = new HashMap<>();

  Lanes(Offload offload) {
    this.offload = offload;
  }

  /** Completes on the loop. That earlier work failed is nothing to this one. */
  @SuppressWarnings("FutureReturnValueIgnored")
  <T> CompletableFuture<T> call(ShareId share, Callable<T> work) {
    CompletableFuture<?> before = last.getOrDefault(share, CompletableFuture.completedFuture(null));
    CompletableFuture<T> outcome =
        before
            .<@Nullable Void>handle((value, failure) -> null)
            .thenCompose(unused -> offload.call(work));
    last.put(share, outcome);
    return outcome.whenComplete((value, failure) -> last.remove(share, outcome));
  }

  /** Work that has no result. */
  @FunctionalInterface
  interface Work {
    void run() throws StoreException;
  }

  /** As {@link #call}. */
  CompletableFuture<Boolean> run(ShareId share, Work work) {
    return call(
        share,
        () -> {
          work.run();
          return true;
        });
  }
}
