package io.scp2p.api.spi;

import java.util.function.LongSupplier;

/**
 * Where measurements go. Names are dotted and fixed, such as {@code transfer.received.bytes}; the
 * list is part of the documentation of the engine. Called from any thread; must not block.
 */
public interface MetricsSink {
  /**
   * Counts something.
   *
   * @param name what
   * @param amount how much more
   */
  void count(String name, long amount);

  /**
   * Records how long something took.
   *
   * @param name what
   * @param nanos how long
   */
  void time(String name, long nanos);

  /**
   * Offers a value that can be read at any time. Once the node is closed it stays what it was last,
   * and what reads it holds nothing of the node. Whoever starts several nodes gives each a sink of
   * its own, or lets the last value offered under a name take the place of the one before.
   *
   * @param name what
   * @param value read when somebody looks; called from any thread
   */
  void gauge(String name, LongSupplier value);

  /** {@return a sink that drops everything} */
  static MetricsSink none() {
    return NoMetrics.INSTANCE;
  }
}
