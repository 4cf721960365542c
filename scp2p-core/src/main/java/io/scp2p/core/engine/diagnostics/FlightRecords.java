package io.scp2p.core.engine.diagnostics;

import io.scp2p.api.event.TransferKind;
import io.scp2p.api.transfer.TransferId;
import java.time.Duration;

/**
 * Records for Java Flight Recorder. The classes that extend its events are only loaded where the
 * runtime has module {@code jdk.jfr}; a trimmed runtime need not have it.
 */
interface FlightRecords {
  /** A runtime without Flight Recorder. */
  FlightRecords NONE =
      new FlightRecords() {
        @Override
        public Transfer transferStarted(TransferId transfer, TransferKind kind) {
          return (outcome, active, bytesDone) -> {};
        }

        @Override
        public void lookupEnded(Duration took, int asked, int found) {}
      };

  /** A transfer being timed. */
  @FunctionalInterface
  interface Transfer {
    void ended(TransferSpan.Outcome outcome, Duration active, long bytesDone);
  }

  Transfer transferStarted(TransferId transfer, TransferKind kind);

  void lookupEnded(Duration took, int asked, int found);

  /** What this runtime offers. */
  static FlightRecords ofThisRuntime() {
    boolean present = ModuleLayer.boot().findModule("jdk.jfr").isPresent();
    return present ? new JfrRecords() : NONE;
  }
}
