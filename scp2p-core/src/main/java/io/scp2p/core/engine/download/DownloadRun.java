package io.scp2p.core.engine.download;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.event.TransferKind;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.Durability;
import io.scp2p.api.transfer.DownloadPlan;
import io.scp2p.api.transfer.DownloadResult;
import io.scp2p.api.transfer.Priority;
import io.scp2p.api.transfer.TransferId;
import io.scp2p.api.transfer.TransferState;
import io.scp2p.api.transfer.TransferTrigger;
import io.scp2p.core.engine.transfer.Controls;
import io.scp2p.core.engine.transfer.TransferRun;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One download: its life from the queue to its end, and its row. Lives on the loop. */
final class DownloadRun implements Controls, DownloadFiles.Owner {
  private enum Phase {
    QUEUED,
    WORKING,
    STOPPING,
    RESTING,
    /** Stopped, and the end is being written down. */
    ENDING,
    OVER
  }

  private final DownloadParts parts;
  private final DownloadDisk disk;
  private final DownloadQueue queue;
  private final TransferRun<DownloadResult> run;
  private final RowLane lane;
  private final DownloadFiles files;
  private final StallWatch watch;

  /** Changed on the loop; lists and handles read it elsewhere. */
  private volatile DownloadRow row;

  private Phase phase = Phase.QUEUED;
  private boolean busy;
  private boolean discarding;
  private @Nullable DownloadPlanner planner;
  private @Nullable Runnable afterStop;
  private @Nullable Runnable whenOver;

  /**
   * A download that waits for its turn. May be made on any thread; everything else belongs to the
   * loop.
   *
   * @param bytesDoneBefore verified and kept in earlier runs of the node
   */
  DownloadRun(
      DownloadParts parts,
      DownloadDisk disk,
      DownloadQueue queue,
      DownloadRow row,
      long bytesDoneBefore) {
    this.parts = parts;
    this.disk = disk;
    this.queue = queue;
    this.row = row;
    this.lane = new RowLane(parts.offload());
    this.files = new DownloadFiles(this, lane, disk);
    this.watch = new StallWatch(parts.loop(), parts.config(), this::stalled);
    this.run =
        new TransferRun<>(
            parts.transfers(),
            row.id(),
            TransferKind.DOWNLOAD,
            row.planned() ? row.totalBytes() : TransferRun.UNKNOWN,
            bytesDoneBefore,
            this);
  }

  TransferRun<DownloadResult> transfer() {
    return run;
  }

  DownloadParts parts() {
    return parts;
  }

  @Override
  public DownloadRow row() {
    return row;
  }

  TransferId id() {
    return row.id();
  }

  long sequence() {
    return row.sequence();
  }

  int urgency() {
    return row.urgency();
  }

  // The way to its turn.

  /**
   * New: is written down, so that it outlives this run of the node, and then waits for its turn.
   */
  void admit(DownloadDisk.Earlier earlier, long sequence) {
    row = row.withSequence(sequence);
    DownloadRow fresh = row;
    busy = true;
    lane.run(
        () -> () -> disk.admit(fresh, earlier),
        admitted -> {
          busy = false;
          row = admitted.row().withPlan(row.plan()).withState(row.state(), 0);
          if (row.planned()) {
            run.bytesTotal(row.totalBytes());
            run.verified(admitted.bytes());
          }
          if (phase == Phase.QUEUED) {
            enter();
          } else {
            stoppedIfIdle();
          }
        },
        this::failed);
  }

  /** Waits for its turn. */
  void enter() {
    if (phase == Phase.QUEUED) {
      queue.enter(this);
    }
  }

  /** Rested before the node was started, and still does. */
  void rest() {
    phase = Phase.RESTING;
    run.trigger(TransferTrigger.PAUSE_REQUEST);
  }

  /** Changes its place in the queue. */
  void prioritise(Priority priority) {
    DownloadPlan plan = row.plan();
    DownloadPlan changed =
        new DownloadPlan(
            plan.share(),
            plan.items(),
            plan.target(),
            priority,
            plan.collision(),
            plan.safeNames(),
            plan.maxBytesPerSecond());
    queue.reorder(this, () -> row = row.withPlan(changed));
    lane.run(
        () -> {
          // Of what has ended meanwhile, and may be forgotten, nothing is written any more.
          boolean ended = phase == Phase.ENDING || phase == Phase.OVER;
          DownloadRow now = row;
          return ended ? () -> false : () -> disk.put(now, Durability.PROCESS);
        },
        written -> {},
        failure -> DownloadFailures.note("a priority", failure));
  }

  /** Its turn has come. */
  void begin() {
    phase = Phase.WORKING;
    if (row.planned()) {
      files.start();
      return;
    }
    busy = true;
    DownloadPlanner begun = disk.planner();
    planner = begun;
    lane.run(
        () -> {
          DownloadRow unplanned = row;
          return () -> begun.plan(unplanned);
        },
        planned -> {
          busy = false;
          row = planned.withPlan(row.plan()).withState(row.state(), 0);
          run.bytesTotal(row.totalBytes());
          if (phase == Phase.WORKING) {
            files.start();
          } else {
            stoppedIfIdle();
          }
        },
        this::failed);
  }

  // What its files tell.

  @Override
  public FileArrival arrival(DownloadStore.NumberedFile file) {
    return new FileArrival(this, files, disk.workOn(row, file), file.row().content());
  }

  /** A file needs peers: from now on the download does more than look at the disk. */
  void connecting() {
    run.trigger(TransferTrigger.CONNECT_REQUEST);
    watch.began(row.plan().maxBytesPerSecond());
  }

  /** A file needs no peers any more. */
  void parted() {
    watch.ended();
  }

  private void stalled() {
    boolean nobody = run.peers().isEmpty();
    failed(
        nobody
            ? new Scp2pException(
                ErrorCode.NO_PROVIDER,
                "Nobody who can be reached has what is to be downloaded.",
                Map.of("transfer", row.id().toString()))
            : new Scp2pException(
                ErrorCode.STALLED,
                "Nothing has come for too long; what has come before is kept.",
                Map.of("transfer", row.id().toString())));
  }

  /** Nobody is left to ask for some file. */
  void peersLost() {
    if (run.state() == TransferState.TRANSFERRING) {
      run.trigger(TransferTrigger.PATH_LOST);
    }
  }

  /** A chunk was verified and written. */
  void stored(NodeKey from, int bytes) {
    if (run.state() == TransferState.CONNECTING) {
      run.trigger(TransferTrigger.CONNECT_RESPONSE);
      run.trigger(TransferTrigger.AUTHENTICATION_SUCCESS);
    }
    run.trigger(TransferTrigger.CHUNK_RECEIVED);
    watch.arrived();
    run.verified(from.id(), parts.providers().path(from), atMost(bytes));
  }

  /** Bytes that were there. */
  void found(long bytes) {
    run.verified(atMost(bytes));
  }

  /** What vanished from the disk and is fetched again was counted before. */
  private long atMost(long bytes) {
    return Math.min(bytes, row.totalBytes() - run.bytesDone());
  }

  @Override
  public void done(long bytes) {
    row = row.withDone(row.doneBytes() + bytes, row.elapsedNanos());
  }

  @Override
  public void allDone() {
    settleState();
    long elapsedNanos = row.elapsedNanos() + run.elapsed().toNanos();
    DownloadRow completed =
        row.withDone(row.totalBytes(), elapsedNanos).withState(DownloadState.COMPLETED, 0);
    busy = true; // Whoever wants it to stop meanwhile comes too late, or waits.
    lane.run(
        () -> () -> disk.complete(completed),
        list -> {
          busy = false;
          if (run.isCancelling()) {
            stoppedIfIdle();
            return;
          }
          row = completed.withPlan(row.plan());
          run.complete(row.result(list, run.peers()));
          over();
        },
        this::failed);
  }

  /** To VERIFYING by the published table, also when the last chunks were there already. */
  private void settleState() {
    if (run.state() == TransferState.CONNECTING) {
      run.trigger(TransferTrigger.CONNECT_RESPONSE);
      run.trigger(TransferTrigger.AUTHENTICATION_SUCCESS);
    }
    run.trigger(TransferTrigger.CHUNKS_COMPLETE);
  }

  // Ends and rests.

  @Override
  public void failed(Throwable failure) {
    busy = false;
    if (phase != Phase.WORKING && phase != Phase.QUEUED) {
      stoppedIfIdle();
      return;
    }
    Scp2pException why = DownloadFailures.of(failure);
    stop(
        false,
        () -> {
          phase = Phase.ENDING;
          save(
              row.withState(DownloadState.FAILED, why.code().number()),
              Durability.POWER,
              () -> {
                run.fail(why);
                over();
              });
        });
  }

  @Override
  public void pause(Runnable released) {
    if (phase == Phase.ENDING || phase == Phase.OVER || isSuspending()) {
      return; // Answered by the end.
    }
    stop(
        false,
        () -> {
          phase = Phase.RESTING;
          queue.leave(this);
          save(row.withState(DownloadState.PAUSED, 0), Durability.POWER, released);
        });
  }

  @Override
  public void resume(Runnable queued) {
    if (isSuspending()) {
      return; // Answered by the end.
    }
    phase = Phase.QUEUED;
    save(
        row.withState(DownloadState.RUNNING, 0),
        Durability.PROCESS,
        () -> {
          queued.run();
          enter();
        });
  }

  @Override
  public void cancel(Runnable released) {
    stop(
        true,
        () -> {
          phase = Phase.ENDING;
          row = row.withState(DownloadState.CANCELLED, 0);
          Runnable end =
              () -> {
                released.run();
                over();
              };
          lane.run(
              () -> {
                DownloadRow ended = row;
                return () -> disk.cancel(ended);
              },
              saved -> end.run(),
              failure -> {
                run.unkept(DownloadFailures.of(failure));
                end.run();
              });
        });
  }

  /** The node is being closed. */
  void suspend(Runnable suspended) {
    whenOver = suspended;
    if (phase == Phase.OVER) {
      over();
      return;
    }
    if (phase == Phase.ENDING) {
      return; // Told when that is written down.
    }
    stop(
        false,
        () ->
            save(
                row.withDone(row.doneBytes(), row.elapsedNanos() + run.elapsed().toNanos()),
                Durability.PROCESS,
                () -> {
                  run.suspend();
                  over();
                }));
  }

  /** What a caller wants now would take the place of what close() waits for. */
  private boolean isSuspending() {
    return whenOver != null;
  }

  private void over() {
    phase = Phase.OVER;
    queue.leave(this);
    Runnable waiting = whenOver;
    whenOver = null;
    if (waiting != null) {
      waiting.run();
    }
  }

  /** Stops every file, then does the rest. Who wants it to stop last decides what that is. */
  private void stop(boolean discard, Runnable then) {
    if (phase == Phase.QUEUED) {
      queue.leave(this);
    }
    discarding |= discard;
    afterStop = then;
    phase = Phase.STOPPING;
    if (planner != null) {
      planner.abandon();
    }
    files.stop();
  }

  @Override
  public void stopped() {
    stoppedIfIdle();
  }

  private void stoppedIfIdle() {
    Runnable then = afterStop;
    if (phase == Phase.STOPPING && !busy && files.isIdle() && then != null) {
      afterStop = null;
      then.run();
    }
  }

  /** Whether what is there of unfinished files is of no use any more. */
  boolean isDiscarding() {
    return discarding;
  }

  private void save(DownloadRow next, Durability durability, Runnable then) {
    row = next;
    lane.run(
        () -> () -> disk.put(next, durability),
        saved -> then.run(),
        failure -> {
          DownloadFailures.note("a state", failure);
          if (!run.isCancelling()) {
            run.unkept(DownloadFailures.of(failure)); // For whoever waits for a pause or its end.
          }
          then.run();
        });
  }

  <T> void work(Callable<T> work, Consumer<T> then, Consumer<Throwable> failed) {
    after(parts.offload().call(work), then, failed);
  }

  /** The same for what may read a whole file; returns what it can be hurried by. */
  <T> CompletableFuture<T> workLong(
      Callable<T> work, Consumer<T> then, Consumer<Throwable> failed) {
    CompletableFuture<T> outcome = parts.offload().callLong(work);
    after(outcome, then, failed);
    return outcome;
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private static <T> void after(
      CompletableFuture<T> outcome, Consumer<T> then, Consumer<Throwable> failed) {
    outcome.whenComplete(
        (value, failure) -> {
          if (failure == null) {
            then.accept(value);
          } else {
            failed.accept(failure);
          }
        });
  }
}
