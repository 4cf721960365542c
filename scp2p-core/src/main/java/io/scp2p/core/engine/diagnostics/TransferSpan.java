package io.scp2p.core.engine.diagnostics;

import io.scp2p.api.event.TransferKind;
import java.time.Duration;

/** One transfer, from its start in this run to its end. Used by one thread at a time. */
public final class TransferSpan {
  /** How it came to its end. */
  public enum Outcome {
    /** It has everything. */
    COMPLETED(Metrics.TRANSFER_COMPLETED),
    /** It could not go on. */
    FAILED(Metrics.TRANSFER_FAILED),
    /** The caller ended it. */
    CANCELLED(Metrics.TRANSFER_CANCELLED),
    /** The node was closed; it goes on with the next start, so no counter has it. */
    SUSPENDED("");

    private final String counter;

    Outcome(String counter) {
      this.counter = counter;
    }
  }

  private final Telemetry telemetry;
  private final TransferKind kind;
  private final FlightRecords.Transfer record;
  private boolean ended;

  TransferSpan(Telemetry telemetry, TransferKind kind, FlightRecords.Transfer record) {
    this.telemetry = telemetry;
    this.kind = kind;
    this.record = record;
  }

  /** Bytes that counted were moved. */
  public void moved(long bytes) {
    telemetry.sink().count(Metrics.bytes(kind), bytes);
  }

  /** It is over; only the first call counts. */
  public void ended(Outcome outcome, Duration active, long bytesDone) {
    if (ended) {
      return;
    }
    ended = true;
    telemetry.transferClosed();
    if (outcome != Outcome.SUSPENDED) {
      telemetry.sink().count(outcome.counter, 1);
    }
    if (outcome == Outcome.COMPLETED) {
      telemetry.sink().time(Metrics.TRANSFER_TIME, active.toNanos());
    }
    record.ended(outcome, active, bytesDone);
  }
}
