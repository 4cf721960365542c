package io.scp2p.core.protocol.serving;

import io.scp2p.core.wire.message.Request;

/** Holds the parts of the node to section 5.1: one answer, of the right type. */
final class SingleAnswer implements Responder {
  private final Request request;
  private final Responder to;
  private boolean answered;

  SingleAnswer(Request request, Responder to) {
    this.request = request;
    this.to = to;
  }

  @Override
  public void answer(Answer answer) {
    if (answered) {
      throw new IllegalStateException("request " + request.type() + " was answered already");
    }
    if (!answer.fits(request)) {
      throw new IllegalStateException("not an answer to request " + request.type());
    }
    answered = true;
    to.answer(answer);
  }
}
