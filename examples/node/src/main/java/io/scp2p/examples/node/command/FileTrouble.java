package io.scp2p.examples.node.command;

import io.scp2p.api.error.ErrorCode;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;

/** What the system says about files, as an error that a person can do something about. */
final class FileTrouble {
  private FileTrouble() {}

  /** With a code of its kind; whatever is not known is {@link CommandCode#IO_FAILED}. */
  static CommandFailure of(IOException failure) {
    if (failure instanceof NoSuchFileException missing) {
      return of(ErrorCode.FILE_MISSING, missing, "Check the name.");
    }
    if (failure instanceof AccessDeniedException denied) {
      return of(ErrorCode.FILE_DENIED, denied, "Repair its permissions, or name another.");
    }
    if (failure instanceof FileAlreadyExistsException there) {
      return of(ErrorCode.TARGET_EXISTS, there, "Name another.");
    }
    if (isFull(failure)) {
      return CommandFailure.of(
          ErrorCode.DISK_FULL, why(failure) + ".", ErrorCode.DISK_FULL.remedy());
    }
    return CommandFailure.of(
        CommandCode.IO_FAILED,
        why(failure) + ".",
        "The words are the system's: look there, at its disks and its limits.");
  }

  private static CommandFailure of(ErrorCode code, FileSystemException failure, String action) {
    return CommandFailure.of(code, failure.getFile() + ": " + why(failure) + ".", action);
  }

  private static boolean isFull(IOException failure) {
    String words = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    return words.contains("no space left")
        || words.contains("not enough space")
        || words.contains("quota exceeded");
  }

  /** The reason alone, in words. */
  static String why(IOException failure) {
    if (failure instanceof NoSuchFileException) {
      return "it does not exist";
    }
    if (failure instanceof AccessDeniedException) {
      return "access is denied";
    }
    if (failure instanceof FileAlreadyExistsException) {
      return "it exists already";
    }
    String words = failure.getMessage();
    return words == null ? failure.getClass().getSimpleName() : words;
  }
}
