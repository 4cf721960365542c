package io.scp2p.store.file;

import io.scp2p.api.spi.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Folders that are still there after the power was lost. */
public final class Folders {
  private Folders() {}

  /**
   * Makes a folder and those above it, as far as they are missing.
   *
   * @param folder what should be there afterwards
   * @param attributes of each folder that has to be made
   * @throws StoreException if it cannot be made
   */
  public static void create(Path folder, FileAttribute<?>... attributes) throws StoreException {
    Deque<Path> made = new ArrayDeque<>();
    Path missing = folder.toAbsolutePath();
    while (missing != null && !Files.exists(missing)) {
      made.push(missing);
      missing = missing.getParent();
    }
    try {
      Files.createDirectories(folder, attributes);
    } catch (IOException e) {
      throw FileErrors.of("cannot make the folder", folder, e);
    }
    for (Path each : made) {
      force(parentOf(each));
    }
  }

  static Path parentOf(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IllegalArgumentException(file + " is not in a folder");
    }
    return parent;
  }

  /** Makes the names in a folder survive the loss of power, where the system can do that. */
  static void force(Path folder) throws StoreException {
    FileChannel channel;
    try {
      channel = FileChannel.open(folder, StandardOpenOption.READ);
    } catch (IOException e) {
      return; // Windows opens no folders; it also writes names with the journal.
    }
    try (channel) {
      channel.force(true);
    } catch (IOException e) {
      throw FileErrors.of("cannot flush the folder", folder, e);
    }
  }

  /** The folder itself, or the nearest one above it that exists. */
  static @Nullable Path existing(Path path) {
    Path candidate = path.toAbsolutePath();
    while (candidate != null && !Files.exists(candidate)) {
      candidate = candidate.getParent();
    }
    return candidate;
  }
}
