package io.scp2p.core.engine.download;

import io.scp2p.api.diagnostics.NodeSnapshot;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.StoreException;
import io.scp2p.api.transfer.Download;
import io.scp2p.api.transfer.DownloadPlan;
import io.scp2p.api.transfer.DownloadResult;
import io.scp2p.api.transfer.Downloads;
import io.scp2p.api.transfer.TransferId;
import io.scp2p.api.transfer.TransferState;
import io.scp2p.core.engine.keys.StoreErrors;
import io.scp2p.core.engine.transfer.Delivery;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
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
  /** Two bits are enough for the rank, and the rest for the sequence. */
  private static final int RANK_SHIFT = 60;

  private final DownloadParts parts;
  private final DownloadStore store;
  private final DownloadDisk disk;
  private final DownloadQueue queue;
  private final Supplier<UUID> names;

  /** All that were not forgotten. */
  private final Map<TransferId, Download> all = new ConcurrentHashMap<>();

  /**
   * Those that may not have ended. Guarded by itself: two callers with one plan get one download,
   * and none is begun behind the back of {@link #close}.
   */
  private final Map<TransferId, DownloadHandle> live = new LinkedHashMap<>();

  private final CompletableFuture<Void> restored = new CompletableFuture<>();
  private final AtomicLong refused = new AtomicLong();
  private boolean closing;

  /** Belongs to the loop, as what follows. */
  private long lastSequence;

  /** What was called for before it was known what earlier runs have left. */
  private final List<Runnable> waiting = new ArrayList<>();

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
  public void restore() {
    parts.loop().post(this::look);
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void look() {
    parts
        .offload()
        .call(this::left)
        .whenComplete(
            (rows, failure) -> {
              if (rows != null) {
                rows.forEach(this::restore);
              }
              List<Runnable> begun = List.copyOf(waiting);
              waiting.clear();
              begun.forEach(Runnable::run);
              if (rows != null) {
                restored.complete(null);
              } else {
                restored.completeExceptionally(failure);
              }
            });
  }

  private List<DownloadDisk.Present> left() throws StoreException {
    store.sweep();
    List<DownloadDisk.Present> found = new ArrayList<>();
    for (DownloadRow row : store.downloads()) {
      found.add(
          row.state().isOver()
              ? new DownloadDisk.Present(row, row.doneBytes())
              : disk.present(row));
    }
    found.sort(Comparator.comparingLong(each -> each.row().sequence()));
    return found;
  }

  private void restore(DownloadDisk.Present left) {
    DownloadRow row = left.row();
    lastSequence = Math.max(lastSequence, row.sequence());
    if (row.state().isOver()) {
      all.put(row.id(), new EndedDownload(row, this::result));
      return;
    }
    DownloadHandle handle;
    synchronized (live) {
      if (working(row.plan()).isPresent()) {
        return; // Started again meanwhile: when that is admitted, it takes over what is there.
      }
      handle = handle(row, left.bytes());
    }
    if (row.state() == DownloadState.PAUSED) {
      handle.run().rest();
    } else {
      handle.run().enter();
    }
  }

  private Mono<DownloadResult> result(DownloadRow row) {
    return heard(
        Delivery.later(() -> parts.offload().call(() -> disk.files(row.id())))
            .onErrorMap(StoreException.class, StoreErrors::ofState)
            .map(files -> row.result(files, List.of())));
  }

  private DownloadHandle handle(DownloadRow row, long doneBytes) {
    DownloadRun run = new DownloadRun(parts, disk, queue, row, doneBytes);
    DownloadHandle handle = new DownloadHandle(run);
    all.put(row.id(), handle);
    live.put(row.id(), handle);
    return handle;
  }

  /** The unfinished download of a plan. */
  private Optional<DownloadHandle> working(DownloadPlan plan) {
    live.values().removeIf(each -> each.state().isTerminal());
    return live.values().stream()
        .filter(each -> DownloadRow.sameWork(each.plan(), plan))
        .findFirst();
  }

  @Override
  public Download start(DownloadPlan plan) {
    synchronized (live) {
      Optional<DownloadHandle> same = working(plan);
      if (same.isPresent()) {
        return same.get();
      }
      if (closing) {
        return refused(plan, new Scp2pException(ErrorCode.NODE_CLOSED, "The node is closed."));
      }
      int limit = parts.config().maxQueued();
      if (live.size() >= limit) {
        refused.incrementAndGet();
        return refused(
            plan,
            new Scp2pException(
                ErrorCode.TOO_MANY_TRANSFERS,
                "There are too many downloads; wait until some have ended.",
                Map.of("limit", Integer.toString(limit))));
      }
      DownloadRow fresh = DownloadRow.fresh(new TransferId(names.get()), plan);
      DownloadHandle handle = handle(fresh, 0);
      afterRestore(() -> begin(handle));
      return handle;
    }
  }

  /** A download that ends before it has begun. */
  public Download refused(DownloadPlan plan, Scp2pException why) {
    return EndedDownload.refused(DownloadRow.fresh(new TransferId(names.get()), plan), why);
  }

  /** On the loop, in the order of the calls, once it is known what earlier runs have left. */
  private void afterRestore(Runnable action) {
    parts
        .loop()
        .post(
            () -> {
              if (restored.isDone()) {
                action.run();
              } else {
                waiting.add(action);
              }
            });
  }

  private void begin(DownloadHandle handle) {
    // Only now: before, it was not known which numbers earlier runs have given away.
    handle.run().admit(new Before(), ++lastSequence);
  }

  /** Downloads that have not come to their end, and that nobody works on any more. */
  private final class Before implements DownloadDisk.Earlier {
    @Override
    public Optional<DownloadRow> find(DownloadPlan plan, TransferId except) throws StoreException {
      return store.downloads().stream()
          .filter(row -> !row.id().equals(except) && row.does(plan))
          .filter(
              row ->
                  row.state() != DownloadState.COMPLETED && row.state() != DownloadState.CANCELLED)
          .filter(row -> isLeft(row.id()))
          .max(Comparator.comparing(DownloadRow::planned));
    }

    private boolean isLeft(TransferId id) {
      Download known = all.get(id);
      return known == null || known.state().isTerminal();
    }

    @Override
    public void taken(TransferId id) {
      all.remove(id);
    }
  }

  @Override
  public Flux<Download> list() {
    return whenRestored()
        .thenMany(
            Flux.defer(
                () ->
                    Flux.fromIterable(ReadOnceOrder.sorted(all.values(), DownloadService::place))));
  }

  /** As the queue has it: the most urgent first, then the oldest; what has ended comes last. */
  private static long place(Download download) {
    DownloadRow row = row(download);
    long rank =
        row.state().isOver()
            ? DownloadRow.MOST_URGENT + 1
            : DownloadRow.MOST_URGENT - row.urgency();
    return rank << RANK_SHIFT | row.sequence();
  }

  private static DownloadRow row(Download download) {
    return download instanceof DownloadHandle handle
        ? handle.run().row()
        : ((EndedDownload) download).row();
  }

  @Override
  public Mono<Download> get(TransferId id) {
    return whenRestored()
        .then(Mono.fromCallable(() -> all.get(id)))
        .switchIfEmpty(Mono.error(() -> unknown(id)));
  }

  private Mono<Void> whenRestored() {
    return heard(
        Delivery.later(() -> restored).onErrorMap(StoreException.class, StoreErrors::ofState));
  }

  private <T> Mono<T> heard(Mono<T> answer) {
    return Delivery.on(parts.transfers().signals(), answer);
  }

  private static Scp2pException unknown(TransferId id) {
    return new Scp2pException(
        ErrorCode.UNKNOWN_TRANSFER,
        "There is no such download; it was forgotten, or is one of another node.",
        Map.of("transfer", id.toString()));
  }

  @Override
  public Mono<Void> forget(TransferId id) {
    return heard(
        get(id)
            .flatMap(
                download ->
                    download.state().isTerminal()
                        ? Delivery.later(() -> parts.offload().call(() -> forgotten(id)))
                            .onErrorMap(StoreException.class, StoreErrors::ofState)
                        : Mono.<Boolean>error(
                            new Scp2pException(
                                ErrorCode.ILLEGAL_TRANSITION,
                                "A download that has not ended cannot be forgotten; cancel it first.",
                                Map.of("transfer", id.toString()))))
            .then());
  }

  private boolean forgotten(TransferId id) throws StoreException {
    Download ended = all.get(id);
    if (ended != null) {
      disk.discardUnfinished(row(ended));
    }
    store.forget(id);
    all.remove(id);
    return true;
  }

  /**
   * A peer has come: what failed only because nobody had it, or sent it, is started again, as if
   * the host had done so. On the loop.
   */
  public void peerCame() {
    if (!restored.isDone()) {
      return;
    }
    List<DownloadPlan> plans =
        all.values().stream()
            .filter(each -> each.state() == TransferState.ERROR)
            .map(DownloadService::row)
            .filter(row -> row.state() == DownloadState.FAILED && lackedPeers(row.errorNumber()))
            .sorted(Comparator.comparingLong(DownloadRow::sequence))
            .map(DownloadRow::plan)
            .toList();
    plans.forEach(this::start);
  }

  private static boolean lackedPeers(int error) {
    return error == ErrorCode.NO_PROVIDER.number() || error == ErrorCode.STALLED.number();
  }

  /**
   * Suspends everything. From any thread.
   *
   * @return completes on the loop when no file of a download is open any more
   */
  public CompletableFuture<Void> close() {
    synchronized (live) {
      closing = true; // Nobody is in between: what was started before is suspended below.
    }
    CompletableFuture<Void> closed = new CompletableFuture<>();
    afterRestore(() -> suspendAll(closed));
    return closed;
  }

  private void suspendAll(CompletableFuture<Void> closed) {
    List<DownloadHandle> running;
    synchronized (live) {
      running = List.copyOf(live.values());
    }
    AtomicInteger left = new AtomicInteger(running.size());
    if (running.isEmpty()) {
      closed.complete(null);
    }
    for (DownloadHandle handle : running) {
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

  /** Downloads that wait, rest or run, and how often there were too many. */
  public NodeSnapshot.Budget budget() {
    return new NodeSnapshot.Budget(
        "downloads", unfinished(), parts.config().maxQueued(), refused.get());
  }

  /** How many downloads have not ended. */
  public int unfinished() {
    return (int) all.values().stream().filter(each -> !each.state().isTerminal()).count();
  }
}
