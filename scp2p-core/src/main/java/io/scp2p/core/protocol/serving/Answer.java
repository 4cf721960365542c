package io.scp2p.core.protocol.serving;

import io.scp2p.core.wire.WireErrorText;
import io.scp2p.core.wire.message.MessageType;
import io.scp2p.core.wire.message.RateClass;
import io.scp2p.core.wire.message.Request;
import io.scp2p.core.wire.message.Response;

/** What a request comes to: exactly one of these (section 5.2). */
public sealed interface Answer {
  /** Ours: the node works on as much as it can. */
  String BUSY_TEXT = "node is busy";

  /** Ours: the service that should have answered broke. */
  String BUG_TEXT = "internal error";

  /** A response of the type that section 5.4 names. */
  record Success(Response response) implements Answer {}

  /** An error text. */
  record Failure(String text) implements Answer {}

  /**
   * For a request that finds no place in the queue. Who republishes into the DHT shall pause, and
   * does so at the words "rate limit" (section 8.7); others had better ask somebody else at once.
   */
  static Failure busy(Request request) {
    boolean pauses =
        MessageType.of(request.type()).map(MessageType::rateClass).orElse(RateClass.OTHER)
            == RateClass.DHT;
    return new Failure(pauses ? WireErrorText.DHT_RATE_LIMIT : BUSY_TEXT);
  }

  /** Whether this may answer the request: v1 fixes one response type for each. */
  default boolean fits(Request request) {
    if (!(this instanceof Success success)) {
      return true;
    }
    return MessageType.of(request.type())
        .map(type -> type.answerNumber() == success.response().type())
        .orElse(true);
  }
}
