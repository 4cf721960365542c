package io.scp2p.core.protocol.transfer;

import io.scp2p.core.content.ChunkLayout;
import io.scp2p.core.protocol.Backoff;
import io.scp2p.core.protocol.LongWay;
import io.scp2p.core.protocol.Nanos;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One provider: how fast it delivers, how much it is asked for, whether it may be asked now.
 *
 * <p>How much is in flight follows from bandwidth × delay. The rate is what arrived between an ask
 * and its answer; as long as the pipe is not full it grows with what is in flight, and so does the
 * target, by half each round; once it is full neither grows.
 */
final class PeerState {
  /** Section 12.4. */
  static final Duration FIRST_BACKOFF = Duration.ofMillis(300);

  /** Section 12.4. */
  static final Duration MAX_BACKOFF = Duration.ofSeconds(8);

  /** Requests for chunk hash lists to a v1 node in a window; section 17.1 allows 240. */
  static final int V1_LISTS_PER_WINDOW = 200;

  /** A refusal by rate limit means that our counting was wrong: wait until a new window began. */
  static final Duration RATE_LIMIT_PAUSE = AskWindow.WINDOW;

  /** The session waits for a free place; look again soon. */
  static final Duration BUSY_PAUSE = Duration.ofMillis(50);

  /** After a peer said that it is occupied: soon enough for whoever waits, rarely enough for it. */
  static final Duration OCCUPIED_PAUSE = Duration.ofSeconds(3);

  /** Never less: the peer may be reading a disk that has to spin up. */
  static final long MIN_ALLOWED_NANOS = Duration.ofSeconds(5).toNanos();

  /** Never more: by then another peer will have answered. */
  static final long MAX_ALLOWED_NANOS = Duration.ofSeconds(60).toNanos();

  /** For a peer that has sent nothing yet. */
  static final long UNKNOWN_ALLOWED_NANOS = Duration.ofSeconds(20).toNanos();

  /** Below this a delay says more about our own loop than about the way. */
  static final long MIN_BASE_NANOS = Duration.ofMillis(1).toNanos();

  /** What a peer may need to read a chunk from a disk, beside what the way to it takes. */
  static final long MAX_WORK_NANOS = Duration.ofMillis(50).toNanos();

  private static final int MAX_SCORE = 1_000;
  private static final int GOOD_CHUNK = 2;
  private static final int FAILURE = -1;
  private static final int LIE = -100;

  /** Lets what is in flight grow while the rate follows. */
  private static final double GAIN = 1.5;

  /** One chunk on the line and one that waits behind it. */
  private static final int QUEUED_CHUNKS = 2;

  /**
   * On a long way this and half of rate × round trip: what is in flight waits behind every lost
   * packet for one or two more round trips. A number of chunks more than a gain, because it is much
   * while losses keep the rate low, and little once the line is full and a queue would overflow.
   */
  static final int LONG_WAY_CHUNKS = 14;

  /** The other part: all of it would not leave room for these chunks. */
  private static final double LONG_WAY_GAIN = 0.5;

  /** Before anything came, on a long way: TCP has to have something to begin with. */
  static final int LONG_WAY_START = 4;

  /** Round trips that these chunks may take: of a slow peer no more is asked than it can send. */
  private static final int LONG_WAY_TRIPS = 30;

  /** A chunk that takes this many times the delay needs none waiting behind it. */
  private static final int SLOW = 20;

  private static final double RATE_WEIGHT = 1.0 / 8;
  private static final double SECOND_NANOS = 1e9;
  private static final int MARGIN = 4;

  /** Assumed of a peer that has sent nothing yet, so that it is tried. */
  private static final double ASSUMED_RATE = 1 << 20;

  final PeerRef ref;
  final PeerTraits traits;
  private final RandomGenerator random;

  /** Of the way that bulk takes now; 0 if unknown. */
  long roundTripNanos;

  private final Backoff backoff = new Backoff(FIRST_BACKOFF, MAX_BACKOFF);
  private final @Nullable AskWindow chunkWindow;
  private final @Nullable AskWindow listWindow;

  private int requests;
  private long bytes;
  private long deliveredBytes;
  private long deliveredNanos;
  private double rate;
  private long minAnswerNanos = Long.MAX_VALUE;
  private int score;
  private OptionalLong closedUntilNanos = OptionalLong.empty();

  PeerState(PeerRef ref, PeerTraits traits, int reputation, RandomGenerator random) {
    this.ref = ref;
    this.traits = traits;
    this.roundTripNanos = traits.roundTripNanos();
    this.random = random;
    this.score = reputation;
    boolean limited = traits.chunksPerWindow() > 0;
    this.chunkWindow = limited ? new AskWindow(traits.chunksPerWindow()) : null;
    this.listWindow = limited ? new AskWindow(V1_LISTS_PER_WINDOW) : null;
  }

  /** Until when no chunk may be asked for, if not now. */
  OptionalLong closedUntilNanos(long nowNanos) {
    return later(pauseNanos(nowNanos), chunkWindow, nowNanos);
  }

  /** Until when no hash list may be asked for, if not now. */
  OptionalLong listsClosedUntilNanos(long nowNanos) {
    return later(pauseNanos(nowNanos), listWindow, nowNanos);
  }

  private OptionalLong pauseNanos(long nowNanos) {
    if (closedUntilNanos.isPresent() && Nanos.isDue(closedUntilNanos.getAsLong(), nowNanos)) {
      closedUntilNanos = OptionalLong.empty();
    }
    return closedUntilNanos;
  }

  private static OptionalLong later(OptionalLong pause, @Nullable AskWindow window, long nowNanos) {
    OptionalLong other = window == null ? OptionalLong.empty() : window.closedUntilNanos(nowNanos);
    if (pause.isPresent() && other.isPresent()) {
      return Nanos.isBefore(pause.getAsLong(), other.getAsLong()) ? other : pause;
    }
    return pause.isPresent() ? pause : other;
  }

  /** Whether what is in flight leaves room for one more ask. */
  boolean hasRoom(int askBytes) {
    return requests == 0 || (requests < traits.maxInFlight() && bytes + askBytes <= targetBytes());
  }

  /**
   * Whether one more ask may wait behind what is in flight: for a reader, whom a download that
   * fills the line again with every chunk would never let in.
   */
  boolean hasPlace() {
    return requests < traits.maxInFlight();
  }

  private double targetBytes() {
    int chunk = ChunkLayout.CHUNK_BYTES;
    if (rate == 0) {
      return (isLongWay() ? LONG_WAY_START : QUEUED_CHUNKS) * chunk;
    }
    double baseNanos = baseNanos();
    double chunkNanos = chunk / rate * SECOND_NANOS;
    if (isLongWay()) {
      double sendable = LONG_WAY_TRIPS * baseNanos / chunkNanos;
      double spare = Math.max(QUEUED_CHUNKS, Math.min(LONG_WAY_CHUNKS, sendable));
      return LONG_WAY_GAIN * rate * baseNanos / SECOND_NANOS + spare * chunk;
    }
    int queued = chunkNanos > SLOW * baseNanos ? 1 : QUEUED_CHUNKS;
    return GAIN * rate * baseNanos / SECOND_NANOS + queued * chunk;
  }

  private boolean isLongWay() {
    return LongWay.is(roundTripNanos);
  }

  /** The delay of a chunk beside the time that its bytes take. */
  private double baseNanos() {
    double known = (double) Math.max(MIN_BASE_NANOS, roundTripNanos);
    if (isLongWay()) {
      return known; // What comes later was held up behind a lost packet, or waits at the peer.
    }
    if (rate == 0 || minAnswerNanos == Long.MAX_VALUE) {
      return known;
    }
    double measured = (double) minAnswerNanos - ChunkLayout.CHUNK_BYTES / rate * SECOND_NANOS;
    if (roundTripNanos > 0) {
      // What is more than that is a queue at the peer, which more asks would only make longer.
      measured = Math.min(measured, known + MAX_WORK_NANOS);
    }
    return Math.max(known, measured);
  }

  /** How long until an ask made now would be answered. */
  long expectedNanos(int askBytes) {
    double speed = rate == 0 ? ASSUMED_RATE : rate;
    return (long) (baseNanos() + (double) (bytes + askBytes) / speed * SECOND_NANOS);
  }

  /** How long an ask made now may take before it has failed. */
  long allowedNanos(int askBytes) {
    if (rate == 0) {
      return UNKNOWN_ALLOWED_NANOS;
    }
    long expectedNanos = Math.min(MAX_ALLOWED_NANOS, expectedNanos(askBytes));
    return Math.max(MIN_ALLOWED_NANOS, Math.min(MAX_ALLOWED_NANOS, MARGIN * expectedNanos));
  }

  void asked(long nowNanos, Ask ask) {
    if (requests == 0) {
      deliveredNanos = nowNanos; // Time in which nothing was wanted says nothing about the rate.
    }
    ask.deliveredBytesBefore = deliveredBytes;
    ask.deliveredNanosBefore = deliveredNanos;
    requests++;
    bytes += ask.bytes;
    if (chunkWindow != null) {
      chunkWindow.count(nowNanos);
    }
  }

  void listAsked(long nowNanos) {
    if (listWindow != null) {
      listWindow.count(nowNanos);
    }
  }

  void delivered(long nowNanos, Ask ask) {
    released(ask);
    deliveredBytes += ask.bytes;
    deliveredNanos = nowNanos;
    long tookNanos = Math.max(1, nowNanos - ask.deliveredNanosBefore);
    double sample =
        (double) (deliveredBytes - ask.deliveredBytesBefore) * SECOND_NANOS / (double) tookNanos;
    rate = sample > rate ? sample : rate + RATE_WEIGHT * (sample - rate);
    minAnswerNanos = Math.min(minAnswerNanos, Math.max(1, nowNanos - ask.askedNanos));
  }

  /** An ask is over, whichever way. */
  void released(Ask ask) {
    requests--;
    bytes -= ask.bytes;
  }

  /** A chunk was as it should be. */
  void good() {
    backoff.reset();
    change(GOOD_CHUNK);
  }

  void failed(long nowNanos, AskFailure why) {
    if (why == AskFailure.RATE_LIMITED) {
      close(nowNanos + RATE_LIMIT_PAUSE.toNanos());
    } else if (why == AskFailure.OCCUPIED) {
      close(nowNanos + OCCUPIED_PAUSE.toNanos());
    } else if (why == AskFailure.BUSY) {
      close(nowNanos + BUSY_PAUSE.toNanos());
    } else if (why.isFault()) {
      change(FAILURE);
      // Asks that fail together are one failure.
      if (pauseNanos(nowNanos).isEmpty()) {
        close(nowNanos + backoff.nextNanos(random));
      }
    }
  }

  private void close(long untilNanos) {
    if (closedUntilNanos.isEmpty() || Nanos.isBefore(closedUntilNanos.getAsLong(), untilNanos)) {
      closedUntilNanos = OptionalLong.of(untilNanos);
    }
  }

  void lied() {
    change(LIE);
  }

  private void change(int difference) {
    score = Math.max(-MAX_SCORE, Math.min(MAX_SCORE, score + difference));
  }

  int score() {
    return score;
  }

  PeerBook.Figures figures() {
    return new PeerBook.Figures((long) rate, requests, bytes, score);
  }
}
