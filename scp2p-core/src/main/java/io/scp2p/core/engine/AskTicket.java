package io.scp2p.core.engine;

/** A question that was asked. */
@FunctionalInterface
public interface AskTicket {
  /**
   * Loses interest: the outcome is {@link AskFailure.Failed} as cancelled, and the place on the
   * session is free again. Harmless when the question is over. Only on the loop.
   */
  void cancel();
}
