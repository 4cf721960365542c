package io.scp2p.core.engine.transfer;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.event.EventStamp;
import io.scp2p.api.event.TransferEvent;
import io.scp2p.api.event.TransferKind;
import io.scp2p.api.id.NodeId;
import io.scp2p.api.peer.PathKind;
import io.scp2p.api.transfer.PeerContribution;
import io.scp2p.api.transfer.TransferHandle;
import io.scp2p.api.transfer.TransferId;
import io.scp2p.api.transfer.TransferProgress;
import io.scp2p.api.transfer.TransferState;
import io.scp2p.api.transfer.TransferTrigger;
import io.scp2p.core.engine.diagnostics.TransferSpan;
import io.scp2p.core.engine.diagnostics.TransferSpan.Outcome;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Sinks;

/**
 * A transfer as its owner on the loop sees it. The owner reports what happens; the run keeps to the
 * published table, counts, emits events and answers the caller, who holds {@link #handle()}.
 *
 * <p>All methods belong to the loop. After the end nothing has an effect any more, and from the
 * moment a cancellation has reached the loop only {@link #suspend()} and {@link
 * #cannotBeCancelled()} have: late reports are normal then and are ignored.
 *
 * @param <R> what comes out of it
 */
public final class TransferRun<R> {
  /** For a total that is not known yet. */
  public static final long UNKNOWN = -1;

  private static final Logger LOG = System.getLogger(TransferRun.class.getName());

  private final TransferContext node;
  private final TransferId id;
  private final TransferKind kind;
  private final long bytesDoneBefore;
  private final Controls controls;
  private final TransferSpan span;
  private final Wishes wishes = new Wishes();
  private final Sinks.One<R> result = Sinks.unsafe().one();
  private final Sinks.Many<TransferState> states = Sinks.unsafe().many().replay().latest();
  private final Sinks.Many<TransferProgress> progress = Sinks.unsafe().many().replay().latest();
  private final Sinks.Empty<Void> released = Sinks.unsafe().empty();
  private final RunHandle<R> handle;
  private @Nullable Meter meter;
  private @Nullable ProgressFeed feed;
  private boolean announced;
  private boolean cancelling;
  private @Nullable Scp2pException unkept;
  private boolean over;
  private long activeNanos;
  private long activeSinceNanos;
  private volatile TransferState state = TransferState.IDLE;

  /**
   * Queues a transfer: it is {@code IDLE}.
   *
   * @param bytesTotal of all items, or {@link #UNKNOWN} until {@link #bytesTotal(long)}
   * @param bytesDoneBefore verified and kept in earlier runs of the node
   */
  public TransferRun(
      TransferContext node,
      TransferId id,
      TransferKind kind,
      long bytesTotal,
      long bytesDoneBefore,
      Controls controls) {
    this.node = node;
    this.id = id;
    this.kind = kind;
    this.bytesDoneBefore = bytesDoneBefore;
    this.controls = controls;
    this.span = node.telemetry().transferStarted(id, kind);
    this.handle = new RunHandle<>(this);
    this.activeSinceNanos = now();
    states.tryEmitNext(TransferState.IDLE).orThrow();
    if (bytesTotal != UNKNOWN) {
      bytesTotal(bytesTotal);
    }
  }

  /** What the caller holds. */
  public TransferHandle<R> handle() {
    return handle;
  }

  /** Its name. */
  public TransferId id() {
    return id;
  }

  /** The present state; may be asked from any thread. */
  public TransferState state() {
    return state;
  }

  /** Whether it is over and the owner can forget it. */
  public boolean isOver() {
    return over;
  }

  /** Whether the caller wants it to end. */
  public boolean isCancelling() {
    return cancelling;
  }

  /** Running time since the start in this run of the node, without pauses. */
  public Duration elapsed() {
    boolean counting = !over && state != TransferState.PAUSED;
    return Duration.ofNanos(activeNanos + (counting ? now() - activeSinceNanos : 0));
  }

  /** Who contributed so far, most first. */
  public List<PeerContribution> peers() {
    return meter == null ? List.of() : meter.peers(now());
  }

  /** Verified and kept, earlier runs of the node included. */
  public long bytesDone() {
    return meter == null ? bytesDoneBefore : meter.bytesDone();
  }

  /** The total has become known, and will stay what it is. */
  public void bytesTotal(long bytesTotal) {
    if (over) {
      return;
    }
    if (meter != null) {
      throw new IllegalStateException("the total of " + id + " is known already");
    }
    meter = new Meter(id, bytesTotal, bytesDoneBefore);
    feed = new ProgressFeed(node, meter, progress);
    announce();
  }

  /**
   * Something happened that the table knows and that does not end the transfer; for its end there
   * are {@link #complete} and {@link #fail}.
   *
   * @return false if nothing may happen any more, or this not in the present state
   */
  public boolean trigger(TransferTrigger trigger) {
    if (over || cancelling) {
      return false;
    }
    TransferState next = state.on(trigger).orElse(null);
    if (next == null) {
      return false;
    }
    if (next.isTerminal()) {
      throw new IllegalArgumentException(trigger + " ends a transfer: say with what");
    }
    move(next);
    return true;
  }

  /** Bytes of a peer were verified and kept, or sent to it. */
  public void verified(NodeId peer, PathKind path, long bytes) {
    count(peer, path, bytes);
  }

  /** Bytes were read on this machine, as when a share is published. */
  public void verified(long bytes) {
    count(null, PathKind.DIRECT, bytes);
  }

  private void count(@Nullable NodeId peer, PathKind path, long bytes) {
    if (over || cancelling) {
      return;
    }
    if (meter == null || feed == null || bytes < 0) {
      throw new IllegalStateException(bytes + " bytes of an unknown total");
    }
    span.moved(meter.verified(now(), peer, path, bytes));
    feed.changed();
  }

  /** What a cancellation should have prevented has happened; it completes, and soon. */
  public void cannotBeCancelled() {
    cancelling = false;
  }

  /**
   * Everything is verified and durable. Only in {@code VERIFYING}; whatever was not counted until
   * now counts as done.
   *
   * @return false if it had ended, or is being cancelled
   */
  public boolean complete(R outcome) {
    return complete(outcome, true);
  }

  /** As {@link #complete(Object)}, but progress stays at what was counted. */
  public boolean completeAsCounted(R outcome) {
    return complete(outcome, false);
  }

  private boolean complete(R outcome, boolean everything) {
    if (over || cancelling) {
      return false;
    }
    if (state != TransferState.VERIFYING) {
      throw new IllegalStateException(id + " cannot be complete while " + state);
    }
    if (meter == null) {
      bytesTotal(bytesDoneBefore);
    }
    if (meter != null && everything) {
      meter.complete();
    }
    end(
        TransferState.COMPLETED,
        Outcome.COMPLETED,
        sink -> sink.tryEmitValue(outcome).orThrow(),
        stamp -> new TransferEvent.Completed(stamp, id));
    return true;
  }

  /**
   * It cannot go on. The owner has released everything before it says so.
   *
   * @return false if it had ended, or is being cancelled
   */
  public boolean fail(Scp2pException why) {
    if (over || cancelling) {
      return false;
    }
    end(
        TransferState.ERROR,
        Outcome.FAILED,
        sink -> sink.tryEmitError(why).orThrow(),
        stamp -> new TransferEvent.Failed(stamp, id, why.code()));
    return true;
  }

  /**
   * What the caller wishes for was done, but could not be written down: after a restart of the node
   * it may be as before, and the caller is told so. To be said before the callback of {@link
   * Controls} is called.
   */
  public void unkept(Scp2pException why) {
    if (cancelling) {
      unkept = why;
    } else {
      wishes.unkept(why);
    }
  }

  /**
   * The node is being closed; the transfer goes on when it is started again. The caller's streams
   * complete; its result, what it still waits for and what it calls from now on fail with {@link
   * ErrorCode#NODE_CLOSING}. There is no terminal state and no terminal event.
   */
  public void suspend() {
    if (over) {
      return;
    }
    stopCounting();
    lastProgress();
    over = true;
    Scp2pException closing =
        new Scp2pException(
            ErrorCode.NODE_CLOSING,
            "The node was closed before the transfer had ended.",
            Map.of("transfer", id.toString()));
    result.tryEmitError(closing);
    released.tryEmitError(closing);
    states.tryEmitComplete();
    progress.tryEmitComplete();
    wishes.refuseAll(() -> closing);
    span.ended(Outcome.SUSPENDED, Duration.ofNanos(activeNanos), bytesDone());
  }

  /** From any thread, by the handle. */
  TransferContext node() {
    return node;
  }

  /** From any thread. */
  Wishes wishes() {
    return wishes;
  }

  Sinks.One<R> result() {
    return result;
  }

  Sinks.Many<TransferState> states() {
    return states;
  }

  Sinks.Many<TransferProgress> progress() {
    return progress;
  }

  Sinks.Empty<Void> released() {
    return released;
  }

  /** The caller wishes for a pause or a resumption. */
  void wish(Wishes.Kind kind, Sinks.Empty<Void> answer) {
    if (over) {
      // Answered when it ended.
      return;
    }
    wishes.add(kind, answer);
    fulfil();
  }

  private void fulfil() {
    while (!over && !cancelling) {
      Wishes.Wish wish = wishes.next();
      if (wish == null) {
        return;
      }
      boolean paused = state == TransferState.PAUSED;
      if ((wish.kind == Wishes.Kind.PAUSE) == paused) {
        wishes.fulfilled(wish);
      } else if (wish.kind == Wishes.Kind.PAUSE) {
        tellOwner(controls::pause, () -> paused(wish));
      } else {
        move(TransferState.IDLE);
        tellOwner(controls::resume, () -> resumed(wish));
      }
    }
  }

  private void paused(Wishes.Wish wish) {
    if (over || cancelling || !wishes.isCurrent(wish)) {
      return;
    }
    if (state != TransferState.PAUSED) {
      move(TransferState.PAUSED);
    }
    wishes.fulfilled(wish);
    fulfil();
  }

  private void resumed(Wishes.Wish wish) {
    if (!over && !cancelling && wishes.fulfilled(wish)) {
      fulfil();
    }
  }

  /** The caller wants it to end. */
  void cancel() {
    if (over || cancelling) {
      return;
    }
    cancelling = true;
    tellOwner(controls::cancel, this::cancelled);
  }

  private void cancelled() {
    if (over) {
      return;
    }
    Scp2pException why =
        new Scp2pException(
            ErrorCode.CANCELLED, "The transfer was cancelled.", Map.of("transfer", id.toString()));
    end(
        TransferState.CANCELLED,
        Outcome.CANCELLED,
        sink -> sink.tryEmitError(why).orThrow(),
        stamp -> new TransferEvent.Cancelled(stamp, id));
  }

  /** A bug of the owner must not leave the caller waiting. */
  private void tellOwner(Consumer<Runnable> wish, Runnable then) {
    Runnable done = () -> node.loop().post(then);
    try {
      wish.accept(done);
    } catch (RuntimeException | Error bug) {
      LOG.log(Level.ERROR, "a transfer did not do what its caller asked for", bug);
      done.run();
    }
  }

  private void move(TransferState next) {
    TransferState from = state;
    if (from == next) {
      return;
    }
    announce();
    if (from == TransferState.PAUSED) {
      activeSinceNanos = now();
    } else if (next == TransferState.PAUSED) {
      stopCounting();
    }
    state = next;
    states.tryEmitNext(next).orThrow();
    node.hub().publish(stamp -> new TransferEvent.StateChanged(stamp, id, from, next));
  }

  private void stopCounting() {
    if (state != TransferState.PAUSED) {
      activeNanos += now() - activeSinceNanos;
    }
    if (meter != null && feed != null) {
      meter.rest();
      feed.changed();
    }
  }

  private void lastProgress() {
    if (feed != null) {
      feed.end();
    }
  }

  /** Its first event; it waits for the total, but not longer than for the next event. */
  private void announce() {
    if (!announced) {
      announced = true;
      long total = meter == null ? bytesDoneBefore : meter.bytesTotal();
      node.hub().publish(stamp -> new TransferEvent.Started(stamp, id, kind, total));
    }
  }

  private void end(
      TransferState terminal,
      Outcome outcome,
      Consumer<Sinks.One<R>> settle,
      Function<EventStamp, TransferEvent> event) {
    announce();
    stopCounting();
    lastProgress();
    over = true;
    state = terminal;
    settle.accept(result);
    if (unkept == null) {
      released.tryEmitEmpty();
    } else {
      released.tryEmitError(unkept);
    }
    states.tryEmitNext(terminal);
    states.tryEmitComplete();
    progress.tryEmitComplete();
    wishes.refuseAll(this::hasEnded);
    node.hub().publish(event);
    span.ended(outcome, Duration.ofNanos(activeNanos), bytesDone());
  }

  private Scp2pException hasEnded() {
    return new Scp2pException(
        ErrorCode.ILLEGAL_TRANSITION,
        "The transfer has ended and can neither rest nor go on.",
        Map.of("transfer", id.toString(), "state", state.name()));
  }

  private long now() {
    return node.loop().time().nanos();
  }
}
