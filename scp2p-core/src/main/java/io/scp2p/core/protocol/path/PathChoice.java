package io.scp2p.core.protocol.path;

import io.scp2p.api.peer.PathKind;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.core.protocol.Backoff;
import io.scp2p.core.protocol.MovingEstimate;
import io.scp2p.core.protocol.Nanos;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Which of several sessions with one peer carries a request. Sessions are known by numbers.
 *
 * <p>One within the local network carries everything as long as it is there: it costs nobody's
 * line.
 *
 * <p><b>Small requests</b> stay on one session until another answers clearly faster. <b>Bulk</b>
 * goes over TCP, which costs a fraction of QUIC's arithmetic, unless both were measured while they
 * were busy and QUIC brought clearly more. A measurement counts for {@link #STALE_NANOS}; after
 * that TCP gets another chance, because lines change. Several TCP sessions share it where the way
 * is long ({@link Strands}).
 *
 * <p>What goes through a relay costs a third party: any direct session is taken before it. A TURN
 * server only passes datagrams on, so it comes before a relay, and after everything direct.
 *
 * <p>Where bulk is wanted and only QUIC or a relay is there, {@link #wantsTcp} asks for a dial in
 * the background; after a failure less and less often.
 */
public final class PathChoice {
  /** Answers of at least this size say something about throughput, smaller ones about latency. */
  public static final int BULK_BYTES = 64 << 10;

  /** Busy time behind one measurement: enough that a single chunk does not make it. */
  static final long WINDOW_NANOS = Duration.ofMillis(200).toNanos();

  /** Measurements before one transport is judged against another. */
  static final int MIN_SAMPLES = 3;

  /** Older measurements say nothing about the line of today. */
  static final long STALE_NANOS = Duration.ofSeconds(60).toNanos();

  /** One path has to be this much better, or traffic would go back and forth with the noise. */
  static final double CLEARLY = 1.25;

  static final Duration FIRST_RETRY = Duration.ofSeconds(30);
  static final Duration LAST_RETRY = Duration.ofMinutes(10);

  private static final double SECOND_NANOS = 1e9;

  private final List<Path> paths = new ArrayList<>(2);
  private final Backoff backoff = new Backoff(FIRST_RETRY, LAST_RETRY);
  private final RandomGenerator jitter;
  private final Strands strands = new Strands();
  private OptionalLong retryAtNanos = OptionalLong.empty();
  private boolean dialling;
  private @Nullable Path small;
  private @Nullable Path bulk;

  /** The best first. */
  private enum Reach {
    NEAR,
    DIRECT,
    TURN,
    RELAYED;

    static Reach of(PathKind way) {
      return switch (way) {
        case LAN -> NEAR;
        case DIRECT, PUNCHED -> DIRECT;
        case TURN -> TURN;
        case RELAYED_SEALED, RELAYED_PLAIN -> RELAYED;
      };
    }
  }

  private static final class Path {
    final long session;
    final boolean quic;
    final Reach reach;
    final MovingEstimate latencyNanos = new MovingEstimate();
    MovingEstimate bytesPerSecond = new MovingEstimate();
    int samples;
    long sampledNanos;
    int open;
    long shortestNanos = Long.MAX_VALUE;
    long windowNanos;
    long windowBytes;

    Path(long session, boolean quic, Reach reach) {
      this.session = session;
      this.quic = quic;
      this.reach = reach;
    }

    void begin(long nowNanos) {
      if (open++ == 0) {
        windowNanos = nowNanos;
        windowBytes = 0;
      }
    }

    void end(long nowNanos, int bytes) {
      open = Math.max(0, open - 1);
      windowBytes += bytes;
      long tookNanos = nowNanos - windowNanos;
      if (tookNanos >= WINDOW_NANOS || (open == 0 && windowBytes >= BULK_BYTES)) {
        sample(nowNanos, Math.max(1, tookNanos));
        windowNanos = nowNanos;
        windowBytes = 0;
      }
    }

    private void sample(long nowNanos, long tookNanos) {
      if (isStale(nowNanos)) {
        bytesPerSecond = new MovingEstimate();
        samples = 0;
      }
      bytesPerSecond.sample((long) (SECOND_NANOS * (double) windowBytes / (double) tookNanos));
      samples++;
      sampledNanos = nowNanos;
    }

    private boolean isStale(long nowNanos) {
      return samples > 0 && nowNanos - sampledNanos > STALE_NANOS;
    }

    boolean isMeasured(long nowNanos) {
      return samples >= MIN_SAMPLES && !isStale(nowNanos);
    }

    /** Whether it shares bulk with another one: over TCP, and reached in the same way. */
    boolean isStrandOf(Path other) {
      return !quic && !other.quic && reach == other.reach;
    }
  }

  /** No session yet. */
  public PathChoice(RandomGenerator jitter) {
    this.jitter = jitter;
  }

  /**
   * There is a session on which this side may ask.
   *
   * @param way through what it goes: within the local network is better than anything else, and
   *     through a relay worse
   */
  public void opened(long session, TransportKind kind, PathKind way) {
    paths.add(new Path(session, kind == TransportKind.QUIC, Reach.of(way)));
  }

  /** A session has ended. */
  public void closed(long session) {
    paths.removeIf(path -> path.session == session);
    small = small != null && small.session == session ? null : small;
    bulk = bulk != null && bulk.session == session ? null : bulk;
  }

  /** The session for the next request; empty if there is none. */
  public OptionalLong choose(long nowNanos, boolean isBulk) {
    Path chosen = isBulk ? chooseBulk(nowNanos) : chooseSmall();
    return chosen == null ? OptionalLong.empty() : OptionalLong.of(chosen.session);
  }

  private @Nullable Path chooseBulk(long nowNanos) {
    for (Path path : paths) {
      if (bulk == null || isBetter(path, bulk, nowNanos)) {
        bulk = path;
      }
    }
    return bulk == null || bulk.quic ? bulk : leastBusyStrand(bulk);
  }

  /** One that is held up keeps its requests for longer, and so gets fewer new ones. */
  private Path leastBusyStrand(Path any) {
    Path least = any;
    for (Path path : paths) {
      if (path.isStrandOf(any) && path.open < least.open) {
        least = path;
      }
    }
    return least;
  }

  private boolean isBetter(Path other, Path current, long nowNanos) {
    if (other.reach != current.reach) {
      return other.reach.compareTo(current.reach) < 0;
    }
    if (other.quic == current.quic) {
      return false;
    }
    if (!other.isMeasured(nowNanos) || !current.isMeasured(nowNanos)) {
      return current.quic;
    }
    return goodput(other, nowNanos) > CLEARLY * goodput(current, nowNanos);
  }

  /** Of all that share bulk with it. */
  private double goodput(Path path, long nowNanos) {
    double sum = 0;
    for (Path each : paths) {
      if (each == path || (each.isStrandOf(path) && each.isMeasured(nowNanos))) {
        sum += each.bytesPerSecond.mean();
      }
    }
    return sum;
  }

  private @Nullable Path chooseSmall() {
    for (Path path : paths) {
      if (small == null || isFaster(path, small)) {
        small = path;
      }
    }
    return small;
  }

  private static boolean isFaster(Path other, Path current) {
    if (other.reach != current.reach) {
      return other.reach.compareTo(current.reach) < 0;
    }
    return other.latencyNanos.isKnown()
        && current.latencyNanos.isKnown()
        && CLEARLY * other.latencyNanos.mean() < current.latencyNanos.mean();
  }

  /** A request for bulk has gone out. */
  public void asked(long nowNanos, long session) {
    Path path = path(session);
    if (path != null) {
      path.begin(nowNanos);
    }
  }

  /** A request for bulk has ended; an answer of so many bytes came, 0 for none. */
  public void ended(long nowNanos, long session, int bytes) {
    Path path = path(session);
    if (path != null) {
      path.end(nowNanos, bytes);
    }
  }

  /** A small answer came after so long. */
  public void answered(long session, long tookNanos) {
    Path path = path(session);
    if (path != null) {
      path.latencyNanos.sample(Math.max(0, tookNanos));
      path.shortestNanos = Math.min(path.shortestNanos, Math.max(0, tookNanos));
    }
  }

  /** The smoothed time a small answer takes; 0 if unknown. */
  public long latencyNanos(long session) {
    Path path = path(session);
    return path == null ? 0 : path.latencyNanos.mean();
  }

  /** The shortest time of a small answer on the way that bulk takes; 0 if unknown. */
  public long roundTripNanos() {
    long shortestNanos = Long.MAX_VALUE;
    for (Path path : paths) {
      if (bulk == null || path.reach == bulk.reach) {
        shortestNanos = Math.min(shortestNanos, path.shortestNanos);
      }
    }
    return shortestNanos == Long.MAX_VALUE ? 0 : shortestNanos;
  }

  /**
   * Whether bulk should get a TCP session now; the caller dials and says how it {@link #dialled}.
   */
  public boolean wantsTcp(long nowNanos) {
    boolean onlyQuic =
        !paths.isEmpty()
            && paths.stream().allMatch(path -> path.quic || path.reach == Reach.RELAYED);
    boolean tooEarly = retryAtNanos.isPresent() && !Nanos.isDue(retryAtNanos.getAsLong(), nowNanos);
    boolean wanted = onlyQuic && !dialling && !tooEarly;
    dialling |= wanted;
    return wanted;
  }

  /** The dial that {@link #wantsTcp} asked for is over. */
  public void dialled(long nowNanos, boolean succeeded) {
    dialling = false;
    if (succeeded) {
      backoff.reset();
      retryAtNanos = OptionalLong.empty();
    } else {
      retryAtNanos = OptionalLong.of(nowNanos + backoff.nextNanos(jitter));
    }
  }

  /**
   * Whether bulk should get one more TCP session beside the one it has; the caller dials and says
   * how it {@link #strandDialled}.
   */
  public boolean wantsStrand(long nowNanos) {
    Path carrying = bulk;
    if (carrying == null || carrying.quic || carrying.reach == Reach.RELAYED) {
      return false;
    }
    int there = 0;
    int open = 0;
    for (Path path : paths) {
      if (path.isStrandOf(carrying)) {
        there++;
        open += path.open;
      }
    }
    return strands.wantsMore(nowNanos, there, open, roundTripNanos());
  }

  /** The dial that {@link #wantsStrand} asked for is over. */
  public void strandDialled(long nowNanos, boolean succeeded) {
    strands.dialled(nowNanos, succeeded);
  }

  private @Nullable Path path(long session) {
    for (Path path : paths) {
      if (path.session == session) {
        return path;
      }
    }
    return null;
  }
}
