package io.scp2p.core.engine;

import io.scp2p.core.protocol.session.SessionFailure;
import io.scp2p.core.wire.frame.Envelope;

/** How a request ended. Called once, on the loop. */
public interface Reply {
  /** The peer answered, perhaps with an error text. */
  void answered(Envelope answer);

  /** There is no answer and there will be none. */
  void failed(SessionFailure why);
}
