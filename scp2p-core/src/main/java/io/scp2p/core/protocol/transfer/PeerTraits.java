package io.scp2p.core.protocol.transfer;

import io.scp2p.core.protocol.session.SessionRules;

/**
 * What is known of a provider before it has sent anything.
 *
 * @param inOrder answers come in the order of the requests, as those of a v1 node do (section 5.1)
 * @param maxInFlight requests it may have open
 * @param chunksPerWindow chunk requests it admits in {@link AskWindow#WINDOW}; 0 if there is no
 *     such limit
 * @param tellsHoldings answers {@link SwarmEffect.AskHoldings}
 * @param givesHashPages can send a part of a chunk hash list; a v1 node sends the whole (section
 *     12.1)
 * @param roundTripNanos of its connection, if known before; 0 if not yet
 */
public record PeerTraits(
    boolean inOrder,
    int maxInFlight,
    int chunksPerWindow,
    boolean tellsHoldings,
    boolean givesHashPages,
    long roundTripNanos) {
  /**
   * Chunk requests sent to a v1 node in a window. Section 17.1 allows 600; the rest is for requests
   * of an earlier session, which still count there.
   */
  public static final int V1_CHUNKS_PER_WINDOW = 590;

  /** Refuses limits that cannot work. */
  public PeerTraits {
    if (maxInFlight < 1 || chunksPerWindow < 0 || roundTripNanos < 0) {
      throw new IllegalArgumentException("no peer is like this");
    }
  }

  /** A node of our kind. */
  public static PeerTraits extended(int maxInFlight, long roundTripNanos) {
    return new PeerTraits(false, maxInFlight, 0, true, true, roundTripNanos);
  }

  /** A reference node that was dialled. */
  public static PeerTraits v1(long roundTripNanos) {
    return new PeerTraits(
        true, SessionRules.V1_PIPELINE, V1_CHUNKS_PER_WINDOW, false, false, roundTripNanos);
  }

  /** A reference node behind a relay: one request at a time, and no rate limit (section 17.1). */
  public static PeerTraits v1Tunnel(long roundTripNanos) {
    return new PeerTraits(true, 1, 0, false, false, roundTripNanos);
  }
}
