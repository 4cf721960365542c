package io.scp2p.core.conformance;

/** Computes what a vector of one kind expects from its input, and compares. */
@FunctionalInterface
interface VectorRunner {
  /** Returns if the vector passes. */
  void run(Vector vector) throws Exception;
}
