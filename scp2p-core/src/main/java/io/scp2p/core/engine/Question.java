package io.scp2p.core.engine;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.path.PathChoice;
import io.scp2p.core.wire.message.ExtensionRequest;
import io.scp2p.core.wire.message.MessageType;
import io.scp2p.core.wire.message.Request;
import org.jspecify.annotations.Nullable;

/** What somebody here wants to know of a peer, from the call to its one outcome. */
final class Question {
  final long ticket;
  final NodeKey peer;
  final Request request;
  final int expectedBytes;
  final AskOutcome outcome;

  /** The peer is blocked. */
  final boolean hopeless;

  /** On which session it went out; null while there is none. */
  @Nullable Link link;

  /** Its ticket on that session. */
  long sessionTicket;

  long askedNanos;
  boolean over;

  Question(
      long ticket,
      NodeKey peer,
      Request request,
      int expectedBytes,
      AskOutcome outcome,
      boolean hopeless) {
    this.ticket = ticket;
    this.peer = peer;
    this.request = request;
    this.expectedBytes = expectedBytes;
    this.outcome = outcome;
    this.hopeless = hopeless;
  }

  boolean isBulk() {
    return expectedBytes >= PathChoice.BULK_BYTES;
  }

  /** Section 5.4 fixes one response type for each request. */
  int responseType() {
    return request instanceof ExtensionRequest extension
        ? extension.answerType()
        : MessageType.of(request.type()).orElseThrow().answerNumber();
  }
}
