package io.scp2p.core.engine;

/**
 * What bounds the sessions of a node together.
 *
 * @param budget bytes received and not dealt with
 * @param hellos handshakes accepted and not done
 */
record Intake(ReceiveBudget budget, PendingHellos hellos) {
  static Intake of(Loop loop, long maxBufferBytes) {
    return new Intake(new ReceiveBudget(loop, maxBufferBytes), new PendingHellos());
  }
}
