package io.scp2p.store.file;

import io.scp2p.api.spi.StoreException.Reason;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the words of a system about its disk mean: Java has no types for a full or a read-only one.
 * They are those of the systems we run on; in another language they stay {@code FAILED}.
 */
public final class DiskWords {
  private DiskWords() {}

  /** {@code FULL}, {@code DENIED} or {@code FAILED}; the name of the file does not count. */
  public static Reason reasonOf(IOException failure) {
    return reasonOf(
        failure instanceof FileSystemException system ? system.getReason() : failure.getMessage());
  }

  /** {@code FULL}, {@code DENIED} or {@code FAILED}. */
  public static Reason reasonOf(@Nullable String said) {
    String words = said == null ? "" : said.toLowerCase(Locale.ROOT);
    if (words.contains("no space left")
        || words.contains("not enough space")
        || words.contains("quota exceeded")) {
      return Reason.FULL;
    }
    if (words.contains("read-only file system")
        || words.contains("operation not permitted")
        || words.contains("permission denied")) {
      return Reason.DENIED;
    }
    return Reason.FAILED;
  }
}
