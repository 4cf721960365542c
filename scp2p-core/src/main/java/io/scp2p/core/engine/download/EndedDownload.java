package io.scp2p.core.engine.download;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.transfer.Download;
import io.scp2p.api.transfer.DownloadPlan;
import io.scp2p.api.transfer.DownloadResult;
import io.scp2p.api.transfer.Priority;
import io.scp2p.api.transfer.TransferId;
import io.scp2p.api.transfer.TransferProgress;
import io.scp2p.api.transfer.TransferState;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A download that ended in an earlier run of the node, and was not forgotten since. */
final class EndedDownload implements Download {
  private final DownloadRow row;
  private final Function<DownloadRow, Mono<DownloadResult>> results;
  private final @Nullable Scp2pException refusal;

  /**
   * A download that is over.
   *
   * @param results what a completed one has left on the disk
   */
  EndedDownload(DownloadRow row, Function<DownloadRow, Mono<DownloadResult>> results) {
    this(row, results, null);
  }

  private EndedDownload(
      DownloadRow row,
      Function<DownloadRow, Mono<DownloadResult>> results,
      @Nullable Scp2pException refusal) {
    this.row = row;
    this.results = results;
    this.refusal = refusal;
  }

  /** One that was never begun. Nobody but the caller hears of it. */
  static EndedDownload refused(DownloadRow row, Scp2pException why) {
    DownloadRow failed = row.withState(DownloadState.FAILED, why.code().number());
    return new EndedDownload(failed, ended -> Mono.error(why), why);
  }

  @Override
  public DownloadPlan plan() {
    return row.plan();
  }

  @Override
  public void prioritise(Priority priority) {
    // It goes nowhere any more.
  }

  @Override
  public TransferId id() {
    return row.id();
  }

  @Override
  public TransferState state() {
    return switch (row.state()) {
      case COMPLETED -> TransferState.COMPLETED;
      case CANCELLED -> TransferState.CANCELLED;
      case FAILED -> TransferState.ERROR;
      case RUNNING, PAUSED -> throw new IllegalStateException(row.id() + " has not ended");
    };
  }

  @Override
  public Flux<TransferState> states() {
    return Flux.just(state());
  }

  @Override
  public Flux<TransferProgress> progress() {
    return row.planned()
        ? Flux.just(
            new TransferProgress(id(), row.doneBytes(), row.totalBytes(), 0, null, List.of()))
        : Flux.empty();
  }

  @Override
  public Mono<DownloadResult> result() {
    return state() == TransferState.COMPLETED ? results.apply(row) : Mono.error(this::failure);
  }

  private Scp2pException failure() {
    Scp2pException why = refusal;
    if (why != null) {
      return why;
    }
    ErrorCode code =
        state() == TransferState.CANCELLED
            ? ErrorCode.CANCELLED
            : ErrorCode.of(row.errorNumber()).orElse(ErrorCode.INTERNAL);
    return new Scp2pException(
        code,
        "The download ended before the node was started; start the same plan again.",
        Map.of("transfer", id().toString()));
  }

  @Override
  public Mono<Void> pause() {
    return Mono.error(this::hasEnded);
  }

  @Override
  public Mono<Void> resume() {
    return Mono.error(this::hasEnded);
  }

  private Scp2pException hasEnded() {
    return new Scp2pException(
        ErrorCode.ILLEGAL_TRANSITION,
        "The transfer has ended and can neither rest nor go on.",
        Map.of("transfer", id().toString(), "state", state().name()));
  }

  @Override
  public Mono<Void> cancel() {
    return Mono.empty();
  }

  DownloadRow row() {
    return row;
  }
}
