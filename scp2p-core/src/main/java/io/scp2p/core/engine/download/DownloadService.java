package io.scp2p.core.engine.download;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.ManifestId;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.StoreException;
import io.scp2p.api.transfer.Download;
import io.scp2p.api.transfer.DownloadPlan;
import io.scp2p.api.transfer.Downloads;
import io.scp2p.api.transfer.TransferId;
import io.scp2p.core.engine.keys.StoreErrors;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** All downloads of a node, those of earlier runs included. */
public final class DownloadService implements Downloads {
  private final DownloadParts parts;
  private final DownloadStore store;
  private final DownloadDisk disk;
  private final DownloadQueue queue;
  private final Supplier<UUID> names;

  /** Guarded by itself in {@link #start}: two callers with one plan get one download. */
  private final Map<TransferId, DownloadHandle> handles = new ConcurrentHashMap<>();

  private final CompletableFuture<Void> restored = new CompletableFuture<>();
  private final AtomicLong lastSequence = new AtomicLong();
  private volatile boolean closing;

  /**
   * Downloads of which none is known yet.
   *
   * @param names new ones for downloads, never the same twice
   */
  public DownloadService(DownloadParts parts, StateStore state, Supplier<UUID> names) {
    this.parts = parts;
    this.store = new DownloadStore(state);
    this.disk = new DownloadDisk(parts, store);
    this.queue = new DownloadQueue(parts.config().maxActive());
    this.names = names;
  }

  /** Takes up what an earlier run of the node has left, without keeping the caller waiting. */
  @SuppressWarnings("FutureReturnValueIgnored")
  public void restore() {
    parts
        .offload()
        .call(this::left)
        .whenComplete(
            (rows, failure) -> {
              if (rows != null) {
                rows.forEach(this::restore);
                restored.complete(null);
              } else {
                restored.completeExceptionally(failure);
              }
            });
  }

  /** A download of an earlier run, and how much is there of it. */
  private record Left(DownloadRow row, long doneBytes) {}

  private List<Left> left() throws StoreException {
    List<Left> all = new ArrayList<>();
    for (DownloadRow row : store.downloads()) {
      all.add(
          new Left(row, row.doneBytes() + (row.state().isOver() ? 0 : disk.unfinishedBytes(row))));
    }
    all.sort(Comparator.comparingLong(each -> each.row().sequence()));
    return all;
  }

  private void restore(Left left) {
    DownloadRow row = left.row();
    lastSequence.accumulateAndGet(row.sequence(), Math::max);
    if (row.state().isOver() || handles.containsKey(row.id())) {
      return;
    }
    DownloadHandle handle = handle(row, left.doneBytes());
    if (row.state() == DownloadState.PAUSED) {
      handle.run().rest();
    } else {
      handle.run().enter();
    }
  }

  private DownloadHandle handle(DownloadRow row, long doneBytes) {
    DownloadRun run = new DownloadRun(parts, disk, queue, row, doneBytes);
    DownloadHandle handle = new DownloadHandle(run, row.plan());
    handles.put(row.id(), handle);
    return handle;
  }

  @Override
  public Download start(DownloadPlan plan) {
    synchronized (handles) {
      Optional<DownloadHandle> same =
          handles.values().stream()
              .filter(each -> each.plan().equals(plan) && !each.state().isTerminal())
              .findFirst();
      if (same.isPresent()) {
        return same.get();
      }
      if (closing) {
        throw new Scp2pException(ErrorCode.NODE_CLOSED, "The node is closed.");
      }
      if (handles.size() >= parts.config().maxQueued()) {
        throw new Scp2pException(
            ErrorCode.TOO_MANY_TRANSFERS,
            "There are too many downloads; forget some that have ended.",
            Map.of("limit", Integer.toString(parts.config().maxQueued())));
      }
      TransferId id = new TransferId(names.get());
      DownloadRow row =
          new DownloadRow(
              id,
              plan,
              ManifestId.of(new byte[ManifestId.LENGTH]),
              DownloadState.RUNNING,
              false,
              0,
              lastSequence.incrementAndGet(),
              0,
              0,
              0,
              0);
      DownloadHandle handle = handle(row, 0);
      afterRestore(() -> parts.loop().post(() -> begin(handle)));
      return handle;
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void afterRestore(Runnable action) {
    restored.whenComplete((done, failure) -> action.run());
  }

  private void begin(DownloadHandle handle) {
    handle.run().admit(this::earlier);
  }

  /** A download of the same plan that has failed in an earlier run: its files are taken over. */
  private Optional<DownloadRow> earlier(DownloadPlan plan, TransferId except)
      throws StoreException {
    return store.downloads().stream()
        .filter(row -> !row.id().equals(except) && row.plan().equals(plan))
        .filter(row -> row.state() == DownloadState.FAILED || row.state() == DownloadState.RUNNING)
        .filter(row -> row.planned())
        .findFirst();
  }

  @Override
  public Flux<Download> list() {
    return whenRestored()
        .thenMany(
            Flux.defer(
                () ->
                    Flux.fromIterable(
                        handles.values().stream()
                            .sorted(Comparator.comparingLong(each -> each.run().sequence()))
                            .toList())));
  }

  @Override
  public Mono<Download> get(TransferId id) {
    return whenRestored()
        .then(Mono.fromCallable(() -> (Download) handles.get(id)))
        .switchIfEmpty(Mono.error(() -> unknown(id)));
  }

  private Mono<Void> whenRestored() {
    return Mono.fromFuture(() -> restored, true)
        .onErrorMap(StoreException.class, StoreErrors::ofState)
        .publishOn(parts.transfers().signals());
  }

  private static Scp2pException unknown(TransferId id) {
    return new Scp2pException(
        ErrorCode.UNKNOWN_TRANSFER,
        "There is no such download; it was forgotten, or is one of another node.",
        Map.of("transfer", id.toString()));
  }

  @Override
  public Mono<Void> forget(TransferId id) {
    return get(id)
        .flatMap(
            download ->
                download.state().isTerminal()
                    ? Mono.fromFuture(() -> parts.offload().call(() -> forgotten(id)))
                        .onErrorMap(StoreException.class, StoreErrors::ofState)
                    : Mono.<Boolean>error(
                        new Scp2pException(
                            ErrorCode.ILLEGAL_TRANSITION,
                            "A download that has not ended cannot be forgotten; cancel it first.",
                            Map.of("transfer", id.toString()))))
        .then()
        .publishOn(parts.transfers().signals());
  }

  private boolean forgotten(TransferId id) throws StoreException {
    DownloadHandle handle = handles.get(id);
    if (handle != null) {
      disk.discardUnfinished(handle.run().row());
    }
    store.forget(id);
    handles.remove(id);
    return true;
  }

  /**
   * Suspends everything. From any thread.
   *
   * @return completes on the loop when no file of a download is open any more
   */
  public CompletableFuture<Void> close() {
    synchronized (handles) {
      closing = true; // Nobody is in between: what was started before is suspended below.
    }
    CompletableFuture<Void> closed = new CompletableFuture<>();
    afterRestore(() -> parts.loop().post(() -> suspendAll(closed)));
    return closed;
  }

  private void suspendAll(CompletableFuture<Void> closed) {
    List<DownloadHandle> all = List.copyOf(handles.values());
    AtomicInteger left = new AtomicInteger(all.size());
    if (all.isEmpty()) {
      closed.complete(null);
    }
    for (DownloadHandle handle : all) {
      handle
          .run()
          .suspend(
              () -> {
                if (left.decrementAndGet() == 0) {
                  closed.complete(null);
                }
              });
    }
  }

  /** How many downloads have not ended. */
  public int unfinished() {
    return (int) handles.values().stream().filter(handle -> !handle.state().isTerminal()).count();
  }
}
