package io.scp2p.core.engine.node;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.event.TransferKind;
import io.scp2p.api.share.Publication;
import io.scp2p.api.share.Share;
import io.scp2p.api.share.SharePlan;
import io.scp2p.api.share.SkippedFile;
import io.scp2p.api.spi.StoreException;
import io.scp2p.api.transfer.TransferId;
import io.scp2p.api.transfer.TransferTrigger;
import io.scp2p.core.engine.Failures;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.keys.StoreErrors;
import io.scp2p.core.engine.share.PublishListener;
import io.scp2p.core.engine.share.PublishedShare;
import io.scp2p.core.engine.share.Publishing;
import io.scp2p.core.engine.transfer.Controls;
import io.scp2p.core.engine.transfer.DelegatingTransfer;
import io.scp2p.core.engine.transfer.TransferContext;
import io.scp2p.core.engine.transfer.TransferRun;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A publication as its caller sees it: what the publisher does, with the states of a transfer. */
final class PublicationRun implements Controls, PublishListener {
  private final Loop loop;
  private final TransferRun<Share> run;
  private final Handle handle;
  private @Nullable Publishing publishing;
  private boolean begun;
  private long counted;
  private long total;

  PublicationRun(TransferContext transfers, TransferId id, SharePlan plan) {
    this.loop = transfers.loop();
    this.run =
        new TransferRun<>(transfers, id, TransferKind.PUBLICATION, TransferRun.UNKNOWN, 0, this);
    this.handle = new Handle(run, plan);
  }

  Publication handle() {
    return handle;
  }

  /**
   * Begins.
   *
   * @param publisher starts it; on the loop
   * @param adopt makes a published version part of the catalog; on the loop
   */
  void begin(
      BiFunction<SharePlan, PublishListener, Publishing> publisher,
      Function<PublishedShare, CompletableFuture<Share>> adopt) {
    loop.post(() -> beginOnLoop(publisher, adopt));
  }

  /** Ends before it has begun. */
  void refuse(Scp2pException why) {
    loop.post(
        () -> {
          if (!run.isCancelling() && !run.isOver()) {
            run.trigger(TransferTrigger.CHUNKS_COMPLETE);
            run.fail(why);
            whenEnded.complete(null);
          }
        });
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void beginOnLoop(
      BiFunction<SharePlan, PublishListener, Publishing> publisher,
      Function<PublishedShare, CompletableFuture<Share>> adopt) {
    if (run.isCancelling() || run.isOver()) {
      return;
    }
    run.trigger(TransferTrigger.CHUNKS_COMPLETE); // Local files: straight to VERIFYING.
    publishing = publisher.apply(handle.plan(), this);
    publishing
        .result()
        .thenCompose(adopt)
        .whenComplete((share, failure) -> loop.post(() -> ended(share, failure)));
  }

  private void ended(@Nullable Share share, @Nullable Throwable failure) {
    lookAtWhatIsLeftOut();
    publishing = null;
    if (share != null) {
      run.cannotBeCancelled(); // It is there, and others may have it already.
      if (!begun) {
        run.bytesTotal(share.totalBytes());
      }
      run.complete(share);
    } else if (failure != null && !run.isCancelling()) {
      run.fail(exception(failure));
    }
    whenEnded.complete(null);
  }

  private void lookAtWhatIsLeftOut() {
    Publishing running = publishing;
    if (running != null) {
      handle.skipped = running.skipped();
      handle.skippedCount = running.skippedCount();
    }
  }

  private final CompletableFuture<Void> whenEnded = new CompletableFuture<>();

  private static Scp2pException exception(Throwable failure) {
    Throwable cause = Failures.cause(failure);
    if (cause instanceof Scp2pException known) {
      return known;
    }
    return cause instanceof StoreException store
        ? StoreErrors.ofState(store)
        : new Scp2pException(
            ErrorCode.INTERNAL, "A publication failed by a bug of this SDK.", Map.of(), failure);
  }

  @Override
  public void progress(long hashedBytes, long totalBytes, long hashedFiles, long totalFiles) {
    lookAtWhatIsLeftOut();
    if (!begun) {
      if (totalBytes <= 0) {
        return;
      }
      begun = true;
      total = totalBytes;
      run.bytesTotal(totalBytes);
    }
    // Files may grow while they are read; the total that was told stays what it is.
    long now = Math.min(hashedBytes, total);
    if (now > counted) {
      run.verified(now - counted);
      counted = now;
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  @Override
  public void pause(Runnable released) {
    if (publishing == null) {
      released.run();
    } else {
      // If it ends instead, the end answers.
      publishing.pause().thenRun(released);
    }
  }

  @Override
  public void resume(Runnable queued) {
    if (publishing != null) {
      publishing.resume();
    }
    queued.run();
    loop.post(() -> run.trigger(TransferTrigger.CHUNKS_COMPLETE));
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  @Override
  public void cancel(Runnable released) {
    Publishing running = publishing;
    if (running == null) {
      released.run();
      return;
    }
    running.cancel();
    whenEnded.whenComplete((done, failure) -> released.run());
  }

  /** The node is being closed. */
  void suspend() {
    run.suspend();
  }

  boolean isOver() {
    return run.isOver();
  }

  /** What the caller holds. */
  private static final class Handle extends DelegatingTransfer<Share> implements Publication {
    private final SharePlan plan;
    private volatile List<SkippedFile> skipped = List.of();
    private volatile long skippedCount;

    Handle(TransferRun<Share> run, SharePlan plan) {
      super(run.handle());
      this.plan = plan;
    }

    @Override
    public SharePlan plan() {
      return plan;
    }

    @Override
    public List<SkippedFile> skipped() {
      return skipped;
    }

    @Override
    public long skippedCount() {
      return skippedCount;
    }
  }
}
