package io.scp2p.core.engine.transfer;

import io.scp2p.api.transfer.TransferHandle;
import io.scp2p.api.transfer.TransferId;
import io.scp2p.api.transfer.TransferProgress;
import io.scp2p.api.transfer.TransferState;
import java.util.concurrent.RejectedExecutionException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** What the caller has in hand: posts wishes to the loop, reads what the loop has left behind. */
final class RunHandle<R> implements TransferHandle<R> {
  private final TransferRun<R> run;

  RunHandle(TransferRun<R> run) {
    this.run = run;
  }

  @Override
  public TransferId id() {
    return run.id();
  }

  @Override
  public TransferState state() {
    return run.state();
  }

  @Override
  public Flux<TransferState> states() {
    return signalled(run.states().asFlux());
  }

  @Override
  public Flux<TransferProgress> progress() {
    return signalled(run.progress().asFlux());
  }

  /** Only the newest waits for a slow subscriber; one more may be on its way to it. */
  private <T> Flux<T> signalled(Flux<T> source) {
    Flux<T> newest = source.onBackpressureLatest();
    Scheduler signals = run.node().signals();
    return Flux.defer(() -> signals.isDisposed() ? newest : newest.publishOn(signals, 1))
        .onErrorResume(RejectedExecutionException.class, late -> newest)
        .distinctUntilChanged(); // What is replayed then may be what was heard last.
  }

  // After the node was closed its scheduler may be gone, or go while somebody waits; what is
  // replayed needs none.
  private <T> Mono<T> signalled(Mono<T> source) {
    Scheduler signals = run.node().signals();
    return Mono.defer(() -> signals.isDisposed() ? source : source.publishOn(signals))
        .onErrorResume(RejectedExecutionException.class, late -> source);
  }

  @Override
  public Mono<R> result() {
    return signalled(run.result().asMono());
  }

  @Override
  public Mono<Void> pause() {
    return wish(Wishes.Kind.PAUSE);
  }

  @Override
  public Mono<Void> resume() {
    return wish(Wishes.Kind.RESUME);
  }

  private Mono<Void> wish(Wishes.Kind kind) {
    return signalled(
        run.wishes().open(answer -> run.node().loop().post(() -> run.wish(kind, answer))));
  }

  @Override
  public Mono<Void> cancel() {
    run.node().loop().post(run::cancel);
    return signalled(run.released().asMono());
  }
}
