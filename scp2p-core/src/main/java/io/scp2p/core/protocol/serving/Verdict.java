package io.scp2p.core.protocol.serving;

import io.scp2p.core.wire.message.Request;

/** What is to be done about one envelope of a peer. */
public sealed interface Verdict {
  /** Work on it; the one answer follows later. */
  record Handle(Request request) implements Verdict {}

  /** Answer with this error text: the request is understood and not accepted. */
  record Reject(String text) implements Verdict {}

  /** Answer with this error text: the request has no meaning here (section 5.2). */
  record Malformed(String text) implements Verdict {}

  /** Close the session without an answer: it carries nothing but requests without meaning. */
  record CloseSession() implements Verdict {}
}
