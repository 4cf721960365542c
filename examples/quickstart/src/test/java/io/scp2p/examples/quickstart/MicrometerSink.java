package io.scp2p.examples.quickstart;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.scp2p.api.spi.MetricsSink;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** What a node measures, as docs/metrics.md hands it to Micrometer. */
// tag::sink[]
record MicrometerSink(MeterRegistry registry) implements MetricsSink {
  @Override
  public void count(String name, long amount) {
    registry.counter(name).increment(amount);
  }

  @Override
  public void time(String name, long nanos) {
    registry.timer(name).record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void gauge(String name, LongSupplier value) {
    Gauge.builder(name, value::getAsLong).register(registry);
  }
}
// end::sink[]
