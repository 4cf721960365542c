package io.scp2p.core.engine;

import io.scp2p.core.wire.message.Response;

/**
 * How a question to a peer ended. Exactly one method is called, once, on the loop, and never before
 * {@link Network#ask} has returned.
 */
public interface AskOutcome {
  /** The peer answered; of the right type, and decoded. What it says is still only its claim. */
  void answered(Response response);

  /** There is no answer. */
  void failed(AskFailure why);
}
