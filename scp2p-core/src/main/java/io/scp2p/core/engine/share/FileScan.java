package io.scp2p.core.engine.share;

import io.scp2p.api.share.SharePlan;
import io.scp2p.api.share.SkippedFile;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The files of a plan, one after the other. Blocks on the disk; for one thread. */
interface FileScan {
  /** The next file, or null after the last. */
  @Nullable ScannedFile next();

  /** What was left out so far, up to {@link FolderScan#MAX_SKIPPED}. */
  List<SkippedFile> skipped();

  /** How much was left out so far. */
  long skippedCount();

  /** The walk for a source of files; a text has none. */
  static FileScan of(SharePlan.Source source, ScanRules rules) {
    if (source instanceof SharePlan.Source.Folder folder) {
      return new FolderScan(folder.path(), rules);
    }
    if (source instanceof SharePlan.Source.Files files) {
      return new ListedFiles(files.paths(), rules);
    }
    return new ListedFiles(List.of(), rules);
  }
}
