package io.scp2p.examples.node.daemon.route;

import io.scp2p.api.spi.MetricsSink;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** Keeps what the node measures, until somebody looks. */
public final class Metrics implements MetricsSink {
  private static final double NANOS_PER_SECOND = 1e9;

  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
  private final Map<String, LongSupplier> gauges = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> timed = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> nanosSpent = new ConcurrentHashMap<>();

  @Override
  public void count(String name, long amount) {
    counts.computeIfAbsent(name, key -> new LongAdder()).add(amount);
  }

  @Override
  public void time(String name, long nanos) {
    timed.computeIfAbsent(name, key -> new LongAdder()).increment();
    nanosSpent.computeIfAbsent(name, key -> new LongAdder()).add(nanos);
  }

  @Override
  public void gauge(String name, LongSupplier value) {
    gauges.put(name, value);
  }

  /** How often something happened, and how long it took altogether. */
  record Times(long count, double seconds) {}

  /** Everything, by name. */
  record All(Map<String, Long> counts, Map<String, Long> gauges, Map<String, Times> times) {}

  All all() {
    Map<String, Long> countsNow = new TreeMap<>();
    counts.forEach((name, count) -> countsNow.put(name, count.sum()));
    Map<String, Long> gaugesNow = new TreeMap<>();
    gauges.forEach((name, gauge) -> gaugesNow.put(name, gauge.getAsLong()));
    Map<String, Times> timesNow = new TreeMap<>();
    timed.forEach((name, count) -> timesNow.put(name, new Times(count.sum(), seconds(name))));
    return new All(countsNow, gaugesNow, timesNow);
  }

  private double seconds(String name) {
    LongAdder nanos = nanosSpent.get(name);
    return nanos == null ? 0 : nanos.sum() / NANOS_PER_SECOND;
  }

  /** The same in the text format of Prometheus. */
  String text() {
    StringBuilder out = new StringBuilder();
    All now = all();
    now.counts().forEach((name, value) -> line(out, "counter", name + ".total", value));
    now.gauges().forEach((name, value) -> line(out, "gauge", name, value));
    now.times()
        .forEach(
            (name, times) -> {
              line(out, "counter", name + ".count", times.count());
              line(out, "counter", name + ".seconds", times.seconds());
            });
    return out.toString();
  }

  private static void line(StringBuilder out, String kind, String name, Number value) {
    String plain = "scp2p_" + name.replace('.', '_');
    out.append("# TYPE ").append(plain).append(' ').append(kind).append('\n');
    out.append(plain).append(' ').append(value).append('\n');
  }
}
