package io.scp2p.core.engine.download;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.ManifestId;
import io.scp2p.api.spi.BlobStore;
import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.SourceBlob;
import io.scp2p.api.spi.StoreException;
import io.scp2p.api.transfer.DownloadPlan;
import io.scp2p.core.content.ChunkLayout;
import io.scp2p.core.protocol.transfer.SwarmMachine;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.record.ShareItem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Turns what a caller asked for into rows, one for each file. Blocks. */
final class DownloadPlanner {
  /** A share that changes while it is gone through is gone through again, so often. */
  static final int MAX_ATTEMPTS = 5;

  private final BlobStore blobs;
  private final DownloadStore store;
  private final DownloadSource source;

  /** Looked at with each page: whoever pauses, cancels or closes does not wait for the rest. */
  private volatile boolean abandoned;

  /** For one download. */
  DownloadPlanner(BlobStore blobs, DownloadStore store, DownloadSource source) {
    this.blobs = blobs;
    this.store = store;
    this.source = source;
  }

  /** Nobody wants the plan any more: ends with {@link ErrorCode#CANCELLED}. From any thread. */
  void abandon() {
    abandoned = true;
  }

  private void requireWanted() {
    if (abandoned) {
      throw new Scp2pException(ErrorCode.CANCELLED, "The download was stopped.");
    }
  }

  /** Writes the rows of all files, and then says so in the row of the download. */
  DownloadRow plan(DownloadRow row) throws StoreException {
    for (int attempt = 1; ; attempt++) {
      ManifestId version = newest(row.plan());
      DownloadRow planned = plan(row.withManifest(version), new Totals());
      if (version.equals(newest(row.plan()))) {
        requireItems(planned);
        requireRoom(planned);
        store.put(planned, Durability.PROCESS);
        return planned;
      }
      if (attempt == MAX_ATTEMPTS) {
        throw new Scp2pException(
            ErrorCode.TOO_BUSY,
            "The share changes faster than a download of it can be planned; try again later.",
            Map.of("share", row.plan().share().toString()));
      }
    }
  }

  private ManifestId newest(DownloadPlan plan) throws StoreException {
    return source
        .newest(plan.share())
        .orElseThrow(
            () ->
                new Scp2pException(
                    ErrorCode.UNKNOWN_SHARE,
                    "This node has no version of the share any more; follow it again.",
                    Map.of("share", plan.share().toString())));
  }

  private static final class Totals {
    private long files;
    private long bytes;
  }

  private DownloadRow plan(DownloadRow row, Totals totals) throws StoreException {
    DownloadPlan plan = row.plan();
    store.deleteFiles(row.id()); // Of an attempt that a crash or a new version has ended.
    // Its id is of chance, and no publisher knows it.
    long seed = row.id().value().getLeastSignificantBits();
    TargetNames names = new TargetNames(plan.target().toAbsolutePath(), plan.safeNames(), seed);
    List<FileRow> batch = new ArrayList<>();
    Bytes after = null;
    do {
      requireWanted();
      DownloadSource.Page page = source.items(plan.share(), after, DownloadStore.BATCH_ROWS);
      for (ShareItem item : page.items()) {
        if (plan.items().isEmpty() || plan.items().contains(item.contentId())) {
          batch.add(FileRow.planned(content(item), names.of(item)));
          totals.bytes = added(totals.bytes, item.size());
        }
      }
      store.putFiles(row.id(), totals.files, batch);
      totals.files += batch.size();
      batch.clear();
      after = page.next();
    } while (after != null);
    return row.withFiles(totals.files, totals.bytes);
  }

  /** What a publisher signed may still be nonsense. */
  static ArrivingContent content(ShareItem item) {
    boolean possible =
        ChunkLayout.ofClaim(item.size())
            .filter(layout -> layout.chunkCount() == item.chunkCount())
            .filter(layout -> layout.chunkCount() <= SwarmMachine.MAX_CHUNKS)
            .isPresent();
    if (!possible) {
      throw new Scp2pException(
          ErrorCode.CHUNK_LIST_MISMATCH,
          "An item's size and number of chunks contradict each other, or nobody could fetch so"
              + " many; only its publisher can mend that.",
          Map.of("content", item.contentId().toString()));
    }
    return ArrivingContent.of(item);
  }

  /** What is more than there are bytes on any disk is refused as such. */
  private static long added(long bytes, long more) {
    return bytes > Long.MAX_VALUE - more ? Long.MAX_VALUE : bytes + more;
  }

  private static void requireItems(DownloadRow row) {
    DownloadPlan plan = row.plan();
    if (row.files() == 0 && !plan.items().isEmpty()) {
      throw new Scp2pException(
          ErrorCode.UNKNOWN_ITEM,
          "The newest version of the share has none of the items that were asked for.",
          Map.of("share", plan.share().toString()));
    }
  }

  private void requireRoom(DownloadRow row) throws StoreException {
    long free = blobs.freeBytes(row.plan().target());
    if (row.totalBytes() <= free) {
      return;
    }
    long needed = row.totalBytes() - bytesThere(row);
    if (needed > free) {
      throw new Scp2pException(
          ErrorCode.DISK_FULL,
          "There is not enough room for the files; free some, or choose another folder.",
          Map.of(
              "folder",
              row.plan().target().toString(),
              "neededBytes",
              Long.toString(needed),
              "freeBytes",
              Long.toString(free)));
    }
  }

  /** Of files that stand where they should, as far as their size tells. */
  private long bytesThere(DownloadRow row) throws StoreException {
    long bytes = 0;
    long from = 0;
    List<DownloadStore.NumberedFile> page;
    do {
      requireWanted();
      page = store.files(row.id(), from, DownloadDisk.PAGE_FILES);
      for (DownloadStore.NumberedFile file : page) {
        from = file.number() + 1;
        long size = file.row().content().sizeBytes();
        bytes += size(file.row().target()) == size ? size : 0;
      }
    } while (page.size() == DownloadDisk.PAGE_FILES);
    return bytes;
  }

  private long size(Path file) {
    try (SourceBlob there = blobs.open(file)) {
      return there.stamp().sizeBytes();
    } catch (StoreException notThere) {
      return -1;
    }
  }
}
