package io.scp2p.core.protocol.session;

import io.scp2p.core.wire.cbor.Encodable;
import io.scp2p.core.wire.frame.Envelope;

/**
 * What a session is told. A lane is where frames travel: 0 on a connection with a single stream,
 * else the number of the stream; positive if this side opened it, negative if the other did.
 */
public sealed interface SessionInput {
  /** Whatever answers a request that is only passed on (section 14.3). */
  int ANY_RESPONSE = -1;

  /** The handshake is done. */
  record Established() implements SessionInput {}

  /**
   * Somebody here wants to know something.
   *
   * @param ticket names the request towards the caller, never reused
   * @param type message number
   * @param responseType what the answer must be; {@link #ANY_RESPONSE} if a relay cannot know
   * @param payload the request
   * @param expectedBytes how long the answer may be: longer ones get more time
   */
  record Ask(long ticket, int type, int responseType, Encodable payload, int expectedBytes)
      implements SessionInput {}

  /** The caller has lost interest in its request. */
  record Cancel(long ticket) implements SessionInput {}

  /** A frame has arrived. */
  record Received(long lane, Envelope envelope) implements SessionInput {}

  /** A stream ended before all of its frames came. */
  record LaneEnded(long lane) implements SessionInput {}

  /** The answer to a request of the peer. */
  record Answer(long ticket, int type, Encodable payload) implements SessionInput {}

  /** A request of the peer is answered with an error text (section 5.2). */
  record AnswerError(long ticket, String text) implements SessionInput {}

  /**
   * Whether the peer reads too slowly what this side sends on the main lane. Until it has caught
   * up, no further request of the peer is worked on.
   */
  record Congestion(boolean congested) implements SessionInput {}

  /**
   * The session becomes a tunnel (section 14.3): from now on only one side asks. What was asked
   * before is still answered.
   *
   * @param weAsk whether it is this side, the relay
   */
  record Turned(boolean weAsk) implements SessionInput {}

  /**
   * It is doubtful that the connection still leads anywhere: the peer is to show that it does.
   *
   * @param withinNanos how long it has
   */
  record Doubted(long withinNanos) implements SessionInput {
    /** As long as it may take if everything has to go on within 5 s. */
    public Doubted() {
      this(SessionMachine.DOUBT_NANOS);
    }
  }

  /** The connection has ended, or this side ends it. */
  record Ended(SessionFailure why) implements SessionInput {}
}
