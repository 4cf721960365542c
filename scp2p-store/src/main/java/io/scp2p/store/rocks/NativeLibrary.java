package io.scp2p.store.rocks;

import io.scp2p.api.spi.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;

/**
 * Loads the native part of RocksDB when the first store is opened, and not before.
 *
 * <p>Left alone, the library unpacks 17 MB into the temporary folder and deletes them when the
 * process ends in good order; each kill would leave a copy behind. Here the file is deleted as soon
 * as it is loaded, where the system permits that.
 */
final class NativeLibrary {
  private static final Object LOCK = new Object();
  private static boolean loaded;

  private NativeLibrary() {}

  static void load() throws StoreException {
    synchronized (LOCK) {
      if (!loaded) {
        try {
          unpackAndLoad();
        } catch (IOException | UnsatisfiedLinkError e) {
          throw new StoreException(
              StoreException.Reason.FAILED,
              "the native library of RocksDB cannot be loaded on "
                  + Environment.getJniLibraryFileName("rocksdb")
                  + ": "
                  + e.getMessage()
                  + ". The temporary folder needs 20 MB and must permit to run programs",
              e);
        }
        loaded = true;
      }
    }
  }

  private static void unpackAndLoad() throws IOException {
    String name = Environment.getJniLibraryFileName("rocksdb");
    try (InputStream packed = RocksDB.class.getResourceAsStream("/" + name)) {
      if (packed == null) {
        RocksDB.loadLibrary(); // Installed with the system, or not packed for it at all.
        return;
      }
      Path folder = Files.createTempDirectory("scp2p-rocksdb");
      // From a folder the library loads itself by another name than from its archive.
      Path file = folder.resolve(Environment.getJniLibraryFileName("rocksdbjni"));
      try {
        Files.copy(packed, file);
        RocksDB.loadLibrary(List.of(folder.toString()));
      } finally {
        delete(file);
        delete(folder);
      }
    }
  }

  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      path.toFile().deleteOnExit(); // Windows keeps what is in use.
    }
  }
}
