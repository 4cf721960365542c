package io.scp2p.core.engine.share;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.core.catalog.BadItemPathException;
import io.scp2p.core.catalog.ItemPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Files that were named one by one. Each must be there: nothing is left out silently. */
final class ListedFiles implements FileScan {
  private final Iterator<Path> left;
  private final @Nullable Path realHome;

  ListedFiles(List<Path> paths, ScanRules rules) {
    if (paths.size() > rules.maxItems()) {
      throw FolderScan.tooMany(rules.maxItems());
    }
    try {
      this.realHome = FolderScan.realHome(rules.home());
    } catch (IOException e) {
      throw FolderScan.unreadable(String.valueOf(rules.home()), e);
    }
    this.left =
        paths.stream()
            .map(path -> path.toAbsolutePath().normalize())
            .distinct()
            .sorted(
                Comparator.comparing(
                        (Path path) -> String.valueOf(path.getFileName()), PathOrder.BY_CODE_POINT)
                    .thenComparing(Path::toString))
            .iterator();
  }

  @Override
  public @Nullable ScannedFile next() {
    return left.hasNext() ? look(left.next()) : null;
  }

  private ScannedFile look(Path file) {
    String display = file.toString();
    FolderScan.requireText(display, file);
    try {
      BasicFileAttributes kind = Files.readAttributes(file, BasicFileAttributes.class);
      if (!kind.isRegularFile()) {
        throw FolderScan.failure(ErrorCode.FILE_KIND, "Not an ordinary file.", display, null);
      }
      // The key file, the store: nothing directly in the home is anybody else's business.
      if (realHome != null && realHome.equals(file.toRealPath().getParent())) {
        throw FolderScan.failure(
            ErrorCode.INVALID_ARGUMENT,
            "Files of the node itself cannot be published.",
            display,
            null);
      }
      String name = ItemPath.normalise(String.valueOf(file.getFileName())).name();
      return new ScannedFile(file, name, null, kind.size());
    } catch (IOException e) {
      throw FolderScan.unreadable(display, e);
    } catch (BadItemPathException e) {
      throw FolderScan.failure(
          ErrorCode.INVALID_PATH, "The name cannot be published: " + e.fault(), display, e);
    }
  }

  @Override
  public List<SkippedFile> skipped() {
    return List.of();
  }

  @Override
  public long skippedCount() {
    return 0;
  }
}
