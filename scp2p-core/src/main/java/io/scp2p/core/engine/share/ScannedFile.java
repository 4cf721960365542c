package io.scp2p.core.engine.share;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file that will be published.
 *
 * @param file where it is, absolute
 * @param name bare name
 * @param path within the folder, or null if it stands alone (section 9.1)
 * @param sizeBytes when it was found
 */
record ScannedFile(Path file, String name, @Nullable String path, long sizeBytes) {
  /** For errors: what the host called it. */
  String display() {
    return path == null ? name : path;
  }

  /** Names of files are private. */
  @Override
  public String toString() {
    return "ScannedFile[" + sizeBytes + " bytes]";
  }
}
