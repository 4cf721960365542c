package io.scp2p.core.engine.download;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.ManifestId;
import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.StoreException;
import io.scp2p.api.transfer.DownloadPlan;
import io.scp2p.api.transfer.DownloadResult.DownloadedFile;
import io.scp2p.api.transfer.TransferId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a download as a whole does with the store and the disk. Every method blocks. */
final class DownloadDisk {
  /** Rows of files read at once. */
  static final int PAGE_FILES = 256;

  private final DownloadParts parts;
  private final DownloadStore store;

  DownloadDisk(DownloadParts parts, DownloadStore store) {
    this.parts = parts;
    this.store = store;
  }

  DownloadStore store() {
    return store;
  }

  /** Finds the failed download of the same plan, if there is one. */
  @FunctionalInterface
  interface Earlier {
    Optional<DownloadRow> find(DownloadPlan plan, TransferId except) throws StoreException;
  }

  /** Writes a new download down, so that it outlives this run of the node. */
  DownloadRow admit(DownloadRow fresh, Earlier earlier) throws StoreException {
    Optional<DownloadRow> before = earlier.find(fresh.plan(), fresh.id());
    DownloadRow row;
    if (before.isPresent()) {
      store.moveFiles(before.get().id(), fresh.id());
      row = fresh.takingOver(before.get());
    } else {
      ManifestId newest =
          parts.source().newest(fresh.plan().share()).orElseThrow(() -> unknownShare(fresh));
      row = fresh.withManifest(newest);
    }
    store.put(row, Durability.POWER);
    if (before.isPresent()) {
      store.forget(before.get().id());
    }
    return row;
  }

  private static Scp2pException unknownShare(DownloadRow fresh) {
    return new Scp2pException(
        ErrorCode.UNKNOWN_SHARE,
        "This node has no version of the share yet: follow it, and wait for the first version.",
        Map.of("share", fresh.plan().share().toString()));
  }

  /** Writes the rows of all files. */
  DownloadRow plan(DownloadRow row) throws StoreException {
    return new DownloadPlanner(parts.blobs(), store, parts.source()).plan(row);
  }

  /** Everything is there: says so durably, and what it is. */
  List<DownloadedFile> complete(DownloadRow completed) throws StoreException {
    store.put(completed, Durability.POWER);
    List<DownloadedFile> files = new ArrayList<>();
    forEachFile(
        completed.id(),
        file -> {
          FileRow each = file.row();
          files.add(
              new DownloadedFile(
                  each.content().contentId(), each.target(), each.content().sizeBytes()));
        });
    return files;
  }

  /** Deletes what is there of files that were not completed. */
  void discardUnfinished(DownloadRow row) throws StoreException {
    forEachFile(
        row.id(),
        file -> {
          if (file.row().partial() != null) {
            workOn(row, file).discard();
          }
        });
  }

  /** How much is there of files that were not completed. */
  long unfinishedBytes(DownloadRow row) throws StoreException {
    long[] bytes = {0};
    forEachFile(
        row.id(),
        file -> {
          if (file.row().partial() != null) {
            bytes[0] += FileWork.checkedBytes(parts.blobs(), store, row.id(), file);
          }
        });
    return bytes[0];
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
        row.id(),
        file,
        row.plan().collision());
  }
}
