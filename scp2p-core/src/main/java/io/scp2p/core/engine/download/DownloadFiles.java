package io.scp2p.core.engine.download;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * The files of one download, gone through from the first to the last with a bounded number of them
 * on their way. Lives on the loop.
 */
final class DownloadFiles {
  /** Files on their way at once: enough to hide the way to the peer and the disk for small ones. */
  static final int MAX_ACTIVE_FILES = 64;

  private final Owner owner;
  private final RowLane lane;
  private final DownloadDisk disk;
  private final Set<FileArrival> arrivals = new LinkedHashSet<>();
  private final Deque<DownloadStore.NumberedFile> ready = new ArrayDeque<>();
  private final List<FinishedRow> done = new ArrayList<>();
  private long nextFile;
  private boolean exhausted;
  private boolean busy;
  private boolean running;

  /** Whose files they are. */
  interface Owner {
    /** The row as it is now. */
    DownloadRow row();

    /** Makes the next file. */
    FileArrival arrival(DownloadStore.NumberedFile file);

    /** So much more is in files that are complete. */
    void done(long bytes);

    /** Every file is there, and that is written down. */
    void allDone();

    /** After {@link DownloadFiles#stop}: nothing is open, asked or being written. */
    void stopped();

    /** It cannot go on. */
    void failed(Throwable failure);
  }

  DownloadFiles(Owner owner, RowLane lane, DownloadDisk disk) {
    this.owner = owner;
    this.lane = lane;
    this.disk = disk;
  }

  /** Goes through all files; those that are complete are passed over. */
  void start() {
    running = true;
    nextFile = 0;
    exhausted = false;
    ready.clear();
    fill();
  }

  /** Stops; {@link Owner#stopped} follows, perhaps at once. */
  void stop() {
    running = false;
    List.copyOf(arrivals).forEach(FileArrival::stop);
    stoppedIfIdle();
  }

  /** Whether nothing is open, asked or being written. */
  boolean isIdle() {
    return !running && !busy && arrivals.isEmpty() && done.isEmpty();
  }

  boolean isStopping() {
    return !running;
  }

  /** A file is in its place. */
  void finished(FileArrival arrival, FinishedRow file) {
    arrivals.remove(arrival);
    done.add(file);
    owner.done(file.numbered().row().content().sizeBytes());
    goOn();
  }

  /** A file is released and not complete. */
  void released(FileArrival arrival) {
    arrivals.remove(arrival);
    goOn();
  }

  private void goOn() {
    if (running) {
      fill();
    } else {
      stoppedIfIdle();
    }
  }

  private void fill() {
    while (running && hasRoom() && !ready.isEmpty()) {
      DownloadStore.NumberedFile file = ready.remove();
      if (!file.row().done()) {
        FileArrival arrival = owner.arrival(file);
        arrivals.add(arrival);
        arrival.begin();
      }
    }
    if (!running || busy) {
      return;
    }
    if (ready.isEmpty() && !exhausted) {
      load();
    } else if (!done.isEmpty()) {
      saveDone();
    } else if (arrivals.isEmpty() && ready.isEmpty()) {
      running = false;
      owner.allDone();
    }
  }

  private boolean hasRoom() {
    // One after the other when the rate is capped: then the cap holds for all of them together.
    int most = owner.row().plan().maxBytesPerSecond() > 0 ? 1 : MAX_ACTIVE_FILES;
    return arrivals.size() < most;
  }

  private void load() {
    DownloadRow row = owner.row();
    long from = nextFile;
    work(
        () -> disk.store().files(row.id(), from, DownloadDisk.PAGE_FILES),
        page -> {
          exhausted = page.size() < DownloadDisk.PAGE_FILES;
          if (!page.isEmpty()) {
            nextFile = page.get(page.size() - 1).number() + 1;
          }
          ready.addAll(page);
        },
        () -> {});
  }

  /** All that have come to be complete since the last time, in one step. */
  private void saveDone() {
    List<FinishedRow> files = List.copyOf(done);
    DownloadRow now = owner.row();
    done.clear();
    work(
        () -> {
          disk.saveDone(now, files);
          return files;
        },
        saved -> {},
        () -> done.addAll(files));
  }

  private void stoppedIfIdle() {
    if (running || busy || !arrivals.isEmpty()) {
      return;
    }
    if (done.isEmpty()) {
      owner.stopped();
    } else {
      saveDone();
    }
  }

  private <T> void work(Callable<T> work, Consumer<T> then, Runnable undo) {
    busy = true;
    lane.run(
        () -> work,
        value -> {
          busy = false;
          then.accept(value);
          goOn();
        },
        failure -> {
          busy = false;
          if (running) {
            undo.run();
            owner.failed(failure);
          } else {
            stoppedIfIdle(); // What is not written down is found again by its hash.
          }
        });
  }
}
