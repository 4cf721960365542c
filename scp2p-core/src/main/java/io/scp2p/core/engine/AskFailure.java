package io.scp2p.core.engine;

import io.scp2p.core.protocol.session.SessionFailure;

/** Why a question to a peer has no answer. */
public sealed interface AskFailure {
  /** The peer answered with an error text (section 5.2). */
  record Refused(String text) implements AskFailure {}

  /** The peer's answer cannot be decoded; the session goes on. */
  record Malformed() implements AskFailure {}

  /** No answer came. */
  record Failed(SessionFailure why) implements AskFailure {}
}
