package io.scp2p.core.engine;

import io.scp2p.core.protocol.session.SessionFailure;
import io.scp2p.core.wire.message.Response;

/** For somebody who decodes answers himself, away from the loop. */
record RawOutcome(Reply reply) implements AskOutcome {
  @Override
  public void answered(Response response) {
    throw new IllegalStateException("nobody decodes an answer that was asked for as it is");
  }

  @Override
  public void failed(AskFailure why) {
    reply.failed(why instanceof AskFailure.Failed failed ? failed.why() : SessionFailure.PROTOCOL);
  }
}
