package io.scp2p.core.engine.diagnostics;

import io.scp2p.api.event.TransferKind;
import io.scp2p.api.spi.MetricsSink;
import io.scp2p.api.transfer.TransferId;
import io.scp2p.core.engine.event.EventHub;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the engine tells about itself while it works: to the host's {@link MetricsSink}, and to
 * Flight Recorder where the Java runtime has it. May be called from any thread; never throws, also
 * if the host's sink does.
 */
public final class Telemetry {
  private final MetricsSink sink;
  private final FlightRecords records;
  private final AtomicLong openTransfers = new AtomicLong();
  private final EventGauges events = new EventGauges();

  /** Measures for one node. */
  public Telemetry(MetricsSink sink) {
    this(sink, FlightRecords.ofThisRuntime());
  }

  Telemetry(MetricsSink sink, FlightRecords records) {
    this.sink = new GuardedSink(sink);
    this.records = records;
    this.sink.gauge(Metrics.TRANSFERS_OPEN, openTransfers::get);
  }

  /** One that nobody looks at. */
  public static Telemetry none() {
    return new Telemetry(MetricsSink.none(), FlightRecords.NONE);
  }

  /** The host's sink, wrapped so that it cannot throw, for what has no method here. */
  public MetricsSink sink() {
    return sink;
  }

  /** Offers the gauges of the event stream. */
  public void watch(EventHub hub) {
    events.watch(hub);
    sink.gauge(Metrics.EVENTS_PUBLISHED, events::published);
    sink.gauge(Metrics.EVENTS_MISSED, events::missed);
    sink.gauge(Metrics.EVENTS_SUBSCRIBERS, events::subscribers);
  }

  /** The node is closed; gauges keep their last value, and nothing of it. */
  public void close() {
    events.end();
  }

  /** A handshake was refused for what does not come about by accident. */
  public void suspiciousHandshake() {
    sink.count(Metrics.HANDSHAKE_SUSPICIOUS, 1);
  }

  /** Transfers of every kind that have not ended. */
  public long openTransfers() {
    return openTransfers.get();
  }

  /** A transfer is queued. */
  public TransferSpan transferStarted(TransferId transfer, TransferKind kind) {
    openTransfers.incrementAndGet();
    sink.count(Metrics.TRANSFER_STARTED, 1);
    return new TransferSpan(this, kind, records.transferStarted(transfer, kind));
  }

  /**
   * A lookup in the hash table has ended.
   *
   * @param startedNanos by the monotonic clock, when it began
   * @param endedNanos by the same clock, now
   * @param asked how many nodes were asked
   * @param found how many values or nodes were wanted and found
   */
  public void lookupEnded(long startedNanos, long endedNanos, int asked, int found) {
    long took = Math.max(0, endedNanos - startedNanos);
    sink.count(found > 0 ? Metrics.LOOKUP_FOUND : Metrics.LOOKUP_EMPTY, 1);
    sink.count(Metrics.LOOKUP_ASKED, asked);
    sink.time(Metrics.LOOKUP_TIME, took);
    records.lookupEnded(Duration.ofNanos(took), asked, found);
  }

  void transferClosed() {
    openTransfers.decrementAndGet();
  }
}
