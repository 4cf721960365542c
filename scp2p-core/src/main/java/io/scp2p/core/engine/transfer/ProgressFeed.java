package io.scp2p.core.engine.transfer;

import io.scp2p.api.event.TransferEvent;
import io.scp2p.api.transfer.TransferProgress;
import io.scp2p.core.engine.Loop;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Sinks;

/**
 * Tells how far a transfer is: to its handle and to the event stream, so many times a second at
 * most, and the last word always. Between two reports only the counts change, so whatever the
 * number of chunks, a report is made at a fixed pace. Lives on the loop.
 */
final class ProgressFeed {
  private final TransferContext node;
  private final Meter meter;
  private final long intervalNanos;
  private final Sinks.Many<TransferProgress> sink;
  private Loop.@Nullable Timer timer;
  private TransferProgress last;
  private long lastNanos;

  ProgressFeed(TransferContext node, Meter meter, Sinks.Many<TransferProgress> sink) {
    this.node = node;
    this.meter = meter;
    this.sink = sink;
    // Rounded up: never more than so many in a second.
    long perSecond = node.events().progressPerSecond();
    this.intervalNanos = (1_000_000_000L + perSecond - 1) / perSecond;
    this.lastNanos = node.loop().time().nanos();
    this.last = meter.progress(lastNanos);
    sink.tryEmitNext(last).orThrow();
  }

  /** Something has changed, or may change with time. */
  void changed() {
    if (timer == null) {
      timer = node.loop().at(lastNanos + intervalNanos, this::tick);
    }
  }

  private void tick() {
    timer = null;
    report();
    if (meter.isFlowing()) {
      changed();
    }
  }

  /** Reports what is not yet reported. */
  private void report() {
    lastNanos = node.loop().time().nanos();
    TransferProgress now = meter.progress(lastNanos);
    if (!now.equals(last)) {
      last = now;
      sink.tryEmitNext(now).orThrow();
      node.hub().publish(stamp -> new TransferEvent.Progress(stamp, now));
    }
  }

  /** The last word. Nothing is reported after it. */
  void end() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
    report();
  }
}
