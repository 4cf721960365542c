package io.scp2p.core.engine.download;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.spi.BlobStore;
import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.StoreException;
import io.scp2p.api.transfer.DownloadPlan;
import io.scp2p.core.content.ChunkLayout;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.record.ShareItem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Turns what a caller asked for into rows, one for each file. Blocks. */
final class DownloadPlanner {
  private final BlobStore blobs;
  private final DownloadStore store;
  private final DownloadSource source;

  DownloadPlanner(BlobStore blobs, DownloadStore store, DownloadSource source) {
    this.blobs = blobs;
    this.store = store;
    this.source = source;
  }

  /** Writes the rows of all files, and then says so in the row of the download. */
  DownloadRow plan(DownloadRow row) throws StoreException {
    DownloadPlan plan = row.plan();
    TargetNames names = new TargetNames(plan.target(), plan.safeNames());
    List<FileRow> batch = new ArrayList<>();
    long files = 0;
    long totalBytes = 0;
    Bytes after = null;
    do {
      DownloadSource.Page page = source.items(plan.share(), after, DownloadStore.BATCH_ROWS);
      for (ShareItem item : page.items()) {
        if (plan.items().isEmpty() || plan.items().contains(item.contentId())) {
          batch.add(FileRow.planned(content(item), names.of(item)));
          totalBytes = Math.addExact(totalBytes, item.size());
        }
      }
      store.putFiles(row.id(), files, batch);
      files += batch.size();
      batch.clear();
      after = page.next();
    } while (after != null);
    requireItems(plan, files);
    requireRoom(plan, totalBytes);
    DownloadRow planned = row.withFiles(files, totalBytes);
    store.put(planned, Durability.PROCESS);
    return planned;
  }

  /** What a publisher signed may still be nonsense. */
  private static ArrivingContent content(ShareItem item) {
    ArrivingContent content = ArrivingContent.of(item);
    boolean possible =
        ChunkLayout.ofClaim(item.size())
            .filter(layout -> layout.chunkCount() == item.chunkCount())
            .filter(layout -> layout.chunkCount() <= Integer.MAX_VALUE)
            .isPresent();
    if (!possible) {
      throw new Scp2pException(
          ErrorCode.CHUNK_LIST_MISMATCH,
          "An item's size and number of chunks contradict each other; only its publisher can mend"
              + " that.",
          Map.of("content", item.contentId().toString()));
    }
    return content;
  }

  private static void requireItems(DownloadPlan plan, long files) {
    if (files == 0 && !plan.items().isEmpty()) {
      throw new Scp2pException(
          ErrorCode.UNKNOWN_ITEM,
          "The newest version of the share has none of the items that were asked for.",
          Map.of("share", plan.share().toString()));
    }
  }

  private void requireRoom(DownloadPlan plan, long totalBytes) throws StoreException {
    long free = blobs.freeBytes(plan.target());
    if (totalBytes > free) {
      throw new Scp2pException(
          ErrorCode.DISK_FULL,
          "There is not enough room for the files; free some, or choose another folder.",
          details(totalBytes, free));
    }
  }

  private static Map<String, String> details(long needed, long free) {
    return Map.of("neededBytes", Long.toString(needed), "freeBytes", String.valueOf(free));
  }
}
