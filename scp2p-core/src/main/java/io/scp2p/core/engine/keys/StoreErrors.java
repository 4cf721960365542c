package io.scp2p.core.engine.keys;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.engine.Failures;
import io.scp2p.core.engine.Offload;
import java.util.Map;

/** What a failure of a store, or of work that needed one, means to the host. */
public final class StoreErrors {
  private StoreErrors() {}

  /** A failure of the state store. */
  public static Scp2pException ofState(StoreException failure) {
    return new Scp2pException(
        stateCode(failure), "The store failed: " + failure.getMessage(), Map.of(), failure);
  }

  /**
   * A failure to read a file that is shared in place.
   *
   * @param file names it to the host, in the form the host knows it
   */
  public static Scp2pException ofFile(StoreException failure, String file) {
    return new Scp2pException(
        fileCode(failure), "A file cannot be read.", Map.of("file", file), failure);
  }

  /** For work that could not begin any more. */
  public static Scp2pException closing() {
    return new Scp2pException(
        ErrorCode.NODE_CLOSING, "The node was closed before it could answer.");
  }

  /** The code for whatever work on files of the host has failed with. */
  public static ErrorCode codeOf(Throwable thrown) {
    Throwable failure = Failures.cause(thrown);
    if (failure instanceof Scp2pException known) {
      return known.code();
    }
    if (Offload.wasClosed(failure)) {
      return ErrorCode.NODE_CLOSING;
    }
    return failure instanceof StoreException store ? fileCode(store) : ErrorCode.INTERNAL;
  }

  /** The code for a failure of the state store, whose files the host does not name. */
  public static ErrorCode stateCode(StoreException failure) {
    return switch (failure.reason()) {
      case DENIED -> ErrorCode.HOME_UNUSABLE;
      case MISSING, CHANGED, EXISTS -> ErrorCode.STORE_FAILED;
      case FULL, LOCKED, CORRUPT, TOO_NEW, CLOSED, FAILED -> fileCode(failure);
    };
  }

  /** The code for a failure to read or write a file of the host. */
  public static ErrorCode fileCode(StoreException failure) {
    return switch (failure.reason()) {
      case MISSING -> ErrorCode.FILE_MISSING;
      case CHANGED -> ErrorCode.FILE_CHANGED;
      case EXISTS -> ErrorCode.TARGET_EXISTS;
      case DENIED -> ErrorCode.FILE_DENIED;
      case FULL -> ErrorCode.DISK_FULL;
      case LOCKED -> ErrorCode.HOME_IN_USE;
      case CORRUPT -> ErrorCode.STORE_CORRUPT;
      case TOO_NEW -> ErrorCode.STORE_TOO_NEW;
      case CLOSED -> ErrorCode.NODE_CLOSING;
      case FAILED -> ErrorCode.STORE_FAILED;
    };
  }
}
