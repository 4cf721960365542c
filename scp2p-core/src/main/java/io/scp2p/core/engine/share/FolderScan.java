package io.scp2p.core.engine.share;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.share.SkippedFile;
import io.scp2p.api.share.SkippedFile.Reason;
import io.scp2p.core.catalog.BadItemPathException;
import io.scp2p.core.catalog.ItemPath;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Walks over a folder depth first, siblings in order, so that files come in the order of their
 * whole paths (section 9.1). It holds the names of the folders it stands in and nothing else, so a
 * million files in many folders cost no memory. Reads no content. For one thread.
 */
final class FolderScan implements FileScan {
  /** What is reported by name; the rest is only counted. */
  static final int MAX_SKIPPED = 1_000;

  /** How names of content begin and end that is still arriving: ours and the reference's. */
  static final String PARTIAL_PREFIX = ".scp2p-";

  static final String PARTIAL_SUFFIX = ".scp2p-partial";

  private final ScanRules rules;
  private final Path root;
  private final Path realRoot;
  private final @Nullable Path realHome;
  private final Deque<Folder> open = new ArrayDeque<>();
  private final List<SkippedFile> skipped = new ArrayList<>();
  private long skippedCount;
  private long files;
  private long entries;

  /** A folder the walk stands in. */
  private record Folder(Path folder, Path real, String prefix, Iterator<String> names) {}

  /** Begins with the first file of the folder. */
  FolderScan(Path folder, ScanRules rules) {
    this(folder, rules, "");
  }

  /**
   * Begins with the first file of a folder that stands within the share.
   *
   * @param prefix before every path: empty, or the name of the folder and a slash
   */
  FolderScan(Path folder, ScanRules rules, String prefix) {
    this.rules = rules;
    this.root = folder.toAbsolutePath().normalize();
    try {
      if (!Files.isDirectory(root)) {
        throw Files.exists(root)
            ? failure(ErrorCode.FILE_KIND, "Not a folder.", root.toString(), null)
            : failure(ErrorCode.FILE_MISSING, missing(root), root.toString(), null);
      }
      this.realRoot = root.toRealPath();
      this.realHome = realHome(rules.home());
    } catch (IOException e) {
      throw unreadable(root.toString(), e);
    }
    if (isHome(realRoot)) {
      throw failure(
          ErrorCode.INVALID_ARGUMENT,
          "The home of the node has its keys and cannot be published.",
          root.toString(),
          null);
    }
    requireText(root.toString(), root);
    enter(root, realRoot, prefix);
  }

  static @Nullable Path realHome(@Nullable Path home) throws IOException {
    return home == null || !Files.exists(home) ? null : home.toRealPath();
  }

  @Override
  public @Nullable ScannedFile next() {
    while (!open.isEmpty()) {
      Folder folder = open.element();
      if (folder.names.hasNext()) {
        ScannedFile file = look(folder, folder.names.next());
        if (file != null) {
          files++;
          if (files > rules.maxItems()) {
            throw tooMany(rules.maxItems());
          }
          return file;
        }
      } else {
        open.remove();
      }
    }
    return null;
  }

  @Override
  public List<SkippedFile> skipped() {
    return List.copyOf(skipped);
  }

  @Override
  public long skippedCount() {
    return skippedCount;
  }

  static Scp2pException tooMany(long maxItems) {
    return new Scp2pException(
        ErrorCode.TOO_MANY_ITEMS,
        "The folder has more files than a share may have.",
        Map.of("limit", Long.toString(maxItems), "setting", "limits.maxItemsPerShare"));
  }

  private @Nullable ScannedFile look(Folder in, String name) {
    Path path = in.folder.resolve(name);
    String display = in.prefix + name;
    if (++entries > rules.maxEntries()) {
      throw tooMany(rules.maxItems());
    }
    if (isPartial(name)) {
      return skip(display, Reason.PARTIAL_DOWNLOAD);
    }
    try {
      BasicFileAttributes kind =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return kind.isSymbolicLink()
          ? lookAtLink(in, path, display)
          : take(path, in.real.resolve(name), display, kind);
    } catch (IOException e) {
      throw unreadable(display, e);
    }
  }

  private @Nullable ScannedFile lookAtLink(Folder in, Path link, String display)
      throws IOException {
    Path target;
    try {
      target = link.toRealPath();
    } catch (IOException broken) {
      // Also a link to itself, which the system reports as too many levels.
      return skip(display, Reason.LINK_BROKEN);
    }
    if (!target.startsWith(realRoot)) {
      return skip(display, Reason.LINK_OUT);
    }
    if (in.real.startsWith(target)) {
      return skip(display, Reason.LINK_LOOP);
    }
    for (Folder above : open) {
      if (above.real.equals(target)) {
        return skip(display, Reason.LINK_LOOP);
      }
    }
    return take(link, target, display, Files.readAttributes(target, BasicFileAttributes.class));
  }

  private @Nullable ScannedFile take(
      Path path, Path real, String display, BasicFileAttributes kind) {
    if (kind.isDirectory()) {
      if (isHome(real)) {
        return skip(display, Reason.NODE_HOME);
      }
      normalised(display); // Too deep ends here, not after a walk through all of it.
      enter(path, real, display + "/");
      return null;
    }
    if (!kind.isRegularFile()) {
      return skip(display, Reason.SPECIAL_FILE);
    }
    ItemPath itemPath = normalised(display);
    return new ScannedFile(path, itemPath.name(), itemPath.text(), kind.size());
  }

  private void enter(Path folder, Path real, String prefix) {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder)) {
      for (Path entry : found) {
        String name = String.valueOf(entry.getFileName());
        requireText(prefix + name, entry.getFileName());
        names.add(name);
        if (names.size() > rules.maxEntries()) {
          throw tooMany(rules.maxItems());
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      throw unreadable(prefix.isEmpty() ? root.toString() : prefix, e);
    }
    names.sort(PathOrder.BY_CODE_POINT);
    open.push(new Folder(folder, real, prefix, names.iterator()));
  }

  /** A name that is not text comes back from the text as another name. */
  static void requireText(String display, Path name) {
    boolean text;
    try {
      text = name.getFileSystem().getPath(name.toString()).equals(name);
    } catch (InvalidPathException unmappable) {
      text = false;
    }
    if (!text) {
      throw failure(
          ErrorCode.INVALID_PATH,
          "The name of a file is not valid Unicode, so it cannot be published.",
          display,
          null);
    }
  }

  private static ItemPath normalised(String display) {
    try {
      return ItemPath.normalise(display);
    } catch (BadItemPathException e) {
      throw failure(
          ErrorCode.INVALID_PATH, "The path cannot be published: " + e.fault(), display, e);
    }
  }

  private @Nullable ScannedFile skip(String display, Reason reason) {
    skippedCount++;
    if (skipped.size() < MAX_SKIPPED) {
      skipped.add(new SkippedFile(display, reason));
    }
    return null;
  }

  private static boolean isPartial(String name) {
    return name.startsWith(PARTIAL_PREFIX) || name.endsWith(PARTIAL_SUFFIX);
  }

  private boolean isHome(Path real) {
    return real.equals(realHome);
  }

  static Scp2pException unreadable(String display, Exception cause) {
    Throwable root = cause.getCause() != null ? cause.getCause() : cause;
    if (root instanceof AccessDeniedException) {
      return failure(ErrorCode.FILE_DENIED, "The system refused access.", display, cause);
    }
    if (root instanceof NoSuchFileException) {
      return failure(ErrorCode.FILE_MISSING, "It does not exist, or not any more.", display, cause);
    }
    return failure(ErrorCode.STORE_FAILED, "It cannot be read.", display, cause);
  }

  /** Why nothing is there: whoever sees a link by that name is helped by no other words. */
  static String missing(Path file) {
    return Files.isSymbolicLink(file)
        ? "It is a link whose target does not exist."
        : "It does not exist, or not any more.";
  }

  static Scp2pException failure(
      ErrorCode code, String text, String file, @Nullable Exception cause) {
    return new Scp2pException(code, text, Map.of("file", file), cause);
  }
}
