package io.scp2p.core.protocol.session;

/**
 * How two nodes share a session, as their handshake settled it.
 *
 * @param order how answers find their requests
 * @param mayAsk whether this side may send requests
 * @param mayServe whether this side answers requests
 * @param maxInFlight requests this side may have open at the peer
 * @param maxServing requests of the peer that are worked on at once
 * @param pings whether both sides know message 600; whoever may ask sends it
 */
public record SessionRules(
    Order order, boolean mayAsk, boolean mayServe, int maxInFlight, int maxServing, boolean pings) {
  /**
   * Requests pipelined towards a v1 node, which answers them one after the other (section 5.1):
   * enough to hide a round trip and its delayed acknowledgements (section 21, Q-35).
   */
  public static final int V1_PIPELINE = 8;

  /** Requests of one session worked on at once; told to peers as {@code max-inflight}. */
  public static final int MAX_SERVING = 32;

  /**
   * Requests in flight on a session through a relay: a relay queues 32 for a tunnel, whoever they
   * come from (section 14.3).
   */
  public static final int RELAYED_PIPELINE = 12;

  /** How answers find their requests. */
  public enum Order {
    /** Section 5.1: answers come in the order of the requests. */
    IN_ORDER,
    /** Extension X4 {@code multiplex}: by request id. */
    BY_ID,
    /** Extension X3: every request has a stream of its own. */
    BY_STREAM
  }

  /** Refuses limits that cannot work. */
  public SessionRules {
    if (maxInFlight < 1 || maxServing < 1) {
      throw new IllegalArgumentException("a session needs room for at least one request");
    }
  }

  /**
   * A session through a relay: every request is one exchange with it, and as nothing travels back
   * but answers, only the side that dialled asks (section 14.3). No pings: they would count against
   * the relay's limits.
   *
   * @param inFlight requests at once
   */
  public static SessionRules relayed(boolean initiator, int inFlight) {
    return new SessionRules(
        Order.BY_STREAM, initiator, !initiator, inFlight, RELAYED_PIPELINE, false);
  }

  /** Section 14.3: from here on only one side asks, whoever could before. */
  SessionRules turned(boolean weAsk) {
    return new SessionRules(order, weAsk, !weAsk, maxInFlight, maxServing, pings);
  }

  /**
   * What the handshake settled for a connection with a single stream or with many.
   *
   * @param initiator whether this side dialled
   * @param manyStreams whether the transport gives each request a stream
   */
  public static SessionRules of(Peer peer, boolean initiator, boolean manyStreams) {
    boolean multiplex =
        peer.extensions().map(agreed -> agreed.has(Extensions.MULTIPLEX)).orElse(false);
    boolean pings = peer.extensions().map(agreed -> agreed.has(Extensions.PING)).orElse(false);
    if (!manyStreams && !multiplex) {
      return new SessionRules(
          Order.IN_ORDER, initiator, !initiator, V1_PIPELINE, MAX_SERVING, pings);
    }
    long peersLimit =
        peer.extensions().map(agreed -> agreed.peerLimit(Extensions.MAX_INFLIGHT, 1)).orElse(1L);
    return new SessionRules(
        manyStreams ? Order.BY_STREAM : Order.BY_ID,
        true,
        true,
        (int) Math.max(1, Math.min(peersLimit, MAX_SERVING)),
        MAX_SERVING,
        pings);
  }
}
