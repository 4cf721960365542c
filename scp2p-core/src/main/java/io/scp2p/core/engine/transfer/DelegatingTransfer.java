package io.scp2p.core.engine.transfer;

import io.scp2p.api.transfer.TransferHandle;
import io.scp2p.api.transfer.TransferId;
import io.scp2p.api.transfer.TransferProgress;
import io.scp2p.api.transfer.TransferState;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A handle with more to say than {@link TransferRun#handle()}: downloads, uploads and publications
 * extend it and add what was asked for.
 *
 * @param <R> what comes out of it
 */
public abstract class DelegatingTransfer<R> implements TransferHandle<R> {
  private final TransferHandle<R> handle;

  /** Passes everything on to {@code handle}. */
  protected DelegatingTransfer(TransferHandle<R> handle) {
    this.handle = handle;
  }

  @Override
  public final TransferId id() {
    return handle.id();
  }

  @Override
  public final TransferState state() {
    return handle.state();
  }

  @Override
  public final Flux<TransferState> states() {
    return handle.states();
  }

  @Override
  public final Flux<TransferProgress> progress() {
    return handle.progress();
  }

  @Override
  public final Mono<R> result() {
    return handle.result();
  }

  @Override
  public final Mono<R> resultOrCancel() {
    return handle.resultOrCancel();
  }

  @Override
  public final Mono<Void> pause() {
    return handle.pause();
  }

  @Override
  public final Mono<Void> resume() {
    return handle.resume();
  }

  @Override
  public final Mono<Void> cancel() {
    return handle.cancel();
  }
}
