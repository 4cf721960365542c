package io.scp2p.store.file;

import io.scp2p.api.spi.StoreException;
import io.scp2p.api.spi.StoreException.Reason;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Locale;

/** Sorts what the file system says into reasons a caller can act on. */
public final class FileErrors {
  private FileErrors() {}

  /**
   * Describes a failure.
   *
   * @param doing what was tried, as in "cannot read"
   * @param file what it was tried on
   * @param cause what the system said
   * @return to be thrown; {@code cause} itself if it is sorted already
   */
  public static StoreException of(String doing, Path file, IOException cause) {
    if (cause instanceof StoreException sorted) {
      return sorted;
    }
    Reason reason = reasonOf(cause);
    return new StoreException(
        reason, doing + " " + file + ": " + saying(cause) + advice(reason), cause);
  }

  private static String saying(IOException cause) {
    String message = cause.getMessage();
    return cause.getClass().getSimpleName() + (message == null ? "" : " " + message);
  }

  static Reason reasonOf(IOException cause) {
    if (cause instanceof AccessDeniedException) {
      return Reason.DENIED;
    }
    if (cause instanceof NoSuchFileException || cause instanceof NotDirectoryException) {
      return Reason.MISSING;
    }
    if (cause instanceof FileAlreadyExistsException) {
      return Reason.EXISTS;
    }
    Reason reason = DiskWords.reasonOf(cause);
    boolean misplaced =
        String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT).contains("not a directory");
    return reason == Reason.FAILED && misplaced ? Reason.MISSING : reason;
  }

  private static String advice(Reason reason) {
    return switch (reason) {
      case FULL -> ". Free some space, then try again";
      case DENIED -> ". Give this user access to it, or choose another folder";
      case MISSING -> ". It was moved or deleted, or its disk is not there";
      case EXISTS -> ". Choose another name, or allow to replace it";
      default -> "";
    };
  }
}
