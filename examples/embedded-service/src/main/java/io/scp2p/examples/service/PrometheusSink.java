package io.scp2p.examples.service;

import io.scp2p.api.spi.MetricsSink;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** Keeps what a node measures, and writes it in the text format of Prometheus. */
// tag::sink[]
final class PrometheusSink implements MetricsSink {
  private final Map<String, LongAdder> sums = new ConcurrentHashMap<>();
  private final Map<String, LongSupplier> gauges = new ConcurrentHashMap<>();

  @Override
  public void count(String name, long amount) {
    sum(name + ".total").add(amount);
  }

  @Override
  public void time(String name, long nanos) {
    sum(name + ".nanos.total").add(nanos);
    sum(name + ".count").increment();
  }

  @Override
  public void gauge(String name, LongSupplier value) {
    gauges.put(name, value);
  }

  /** One line each, by name. */
  String text() {
    Map<String, Long> values = new TreeMap<>();
    sums.forEach((name, sum) -> values.put(name, sum.sum()));
    gauges.forEach((name, value) -> values.put(name, value.getAsLong()));
    StringBuilder text = new StringBuilder();
    values.forEach(
        (name, value) ->
            text.append("scp2p_")
                .append(name.replace('.', '_'))
                .append(' ')
                .append(value)
                .append('\n'));
    return text.toString();
  }

  private LongAdder sum(String name) {
    return sums.computeIfAbsent(name, unknown -> new LongAdder());
  }
}
// end::sink[]
