package io.scp2p.api.spi;

import java.util.function.LongSupplier;

/** Nobody wants to know. */
enum NoMetrics implements MetricsSink {
  INSTANCE;

  @Override
  public void count(String name, long amount) {}

  @Override
  public void time(String name, long nanos) {}

  @Override
  public void gauge(String name, LongSupplier value) {}
}
