package io.scp2p.api.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.ShareId;
import io.scp2p.api.share.Publication;
import io.scp2p.api.share.Share;
import io.scp2p.api.share.ShareItem;
import io.scp2p.api.share.SharePlan;
import io.scp2p.api.share.Shares;
import io.scp2p.api.share.SkippedFile;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class TransferHandleTest {
  private final AtomicInteger starts = new AtomicInteger();
  private final AtomicInteger cancels = new AtomicInteger();

  /** Never ends on its own; counts how often it is cancelled. */
  private final class Endless implements Publication {
    @Override
    public SharePlan plan() {
      return SharePlan.folder(Path.of("a")).build();
    }

    @Override
    public List<SkippedFile> skipped() {
      return List.of();
    }

    @Override
    public long skippedCount() {
      return 0;
    }

    @Override
    public TransferId id() {
      return new TransferId(new UUID(0, 1));
    }

    @Override
    public TransferState state() {
      return TransferState.IDLE;
    }

    @Override
    public Flux<TransferState> states() {
      return Flux.never();
    }

    @Override
    public Flux<TransferProgress> progress() {
      return Flux.never();
    }

    @Override
    public Mono<Share> result() {
      return Mono.never();
    }

    @Override
    public Mono<Void> pause() {
      return Mono.empty();
    }

    @Override
    public Mono<Void> resume() {
      return Mono.empty();
    }

    @Override
    public Mono<Void> cancel() {
      return Mono.fromRunnable(cancels::incrementAndGet);
    }
  }

  private final class EndlessShares implements Shares {
    @Override
    public Publication start(SharePlan plan) {
      starts.incrementAndGet();
      return new Endless();
    }

    @Override
    public Flux<Share> list() {
      return Flux.empty();
    }

    @Override
    public Mono<Share> get(ShareId id) {
      return Mono.empty();
    }

    @Override
    public Flux<ShareItem> items(ShareId id) {
      return Flux.empty();
    }

    @Override
    public Mono<Void> unpublish(ShareId id) {
      return Mono.empty();
    }

    @Override
    public Flux<Upload> uploads() {
      return Flux.empty();
    }
  }

  @Test
  void droppingTheResultDoesNotCancelUnlessAskedFor() {
    TransferHandle<Share> transfer = new Endless();
    Disposable watching = transfer.result().subscribe();
    watching.dispose();
    assertThat(cancels).hasValue(0);
    Disposable owning = transfer.resultOrCancel().subscribe();
    assertThat(cancels).hasValue(0);
    owning.dispose();
    assertThat(cancels).hasValue(1);
  }

  @Test
  void publishingStartsWithTheSubscriptionAndIsNotCancelledWithIt() {
    Mono<Share> published = new EndlessShares().publish(SharePlan.folder(Path.of("a")).build());
    assertThat(starts).hasValue(0);
    published.subscribe().dispose();
    assertThat(starts).hasValue(1);
    assertThat(cancels).hasValue(0);
  }
}
