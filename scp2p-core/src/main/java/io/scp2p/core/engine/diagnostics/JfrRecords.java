package io.scp2p.core.engine.diagnostics;

import io.scp2p.api.event.TransferKind;
import io.scp2p.api.transfer.TransferId;
import java.time.Duration;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** Ids and counts only: a recording may be sent to strangers. */
final class JfrRecords implements FlightRecords {
  @Override
  public Transfer transferStarted(TransferId transfer, TransferKind kind) {
    TransferRecord record = new TransferRecord();
    record.begin();
    return (outcome, active, bytesDone) -> {
      record.end();
      if (record.shouldCommit()) {
        record.transfer = transfer.toString();
        record.kind = kind.name();
        record.outcome = outcome.name();
        record.active = active.toNanos();
        record.bytes = bytesDone;
        record.commit();
      }
    };
  }

  @Override
  public void lookupEnded(Duration took, int asked, int found) {
    LookupRecord record = new LookupRecord();
    if (record.shouldCommit()) {
      record.took = took.toNanos();
      record.asked = asked;
      record.found = found;
      record.commit();
    }
  }

  /** A transfer; its duration is the time from start to end, pauses included. */
  @Name("io.scp2p.Transfer")
  @Label("Transfer")
  @Category("Scp2p")
  @Description("A transfer, from its start in this run of the node to its end")
  @StackTrace(false)
  static final class TransferRecord extends Event {
    @Label("Transfer id")
    String transfer = "";

    @Label("Kind")
    String kind = "";

    @Label("Outcome")
    String outcome = "";

    @Label("Time without pauses")
    @Timespan(Timespan.NANOSECONDS)
    long active;

    @Label("Bytes done")
    @DataAmount
    long bytes;
  }

  /** A lookup; recorded at its end. */
  @Name("io.scp2p.Lookup")
  @Label("Lookup")
  @Category("Scp2p")
  @Description("A lookup in the distributed hash table")
  @StackTrace(false)
  static final class LookupRecord extends Event {
    @Label("Time it took")
    @Timespan(Timespan.NANOSECONDS)
    long took;

    @Label("Nodes asked")
    int asked;

    @Label("Found")
    int found;
  }
}
