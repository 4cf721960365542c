package io.scp2p.core.protocol.transfer;

/** One request for one chunk, from the ask until the chunk is stored or nobody wants it. */
final class Ask {
  /** Where an ask stands. */
  enum Phase {
    IN_FLIGHT,
    /** Arrived, but the page with its hash is not there yet. */
    HELD,
    STORING
  }

  final long id;
  final SwarmPeer peer;
  final int chunk;
  final int bytes;
  final long askedNanos;

  /** When the answer was expected to be complete, at the time of asking. */
  final long expectedAtNanos;

  Phase phase = Phase.IN_FLIGHT;

  /** What the peer had delivered by the time of asking, and when the last of it. */
  long deliveredBytesBefore;

  long deliveredNanosBefore;

  Ask(long id, SwarmPeer peer, int chunk, int bytes, long askedNanos) {
    this.id = id;
    this.peer = peer;
    this.chunk = chunk;
    this.bytes = bytes;
    this.askedNanos = askedNanos;
    this.expectedAtNanos = askedNanos + peer.state.expectedNanos(bytes);
  }
}
