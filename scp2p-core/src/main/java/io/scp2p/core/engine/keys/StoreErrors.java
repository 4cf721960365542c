package io.scp2p.core.engine.keys;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.spi.StoreException;
import java.util.Map;

/** What a failure of a store means to the host. */
public final class StoreErrors {
  private StoreErrors() {}

  /** A failure of the state store. */
  public static Scp2pException ofState(StoreException failure) {
    ErrorCode code =
        switch (failure.reason()) {
          case FULL -> ErrorCode.DISK_FULL;
          case LOCKED -> ErrorCode.HOME_IN_USE;
          case CORRUPT -> ErrorCode.STORE_CORRUPT;
          case TOO_NEW -> ErrorCode.STORE_TOO_NEW;
          case DENIED -> ErrorCode.HOME_UNUSABLE;
          case CLOSED -> ErrorCode.NODE_CLOSED;
          case MISSING, CHANGED, EXISTS, FAILED -> ErrorCode.STORE_FAILED;
        };
    return new Scp2pException(code, "The store failed: " + failure.getMessage(), Map.of(), failure);
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

  /** The code for a failure to read a file that is shared in place. */
  public static ErrorCode fileCode(StoreException failure) {
    return switch (failure.reason()) {
      case MISSING -> ErrorCode.FILE_MISSING;
      case CHANGED -> ErrorCode.FILE_CHANGED;
      case DENIED -> ErrorCode.FILE_DENIED;
      case CLOSED -> ErrorCode.NODE_CLOSED;
      case FULL -> ErrorCode.DISK_FULL;
      case LOCKED, CORRUPT, TOO_NEW, EXISTS, FAILED -> ErrorCode.STORE_FAILED;
    };
  }
}
