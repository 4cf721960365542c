package io.scp2p.core.engine.node;

import io.scp2p.api.spi.NodeParts;
import io.scp2p.core.engine.EventLoop;
import io.scp2p.core.engine.Offload;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** The threads of one node: all that it ever starts itself, apart from those of transports. */
final class Threads implements AutoCloseable {
  /** Disks like more than one request at a time, whatever the number of processors. */
  private static final int MIN_WORKERS = 4;

  private static final int SIGNAL_THREADS = 4;
  private static final int MAX_QUEUED_SIGNALS = 100_000;

  private final EventLoop loop;
  private final Offload offload;
  private final @Nullable ThreadPoolExecutor workers;
  private final Scheduler signals;
  private final boolean ownSignals;

  Threads(NodeParts parts) {
    loop = new EventLoop("scp2p-loop", parts.time());
    Executor given = parts.blockingExecutor();
    workers = given == null ? pool() : null;
    offload = new Offload(loop, given == null ? pooled(workers) : given);
    Scheduler scheduler = parts.signalScheduler();
    ownSignals = scheduler == null;
    signals =
        scheduler != null
            ? scheduler
            : Schedulers.newBoundedElastic(SIGNAL_THREADS, MAX_QUEUED_SIGNALS, "scp2p-signal");
  }

  private static Executor pooled(@Nullable ThreadPoolExecutor pool) {
    return Objects.requireNonNull(pool);
  }

  // What queues up here is bounded by whoever asks: requests served, chunks in the budget, files.
  private static ThreadPoolExecutor pool() {
    int threads = Math.max(MIN_WORKERS, Runtime.getRuntime().availableProcessors());
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads, threads, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), daemons());
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  private static ThreadFactory daemons() {
    AtomicInteger number = new AtomicInteger();
    return work -> {
      Thread thread = new Thread(work, "scp2p-work-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  EventLoop loop() {
    return loop;
  }

  Offload offload() {
    return offload;
  }

  Scheduler signals() {
    return signals;
  }

  /** Lets the work that was begun end, takes no more, and ends the loop. */
  void finishWork() {
    if (workers != null) {
      workers.shutdown();
      boolean interrupted = false;
      while (!workers.isTerminated()) {
        try {
          workers.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    loop.close();
  }

  /** Ends the threads that signal to the host. */
  @Override
  public void close() {
    if (ownSignals) {
      signals.dispose();
    }
  }
}
