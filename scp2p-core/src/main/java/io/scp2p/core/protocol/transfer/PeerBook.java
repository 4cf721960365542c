package io.scp2p.core.protocol.transfer;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What a node has measured of its providers, shared by all its swarms: so a limit of a peer is a
 * limit for all of them together, and a new swarm knows at once who is fast. Not for several
 * threads.
 */
public final class PeerBook {
  /** Providers at most; far more than are ever useful at once. */
  public static final int MAX_PEERS = 1_024;

  private final Map<PeerRef, PeerState> peers = new HashMap<>();
  private final RandomGenerator random;

  /**
   * Makes an empty book.
   *
   * @param random for jitter in back-offs
   */
  public PeerBook(RandomGenerator random) {
    this.random = random;
  }

  /**
   * What was measured of a peer.
   *
   * @param bytesPerSecond at which it delivers; 0 before the first chunk
   * @param requestsInFlight of all swarms
   * @param bytesInFlight of all swarms
   * @param score section 12.4: two more for each good chunk, one less for each failure
   */
  public record Figures(long bytesPerSecond, int requestsInFlight, long bytesInFlight, int score) {}

  /**
   * Notes a way to a provider, before any swarm hears of it.
   *
   * @param reputation where its score starts (section 12.4)
   * @return false if the book is full; then no swarm may hear of it
   */
  public boolean add(PeerRef peer, PeerTraits traits, int reputation) {
    if (peers.containsKey(peer)) {
      return true;
    }
    if (peers.size() >= MAX_PEERS) {
      return false;
    }
    peers.put(peer, new PeerState(peer, traits, reputation, random));
    return true;
  }

  /**
   * The round trip to a peer is known now, or better than before.
   *
   * @param nanos 0 if it is unknown; then what was known stays
   */
  public void roundTrip(PeerRef peer, long nanos) {
    PeerState state = peers.get(peer);
    if (state != null && nanos > 0) {
      state.roundTripNanos = nanos;
    }
  }

  /** Forgets a peer, after every swarm that had it has heard that it is gone. */
  public void remove(PeerRef peer) {
    peers.remove(peer);
  }

  /** What was measured of a peer, if it is in the book. */
  public Optional<Figures> figures(PeerRef peer) {
    return Optional.ofNullable(peers.get(peer)).map(PeerState::figures);
  }

  /** How many peers there are. */
  public int size() {
    return peers.size();
  }

  @Nullable PeerState state(PeerRef peer) {
    return peers.get(peer);
  }
}
