package io.scp2p.store.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexableField;
import org.jspecify.annotations.Nullable;

/**
 * Lays items out and hands them to the writer. Most of the time of adding goes into this, and the
 * writer takes documents from several threads, so a large batch is shared with other processors.
 * Their threads end soon after the last batch. Used by one thread at a time.
 */
final class Additions implements AutoCloseable {
  /** More threads fill more segments, which have to be merged. */
  private static final int MAX_THREADS = 4;

  /** A smaller part is not worth a thread. */
  private static final int MIN_PART = 100;

  private static final long IDLE_SECONDS = 1;

  private final IndexWriter writer;
  private final List<ItemDocument> layouts = new ArrayList<>();
  private final ThreadPoolExecutor others;

  Additions(IndexWriter writer) {
    this.writer = writer;
    int threads = Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors());
    for (int i = 0; i < threads; i++) {
      layouts.add(new ItemDocument());
    }
    others =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(), // Never more than one part for each thread.
            Additions::thread);
    others.allowCoreThreadTimeOut(true);
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "scp2p-index");
    thread.setDaemon(true);
    return thread;
  }

  /** The document of an edition, for the caller to add. */
  List<IndexableField> edition(Edition edition) {
    return layouts.get(0).edition(edition);
  }

  /** Adds items that differ and that the index does not hold. */
  void add(List<Addition> fresh) throws IOException {
    int parts = Math.max(1, Math.min(layouts.size(), fresh.size() / MIN_PART));
    List<Future<?>> running = new ArrayList<>();
    for (int i = 1; i < parts; i++) {
      List<Addition> part = part(fresh, i, parts);
      ItemDocument layout = layouts.get(i);
      FutureTask<Boolean> task =
          new FutureTask<>(
              () -> {
                add(part, layout);
                return true;
              });
      running.add(task);
      start(task);
    }
    try {
      add(part(fresh, 0, parts), layouts.get(0));
    } finally {
      for (Future<?> other : running) {
        await(other); // Also after a failure: the layouts are used again.
      }
    }
  }

  private void start(FutureTask<Boolean> task) {
    try {
      others.execute(task);
    } catch (RejectedExecutionException e) {
      task.run(); // Somebody closes the index: the writer will say so.
    }
  }

  /** Waits, also when interrupted: half a batch must not be taken for a whole one. */
  private static void await(Future<?> other) throws IOException {
    boolean interrupted = false;
    boolean done = false;
    try {
      while (!done) {
        try {
          other.get();
          done = true;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static IOException failure(@Nullable Throwable cause) {
    if (cause instanceof RuntimeException ours) {
      throw ours;
    }
    return cause instanceof IOException disk ? disk : new IOException(cause);
  }

  private static List<Addition> part(List<Addition> all, int number, int parts) {
    return all.subList(
        (int) ((long) all.size() * number / parts),
        (int) ((long) all.size() * (number + 1) / parts));
  }

  private void add(List<Addition> part, ItemDocument layout) throws IOException {
    for (Addition next : part) {
      writer.addDocument(layout.item(next));
    }
  }

  /** Puts each in the place of the one that has its name. */
  void replace(List<Addition> again) throws IOException {
    for (Addition next : again) {
      writer.updateDocument(next.id(), layouts.get(0).item(next));
    }
  }

  @Override
  public void close() {
    others.shutdown();
  }
}
