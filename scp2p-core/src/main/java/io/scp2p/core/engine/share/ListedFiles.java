package io.scp2p.core.engine.share;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.share.SkippedFile;
import io.scp2p.core.catalog.BadItemPathException;
import io.scp2p.core.catalog.ItemPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Files that were named one by one, and folders with what is in them, each under its name. Each
 * must be there: nothing that was named is left out silently.
 */
final class ListedFiles implements FileScan {
  private final ScanRules rules;
  private final Iterator<Path> left;
  private final @Nullable Path realHome;
  private final List<SkippedFile> skipped = new ArrayList<>();
  private @Nullable FolderScan within;
  private long skippedCount;
  private long files;

  ListedFiles(List<Path> paths, ScanRules rules) {
    if (paths.size() > rules.maxItems()) {
      throw FolderScan.tooMany(rules.maxItems());
    }
    this.rules = rules;
    try {
      this.realHome = FolderScan.realHome(rules.home());
    } catch (IOException e) {
      throw FolderScan.unreadable(String.valueOf(rules.home()), e);
    }
    List<Path> sorted =
        paths.stream()
            .map(path -> path.toAbsolutePath().normalize())
            .distinct()
            .sorted(
                Comparator.comparing(ListedFiles::name, PathOrder.BY_CODE_POINT)
                    .thenComparing(Path::toString))
            .toList();
    refuseTwins(sorted);
    this.left = sorted.iterator();
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  /** Files of one name may stand side by side; what is in a folder may not be in two of them. */
  private static void refuseTwins(List<Path> sorted) {
    for (int i = 1; i < sorted.size(); i++) {
      Path one = sorted.get(i - 1);
      Path other = sorted.get(i);
      if (name(one).equals(name(other)) && (Files.isDirectory(one) || Files.isDirectory(other))) {
        throw FolderScan.failure(
            ErrorCode.INVALID_ARGUMENT,
            "A folder and something else have one name.",
            other.toString(),
            null);
      }
    }
  }

  @Override
  public @Nullable ScannedFile next() {
    ScannedFile found = within == null ? null : nextWithin(within);
    while (found == null && left.hasNext()) {
      Path next = left.next();
      found = Files.isDirectory(next) ? enter(next) : look(next);
    }
    if (found != null) {
      files++;
      if (files > rules.maxItems()) {
        throw FolderScan.tooMany(rules.maxItems());
      }
    }
    return found;
  }

  private @Nullable ScannedFile enter(Path folder) {
    FolderScan scan = new FolderScan(folder, rules, name(folder) + "/");
    within = scan;
    return nextWithin(scan);
  }

  private @Nullable ScannedFile nextWithin(FolderScan folder) {
    ScannedFile file = folder.next();
    if (file == null) {
      within = null;
      skippedCount += folder.skippedCount();
      folder.skipped().stream()
          .limit(FolderScan.MAX_SKIPPED - skipped.size())
          .forEach(skipped::add);
    }
    return file;
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
    } catch (NoSuchFileException e) {
      throw FolderScan.failure(ErrorCode.FILE_MISSING, FolderScan.missing(file), display, e);
    } catch (IOException e) {
      throw FolderScan.unreadable(display, e);
    } catch (BadItemPathException e) {
      throw FolderScan.failure(
          ErrorCode.INVALID_PATH, "The name cannot be published: " + e.fault(), display, e);
    }
  }

  @Override
  public List<SkippedFile> skipped() {
    return List.copyOf(skipped);
  }

  @Override
  public long skippedCount() {
    return skippedCount;
  }
}
