package io.scp2p.core.engine.download;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.engine.Offload;
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
    if (Offload.wasClosed(failure)) {
      return StoreErrors.closing();
    }
    return new Scp2pException(
        ErrorCode.INTERNAL, "A download failed by a bug of this SDK.", Map.of(), failure);
  }

  /** Files of the host fail for other reasons than the store does. */
  private static Scp2pException ofStore(StoreException failure) {
    return switch (failure.reason()) {
      case DENIED, MISSING, CHANGED, EXISTS ->
          new Scp2pException(
              StoreErrors.fileCode(failure),
              "A file cannot be written: " + failure.getMessage(),
              Map.of(),
              failure);
      case FULL -> // Of the files or of the home: the words name it.
          new Scp2pException(
              ErrorCode.DISK_FULL, "A disk is full: " + failure.getMessage(), Map.of(), failure);
      case LOCKED, CORRUPT, TOO_NEW, CLOSED, FAILED -> StoreErrors.ofState(failure);
    };
  }

  /** Says in the log, with no name of the host's, what nobody may be waiting for. */
  static void note(String what, Throwable failure) {
    LOG.log(Level.WARNING, () -> what + " of a download was not written: " + of(failure).code());
  }
}
