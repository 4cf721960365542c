package io.scp2p.core.protocol.serving;

/** Takes the one answer to one request, at once or later. */
@FunctionalInterface
public interface Responder {
  /** Answers; the second call for the same request is a bug and fails. */
  void answer(Answer answer);
}
