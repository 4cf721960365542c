package io.scp2p.core.bench;

/** Something whose cost can be read again and again, in turn with another's. */
@FunctionalInterface
interface Gauge {
  /** One reading per run: nanoseconds of processor time or, where memory is asked, bytes. */
  double cost() throws Exception;

  /** The cost of the very first run in this process. */
  default double firstCost() throws Exception {
    return cost();
  }

  /** Ends when readings have become steady. */
  default void warmUp() throws Exception {}

  /** How much data a run works through; 0 where runs are counted and not bytes. */
  default long bytes() {
    return 0;
  }
}
