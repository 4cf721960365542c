package io.scp2p.examples.node.daemon.http;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;
import java.util.Map;

/** What the system says about files, as an error of the API: no bug, and somebody can mend it. */
public final class DiskTrouble {
  private DiskTrouble() {}

  /** With the code of its kind; whatever is not known is {@link ErrorCode#STORE_FAILED}. */
  public static Scp2pException of(IOException failure) {
    ErrorCode code = code(failure);
    Map<String, String> details =
        failure instanceof FileSystemException named && named.getFile() != null
            ? Map.of("file", named.getFile())
            : Map.of();
    return new Scp2pException(code, text(code, failure), details, failure);
  }

  /** As {@link #of(IOException)}, for what came out of a stream of files. */
  public static Scp2pException of(UncheckedIOException failure) {
    IOException cause = failure.getCause();
    return of(cause == null ? new IOException(failure) : cause);
  }

  private static ErrorCode code(IOException failure) {
    if (failure instanceof NoSuchFileException) {
      return ErrorCode.FILE_MISSING;
    }
    if (failure instanceof AccessDeniedException) {
      return ErrorCode.FILE_DENIED;
    }
    if (failure instanceof FileAlreadyExistsException) {
      return ErrorCode.TARGET_EXISTS;
    }
    String words = words(failure);
    // No system has a type for these; the words are those of POSIX and Windows.
    if (words.contains("no space left")
        || words.contains("quota exceeded")
        || words.contains("not enough space")) {
      return ErrorCode.DISK_FULL;
    }
    if (words.contains("read-only file system") || words.contains("permission denied")) {
      return ErrorCode.FILE_DENIED;
    }
    if (failure instanceof NotDirectoryException
        || words.contains("not a directory")
        || words.contains("is a directory")) {
      return ErrorCode.FILE_KIND;
    }
    return ErrorCode.STORE_FAILED;
  }

  private static String words(IOException failure) {
    String words =
        failure instanceof FileSystemException named ? named.getReason() : failure.getMessage();
    return String.valueOf(words).toLowerCase(Locale.ROOT);
  }

  private static String text(ErrorCode code, IOException failure) {
    return switch (code) {
      case FILE_MISSING -> "A file or folder does not exist.";
      case FILE_DENIED -> "The system refuses access to a file or folder.";
      case TARGET_EXISTS -> "There is a file or folder of this name already.";
      case DISK_FULL -> "The disk has no room.";
      case FILE_KIND -> "A folder was expected where a file is, or a file where a folder is.";
      default -> "The disk failed: " + words(failure) + ".";
    };
  }
}
