package io.scp2p.core.engine.diagnostics;

import io.scp2p.api.spi.MetricsSink;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/** Keeps what the host's sink throws away from the engine; says so once. */
final class GuardedSink implements MetricsSink {
  private static final Logger LOG = System.getLogger(GuardedSink.class.getName());

  private final MetricsSink sink;
  private final AtomicBoolean complained = new AtomicBoolean();

  GuardedSink(MetricsSink sink) {
    this.sink = sink;
  }

  @Override
  public void count(String name, long amount) {
    guard(() -> sink.count(name, amount));
  }

  @Override
  public void time(String name, long nanos) {
    guard(() -> sink.time(name, nanos));
  }

  @Override
  public void gauge(String name, LongSupplier value) {
    guard(() -> sink.gauge(name, value));
  }

  private void guard(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException | Error failed) {
      if (complained.compareAndSet(false, true)) {
        LOG.log(Level.WARNING, "the metrics sink failed; measurements are lost", failed);
      }
    }
  }
}
