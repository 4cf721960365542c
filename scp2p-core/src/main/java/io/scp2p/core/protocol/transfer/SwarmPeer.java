package io.scp2p.core.protocol.transfer;

import io.scp2p.core.protocol.Nanos;
import java.time.Duration;
import java.util.BitSet;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A provider as one swarm sees it: what it has of this content. */
final class SwarmPeer {
  /** How long to believe that a peer without a chunk still has not got it. */
  static final Duration LACK_LIFETIME = Duration.ofSeconds(15);

  /** After the first chunk that was not found; doubled for each more, up to the longest. */
  static final Duration FIRST_MISS_PAUSE = Duration.ofMillis(100);

  private static final int MAX_MISS_DOUBLINGS = 6;

  /** After so many misses in a row a peer is no reason not to look for another. */
  static final int DOUBTFUL_MISSES = 3;

  final PeerState state;

  /** Parts it says it holds; null while it has not said, or if it has everything. */
  @Nullable BitSet holds;

  /** Parts of which it had a chunk not, for a peer that does not say what it holds. */
  private final BitSet lacks = new BitSet();

  private long lacksSinceNanos;
  private int misses;
  private OptionalLong closedUntilNanos = OptionalLong.empty();

  /** When to ask what it holds; empty if there is no need. */
  OptionalLong holdingsDueNanos = OptionalLong.empty();

  /** Chunks in flight from it, in this swarm. */
  int inFlight;

  /** The state of the picker in which there was nothing to ask it for; see {@link ChunkPicker}. */
  long nothingAt = -1;

  /** Hash lists it did not give. */
  int listFailures;

  SwarmPeer(PeerState state) {
    this.state = state;
  }

  PeerRef ref() {
    return state.ref;
  }

  boolean mayHave(int part) {
    BitSet said = holds;
    return said == null ? !lacks.get(part) : said.get(part);
  }

  void missed(long nowNanos, int part) {
    BitSet said = holds;
    if (said != null) {
      said.clear(part);
    } else {
      lacks.set(part);
      lacksSinceNanos = nowNanos;
    }
    // What was asked for together is missing together: that is one miss.
    if (closedUntilNanos(nowNanos).isEmpty()) {
      long pauseNanos = FIRST_MISS_PAUSE.toNanos() << Math.min(misses++, MAX_MISS_DOUBLINGS);
      closedUntilNanos = OptionalLong.of(nowNanos + pauseNanos);
    }
  }

  void good() {
    misses = 0;
  }

  /** It has had nothing again and again; a relay that knows the provider, for instance. */
  boolean isDoubtful() {
    return misses >= DOUBTFUL_MISSES;
  }

  /** Until when this swarm leaves it alone, if it does. */
  OptionalLong closedUntilNanos(long nowNanos) {
    if (!lacks.isEmpty() && Nanos.isDue(lacksSinceNanos + LACK_LIFETIME.toNanos(), nowNanos)) {
      lacks.clear();
      nothingAt = -1;
    }
    if (closedUntilNanos.isPresent() && Nanos.isDue(closedUntilNanos.getAsLong(), nowNanos)) {
      closedUntilNanos = OptionalLong.empty();
    }
    return closedUntilNanos;
  }

  /** It is offered again, or says what it holds: what was believed before is void. */
  void renew() {
    lacks.clear();
    nothingAt = -1;
    misses = 0;
    closedUntilNanos = OptionalLong.empty();
  }
}
