package io.scp2p.core.engine.node;

import io.scp2p.api.spi.NodeParts;
import io.scp2p.api.spi.TimeSource;
import io.scp2p.core.engine.EventLoop;
import io.scp2p.core.engine.Offload;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** The threads of one node: all that it ever starts itself, apart from those of transports. */
final class Threads implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Threads.class.getName());

  /** Disks like more than one request at a time, whatever the number of processors. */
  private static final int MIN_WORKERS = 4;

  /**
   * Callers that may block in their callbacks before one of them holds up another: a subscription
   * stays with its thread. Threads come as they are needed, and go.
   */
  private static final int SIGNAL_THREADS = 64;

  private static final int MAX_QUEUED_SIGNALS = 100_000;
  private static final int IDLE_SECONDS = 10;

  /** For work on the disk that was begun; what takes longer finds the stores closed. */
  private static final long WORK_SECONDS = 20;

  /** For what callers do with the last signals. */
  private static final long SIGNAL_SECONDS = 2;

  private final EventLoop loop;
  private final Offload offload;
  private final CountedWork work;
  private final @Nullable ThreadPoolExecutor workers;
  private final Scheduler signals;
  private final Set<Thread> signalling = ConcurrentHashMap.newKeySet();

  Threads(NodeParts parts) {
    loop = new EventLoop("scp2p-loop", parts.time());
    Executor given = parts.blockingExecutor();
    if (given == null) {
      ThreadPoolExecutor pool = pool();
      workers = pool;
      work = new CountedWork(pool);
    } else {
      workers = null;
      work = new CountedWork(given);
    }
    offload = new Offload(loop, work);
    Scheduler scheduler = parts.signalScheduler();
    signals =
        scheduler != null
            ? scheduler
            : new SignalScheduler(
                Schedulers.newBoundedElastic(
                    SIGNAL_THREADS, MAX_QUEUED_SIGNALS, remembering(signalling), IDLE_SECONDS));
  }

  // What queues up here is bounded by whoever asks: requests served, chunks in the budget, files.
  private static ThreadPoolExecutor pool() {
    int threads = Math.max(MIN_WORKERS, Runtime.getRuntime().availableProcessors());
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            daemons("scp2p-work-"));
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /**
   * Threads of the group of whoever starts the node. Left alone, they would be of that of whoever
   * hands them their first work, a thread of the QUIC transport for instance, and that waits for
   * all of its group when it closes.
   */
  private static ThreadFactory daemons(String name) {
    AtomicInteger number = new AtomicInteger();
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    return work -> {
      Thread thread = new Thread(group, work, name + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  /** The scheduler does not say when its threads have ended. */
  private static ThreadFactory remembering(Set<Thread> signalling) {
    ThreadFactory daemons = daemons("scp2p-signal-");
    return work -> {
      signalling.removeIf(thread -> thread.getState() == Thread.State.TERMINATED);
      Thread thread = daemons.newThread(work);
      signalling.add(thread);
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

  /** Whether the node stands still while the calling thread waits for it. */
  boolean isNeeded() {
    return loop.inLoop() || work.isWorker();
  }

  /** Lets the work that was begun end and be told, takes no more, and ends the loop. */
  void finishWork() {
    boolean interrupted = false;
    try {
      if (!work.finish(TimeUnit.SECONDS.toNanos(WORK_SECONDS))) {
        LOG.log(System.Logger.Level.WARNING, "work of a node goes on after the node was closed");
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (workers != null) {
      workers.shutdown();
      interrupted |= !ended(workers);
    }
    CompletableFuture<Void> told = new CompletableFuture<>();
    loop.post(() -> told.complete(null));
    try {
      told.get(WORK_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    } catch (ExecutionException | TimeoutException e) {
      LOG.log(System.Logger.Level.WARNING, "the loop of a node is stuck", e);
    }
    loop.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean ended(ThreadPoolExecutor pool) {
    try {
      // Its threads have nothing to do any more; those that have were told of above.
      boolean unused = pool.awaitTermination(1, TimeUnit.SECONDS);
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  /**
   * Ends the threads that signal to the host, after they have signalled what they had to.
   *
   * @param excused threads that wait for the end of the node themselves
   */
  void close(Set<Thread> excused) {
    if (!(signals instanceof SignalScheduler own)) {
      return;
    }
    if (!own.finish(excused, TimeUnit.SECONDS.toNanos(SIGNAL_SECONDS)) || !await(excused)) {
      own.dispose(); // Interrupts whoever blocks a thread of ours.
      if (!await(excused)) {
        LOG.log(System.Logger.Level.WARNING, "a subscriber keeps a thread of a closed node");
      }
    }
  }

  private boolean await(Set<Thread> excused) {
    long until = TimeSource.system().nanos() + TimeUnit.SECONDS.toNanos(SIGNAL_SECONDS);
    boolean interrupted = false;
    boolean ended = true;
    for (Thread thread : signalling) {
      while (thread.isAlive() && !excused.contains(thread)) {
        long left = TimeUnit.NANOSECONDS.toMillis(until - TimeSource.system().nanos());
        if (left <= 0) {
          ended = false;
          break;
        }
        try {
          thread.join(Math.min(left, 10));
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return ended;
  }

  @Override
  public void close() {
    close(Set.of());
  }
}
