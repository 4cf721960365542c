package io.scp2p.examples.node.daemon.route;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where things go on this disk. */
public final class Folders {
  private static final int MAX_NAME = 80;

  private final Path downloads;

  /** Relative targets are within a folder. */
  public Folders(Path downloads) {
    this.downloads = downloads.toAbsolutePath().normalize();
  }

  Path downloads() {
    return downloads;
  }

  /**
   * Where a target is. An absolute one is what it says: whoever has the token may write what the
   * user of this daemon may write. A relative one cannot leave the folder for downloads.
   */
  Path target(String text) {
    Path path = Path.of(text);
    if (path.isAbsolute()) {
      return path.normalize();
    }
    Path within = downloads.resolve(path).normalize();
    if (!within.startsWith(downloads) || within.equals(downloads)) {
      throw new Scp2pException(
          ErrorCode.INVALID_PATH,
          "A relative target is a name within the folder for downloads.",
          Map.of("field", "target"));
    }
    return within;
  }

  /** A folder or file named after what a stranger has called something. */
  Path named(@Nullable String title, String fallback) {
    String plain = title == null ? "" : title.replaceAll("[^\\p{L}\\p{N} ._-]", " ");
    String name = plain.replaceAll("\\s+", " ").replaceAll("^[ .-]+|[ .]+$", "");
    String cut =
        name.codePointCount(0, name.length()) > MAX_NAME
            ? name.substring(0, name.offsetByCodePoints(0, MAX_NAME)).strip()
            : name;
    return downloads.resolve(cut.isEmpty() ? fallback : cut);
  }

  /** An absolute path that the caller names on this machine. */
  static Path local(String text) {
    Path path = Path.of(text);
    if (!path.isAbsolute()) {
      // The daemon's working directory is not the caller's.
      throw new Scp2pException(
          ErrorCode.INVALID_PATH, "A path on this machine has to be absolute.", Map.of());
    }
    return path.normalize();
  }
}
