package io.scp2p.store.rocks;

import io.scp2p.api.spi.StoreException;
import io.scp2p.store.file.FileErrors;
import io.scp2p.store.file.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/** What RocksDB has in a directory, seen from outside. */
final class RocksFiles {
  private static final String OWNER_ONLY = "rwx------";

  private RocksFiles() {}

  /** Makes the directory if it is missing, closed to other users where the system knows them. */
  static void makePrivate(Path directory) throws StoreException {
    if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Folders.create(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)));
    } else {
      Folders.create(directory);
    }
  }

  /**
   * Whether there is a database to open. Without the file CURRENT, RocksDB would begin a new one in
   * the middle of the old one's data; a beginning that was cut off has no data yet.
   */
  static boolean hold(Path directory, RocksErrors errors) throws StoreException {
    if (Files.exists(directory.resolve("CURRENT"))) {
      return true;
    }
    try (Stream<Path> all = Files.list(directory)) {
      List<Path> files = all.toList();
      for (Path file : files) {
        String name = String.valueOf(file.getFileName());
        if (name.endsWith(".sst") || name.endsWith(".log")) {
          throw errors.damaged("the file CURRENT is missing, but there is data");
        }
      }
      return false;
    } catch (IOException e) {
      throw FileErrors.of("cannot look into", directory, e);
    }
  }
}
