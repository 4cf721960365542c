package io.scp2p.core.protocol.serving;

import io.scp2p.core.wire.message.Request;

/**
 * A part of the node that answers one kind of request.
 *
 * @param <Q> which kind
 */
@FunctionalInterface
public interface RequestService<Q extends Request> {
  /** Works on the request and answers exactly once. */
  void serve(Q request, Requester from, Responder to);
}
