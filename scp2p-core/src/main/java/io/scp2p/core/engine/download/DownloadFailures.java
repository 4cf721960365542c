package io.scp2p.core.engine.download;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.engine.keys.StoreErrors;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;

/** What goes wrong in downloads, as the API and the log tell it. */
final class DownloadFailures {
  private static final Logger LOG = System.getLogger(DownloadFailures.class.getName());

  private DownloadFailures() {}

  static Scp2pException of(Throwable failure) {
    if (failure instanceof Scp2pException known) {
      return known;
    }
    if (failure instanceof StoreException store) {
      return ofStore(store);
    }
    return new Scp2pException(
        ErrorCode.INTERNAL, "A download failed by a bug of this SDK.", Map.of(), failure);
  }

  /** Files of the host fail for other reasons than the store does. */
  private static Scp2pException ofStore(StoreException failure) {
    ErrorCode code =
        switch (failure.reason()) {
          case DENIED -> ErrorCode.FILE_DENIED;
          case MISSING -> ErrorCode.FILE_MISSING;
          case CHANGED -> ErrorCode.FILE_CHANGED;
          case EXISTS -> ErrorCode.TARGET_EXISTS;
          case FULL, LOCKED, CORRUPT, TOO_NEW, CLOSED, FAILED -> null;
        };
    return code == null
        ? StoreErrors.ofState(failure)
        : new Scp2pException(
            code, "A file cannot be written: " + failure.getMessage(), Map.of(), failure);
  }

  /** Says in the log, with no name of the host's, what nobody may be waiting for. */
  static void note(String what, Throwable failure) {
    LOG.log(Level.WARNING, () -> what + " of a download was not written: " + of(failure).code());
  }
}
