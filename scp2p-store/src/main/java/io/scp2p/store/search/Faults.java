package io.scp2p.store.search;

import io.scp2p.api.spi.StoreException;
import io.scp2p.api.spi.StoreException.Reason;
import io.scp2p.store.file.DiskWords;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.IndexNotFoundException;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.LockObtainFailedException;
import org.jspecify.annotations.Nullable;

/** Says of every failure of the index which of ours it is. */
final class Faults {
  private Faults() {}

  static StoreException of(String doing, Throwable failure) {
    if (failure instanceof StoreException known) {
      return known;
    }
    Reason reason = reason(failure);
    return new StoreException(reason, doing + ": " + advice(reason), failure);
  }

  private static Reason reason(Throwable failure) {
    for (@Nullable Throwable at = failure; at != null; at = at.getCause()) {
      Reason reason = ownReason(at);
      if (reason != Reason.FAILED && reason != Reason.CLOSED) {
        return reason;
      }
    }
    return failure instanceof AlreadyClosedException ? Reason.CLOSED : Reason.FAILED;
  }

  private static Reason ownReason(Throwable failure) {
    if (failure instanceof LockObtainFailedException) {
      return Reason.LOCKED;
    }
    if (failure instanceof IndexFormatTooNewException) {
      return Reason.TOO_NEW;
    }
    if (failure instanceof CorruptIndexException
        || failure instanceof IndexFormatTooOldException
        || failure instanceof IndexNotFoundException
        || failure instanceof NoSuchFileException
        || failure instanceof FileNotFoundException
        || failure instanceof EOFException) {
      return Reason.CORRUPT;
    }
    if (failure instanceof AccessDeniedException) {
      return Reason.DENIED;
    }
    return failure instanceof IOException disk ? DiskWords.reasonOf(disk) : Reason.FAILED;
  }

  private static String advice(Reason reason) {
    return switch (reason) {
      case FULL -> "the disk is full; make room and try again.";
      case LOCKED -> "another node uses this search index; close it first.";
      case CORRUPT -> "the search index cannot be read; delete its directory and fill it anew.";
      case TOO_NEW -> "a newer version wrote the search index; use that version, or delete it.";
      case DENIED -> "the system refuses access to the search index; check its permissions.";
      case CLOSED -> "the search index was closed.";
      default -> "the disk failed.";
    };
  }
}
