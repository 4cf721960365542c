package io.scp2p.store.rocks;

import io.scp2p.api.spi.StoreException;
import io.scp2p.api.spi.StoreException.Reason;
import io.scp2p.store.file.DiskWords;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** Sorts what RocksDB says into reasons a caller can act on. */
final class RocksErrors {
  private final Path directory;

  RocksErrors(Path directory) {
    this.directory = directory;
  }

  StoreException of(String doing, RocksDBException cause) {
    String said = String.valueOf(cause.getMessage());
    return of(reasonOf(cause.getStatus(), said.toLowerCase(Locale.ROOT)), doing, said, cause);
  }

  StoreException damaged(String what) {
    return of(Reason.CORRUPT, "cannot open", what, null);
  }

  private StoreException of(
      Reason reason, String doing, String said, @Nullable RocksDBException cause) {
    return new StoreException(
        reason, doing + " the state store " + directory + ": " + said + advice(reason), cause);
  }

  private static Reason reasonOf(@Nullable Status status, String said) {
    if (status != null && status.getCode() == Status.Code.Corruption) {
      return Reason.CORRUPT;
    }
    if (status != null && status.getSubCode() == Status.SubCode.NoSpace) {
      return Reason.FULL;
    }
    Reason ofTheDisk = DiskWords.reasonOf(said);
    if (ofTheDisk != Reason.FAILED) {
      return ofTheDisk;
    }
    if (said.contains("lock file") || said.contains("lock hold")) {
      return Reason.LOCKED;
    }
    // A file that the store itself has listed is gone or ends too early.
    if (said.contains("no such file") || said.contains("truncated")) {
      return Reason.CORRUPT;
    }
    return Reason.FAILED;
  }

  private static String advice(Reason reason) {
    return switch (reason) {
      case CORRUPT ->
          ". The folder is damaged: restore it from a backup, or move it away and start with an"
              + " empty home; keys that were exported can be imported there";
      case FULL -> ". Free some space; the store goes on a few seconds later, nothing is lost";
      case DENIED -> ". Give this user access to the folder and everything in it";
      case LOCKED -> ". Close the node that uses it first, or choose another home";
      default -> "";
    };
  }
}
