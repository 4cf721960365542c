package io.scp2p.core.engine.download;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.ManifestId;
import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.StoreException;
import io.scp2p.api.transfer.DownloadPlan;
import io.scp2p.api.transfer.DownloadResult.DownloadedFile;
import io.scp2p.api.transfer.TransferId;
import io.scp2p.core.engine.share.FinishedFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a download as a whole does with the store and the disk. Every method blocks. */
final class DownloadDisk {
  /** Rows of files read at once. */
  static final int PAGE_FILES = 256;

  private static final System.Logger LOG = System.getLogger(DownloadDisk.class.getName());

  private final DownloadParts parts;
  private final DownloadStore store;

  DownloadDisk(DownloadParts parts, DownloadStore store) {
    this.parts = parts;
    this.store = store;
  }

  DownloadStore store() {
    return store;
  }

  /** Downloads of earlier runs, and those that failed in this one. */
  interface Earlier {
    /** The one that does what a plan asks for, if there is one and nobody works on it. */
    Optional<DownloadRow> find(DownloadPlan plan, TransferId except) throws StoreException;

    /** It has become part of another, and is gone. */
    void taken(TransferId id);
  }

  /**
   * Writes a new download down, so that it outlives this run of the node.
   *
   * @return with what an earlier one of the same plan has left
   */
  Present admit(DownloadRow fresh, Earlier earlier) throws StoreException {
    Optional<DownloadRow> before = earlier.find(fresh.plan(), fresh.id());
    DownloadRow row;
    if (before.filter(DownloadRow::planned).isPresent()) {
      row = fresh.takingOver(before.get());
      store.replace(before.get().id(), row);
    } else {
      ManifestId newest =
          parts.source().newest(fresh.plan().share()).orElseThrow(() -> unknownShare(fresh));
      row = fresh.withManifest(newest);
      store.put(row, Durability.POWER);
      if (before.isPresent()) {
        store.forget(before.get().id());
      }
    }
    before.map(DownloadRow::id).ifPresent(earlier::taken);
    return row.planned() ? present(row) : new Present(row, 0);
  }

  private static Scp2pException unknownShare(DownloadRow fresh) {
    return new Scp2pException(
        ErrorCode.UNKNOWN_SHARE,
        "This node has no version of the share yet: follow it, and wait for the first version.",
        Map.of("share", fresh.plan().share().toString()));
  }

  /** Writes the rows of all files of one download; made without blocking. */
  DownloadPlanner planner() {
    return new DownloadPlanner(parts.blobs(), store, parts.source());
  }

  /** Everything is there: says so durably, and what it is. */
  List<DownloadedFile> complete(DownloadRow completed) throws StoreException {
    store.put(completed, Durability.POWER);
    return files(completed.id());
  }

  /** What is there of a completed download. */
  List<DownloadedFile> files(TransferId id) throws StoreException {
    List<DownloadedFile> files = new ArrayList<>();
    forEachFile(
        id,
        file -> {
          FileRow each = file.row();
          files.add(
              new DownloadedFile(
                  each.content().contentId(), each.target(), each.content().sizeBytes()));
        });
    return files;
  }

  /**
   * Writes down that files are in their places, for this node and for those who can have them from
   * here; with one flush of each kind for all of them, which is what small files cost.
   */
  void saveDone(DownloadRow row, List<FinishedRow> files) throws StoreException {
    Set<Path> folders = new LinkedHashSet<>();
    List<FinishedFile> finished = new ArrayList<>();
    for (FinishedRow each : files) {
      Path folder = each.numbered().row().target().getParent();
      if (folder != null && !each.numbered().row().content().needsHashList()) {
        folders.add(folder); // The names of larger ones were flushed when they were given.
      }
      if (each.file() != null) {
        finished.add(each.file());
      }
    }
    for (Path folder : folders) {
      parts.blobs().flushNames(folder);
    }
    parts.finished().add(finished);
    store.putDone(row, files.stream().map(FinishedRow::numbered).toList());
  }

  /** Writes a row. */
  boolean put(DownloadRow row, Durability durability) throws StoreException {
    store.put(row, durability);
    return true;
  }

  /** Deletes what is there of unfinished files, and says that it is over. */
  boolean cancel(DownloadRow cancelled) throws StoreException {
    try {
      discardUnfinished(cancelled);
    } finally {
      store.put(cancelled, Durability.POWER); // Or it would begin again at the next start.
    }
    return true;
  }

  /** Deletes what is there of files that were not completed; of each, whatever the others do. */
  void discardUnfinished(DownloadRow row) throws StoreException {
    List<StoreException> failures = new ArrayList<>();
    forEachFile(
        row.id(),
        file -> {
          if (file.row().partial() != null) {
            try {
              workOn(row, file).discard();
            } catch (StoreException e) {
              failures.add(e);
            }
          }
        });
    if (!failures.isEmpty()) {
      throw failures.get(0);
    }
  }

  /**
   * What is there of a download that an earlier run of the node has left.
   *
   * @param row says how much of it is in files that are complete
   * @param bytes in these and in the others
   */
  record Present(DownloadRow row, long bytes) {}

  /**
   * Looks how much is there, also where a crash came before that was noted. What cannot be looked
   * at counts as nothing.
   */
  Present present(DownloadRow row) throws StoreException {
    Look look = new Look(row);
    long from = 0;
    List<DownloadStore.NumberedFile> page;
    do {
      page = store.files(row.id(), from, PAGE_FILES);
      for (DownloadStore.NumberedFile file : page) {
        look.at(file);
        from = file.number() + 1;
      }
    } while (page.size() == PAGE_FILES && !look.isOver());
    DownloadRow counted = row.withDone(look.doneBytes, row.elapsedNanos());
    saveDone(counted, look.justDone);
    return new Present(counted, look.doneBytes + look.partialBytes);
  }

  /** The files of one download, as an earlier run has left them. */
  private final class Look {
    private final DownloadRow download;
    private final List<FinishedRow> justDone = new ArrayList<>();
    private long doneBytes;
    private long partialBytes;
    private int untouched;

    Look(DownloadRow download) {
      this.download = download;
    }

    /**
     * Files are begun in their order: beyond so many without a trace there is none that has one.
     */
    boolean isOver() {
      return untouched > DownloadFiles.MAX_ACTIVE_FILES;
    }

    void at(DownloadStore.NumberedFile file) {
      long size = file.row().content().sizeBytes();
      if (file.row().done()) {
        doneBytes += size;
      } else if (!isOver()) {
        FileWork work = workOn(download, file);
        long bytes = restored(work);
        if (work.numbered().row().done()) {
          doneBytes += size;
          justDone.add(new FinishedRow(work.numbered(), work.finished()));
        } else {
          partialBytes += bytes;
          untouched += file.row().partial() == null ? 1 : 0;
        }
      }
    }
  }

  private static long restored(FileWork work) {
    try {
      return work.restore();
    } catch (StoreException | Scp2pException e) {
      // Its disk may come back, what stands there may go; else it says so itself when it is begun.
      LOG.log(System.Logger.Level.DEBUG, "a file that had not arrived cannot be looked at", e);
      return 0;
    }
  }

  @FunctionalInterface
  private interface Visitor {
    void visit(DownloadStore.NumberedFile file) throws StoreException;
  }

  private void forEachFile(TransferId id, Visitor visitor) throws StoreException {
    long from = 0;
    List<DownloadStore.NumberedFile> page;
    do {
      page = store.files(id, from, PAGE_FILES);
      for (DownloadStore.NumberedFile file : page) {
        visitor.visit(file);
        from = file.number() + 1;
      }
    } while (page.size() == PAGE_FILES);
  }

  FileWork workOn(DownloadRow row, DownloadStore.NumberedFile file) {
    return new FileWork(
        parts.blobs(),
        store,
        parts.notes(),
        parts.finished(),
        parts.local(),
        row.id(),
        file,
        row.plan().collision());
  }
}
