package io.scp2p.core.protocol.reach;

import io.scp2p.core.protocol.Machine;
import io.scp2p.core.protocol.Nanos;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/**
 * Two nodes behind routers connect over TCP at the same time (docs/reach-protocol.md, N9): each
 * router takes the other side's SYN for an answer to its own. One machine for each try, the same on
 * both sides:
 *
 * <pre>
 *  asks       Look, Offer (a request), and once it is agreed to: Connect
 *  answers    Look, Offer (the answer), Connect when that has arrived
 * </pre>
 *
 * <p>No clocks have to agree. A SYN that comes before the other router is open is dropped by it, or
 * refused; the kernel repeats what is dropped, this machine what is refused. Where both routers
 * refuse, the two have to begin within the time of one way: so the answering side waits as long as
 * its answer takes.
 */
public final class TcpMeeting implements Machine<TcpMeeting.Input, TcpMeeting.Effect> {
  /** From the beginning to the end, whatever came of it. */
  public static final Duration LIMIT = Duration.ofSeconds(10);

  /** One packet each: what a router or a computer refused, it takes a moment later or never. */
  public static final int MAX_CONNECTS = 3;

  /** More than the way there takes, so that the other side has begun too. */
  public static final Duration BETWEEN_CONNECTS = Duration.ofMillis(300);

  /** The longest half of a round trip that is waited for. */
  static final Duration MAX_DELAY = Duration.ofMillis(500);

  private final boolean asks;
  private final long delayNanos;
  private final long endNanos;
  private State state = State.NEW;
  private int theirPort;
  private int connects;
  private long againNanos;

  private enum State {
    NEW,
    LOOKING,
    OFFERED,
    CONNECTING,
    RESTING,
    OVER
  }

  /** What it is told. */
  public sealed interface Input {
    /** Begin. */
    record Begun() implements Input {}

    /** Others see this side's connections come from this port. */
    record Seen(int port) implements Input {}

    /** Nobody could say, or it would be of no use. */
    record Unseen(String why) implements Input {}

    /** The other side agrees, and connects from this port already. */
    record Agreed(int port) implements Input {}

    /** It does not. */
    record Refused(String why) implements Input {}

    /** There is a session with the peer. */
    record Connected() implements Input {}

    /**
     * There is none.
     *
     * @param again whether it may be otherwise in a moment
     */
    record Failed(String why, boolean again) implements Input {}
  }

  /** What it wants done. */
  public sealed interface Effect {
    /** Find out from which port others see this side come. */
    record Look() implements Effect {}

    /** Tell the other side this port. */
    record Offer(int port) implements Effect {}

    /** Connect to this port of the other side. */
    record Connect(int port, Duration within) implements Effect {}

    /** It is done; the last effect. */
    record Met() implements Effect {}

    /** Nothing came of it; the last effect. */
    record GivenUp(String why) implements Effect {}
  }

  private TcpMeeting(boolean asks, int theirPort, long delayNanos, long nowNanos) {
    this.asks = asks;
    this.delayNanos = Math.max(0, Math.min(delayNanos, MAX_DELAY.toNanos()));
    this.theirPort = theirPort;
    this.endNanos = nowNanos + LIMIT.toNanos();
  }

  /** Of the side that wants it. */
  public static TcpMeeting asking(long nowNanos) {
    return new TcpMeeting(true, 0, 0, nowNanos);
  }

  /**
   * Of the side that was asked.
   *
   * @param theirPort from which the other side comes
   * @param roundTripNanos to it and back, 0 if unknown
   */
  public static TcpMeeting answering(int theirPort, long roundTripNanos, long nowNanos) {
    return new TcpMeeting(false, theirPort, roundTripNanos / 2, nowNanos);
  }

  @Override
  public List<Effect> accept(long nowNanos, Input input) {
    if (input instanceof Input.Begun && state == State.NEW) {
      state = State.LOOKING;
      return List.of(new Effect.Look());
    }
    if (input instanceof Input.Seen seen && state == State.LOOKING) {
      return seen(nowNanos, new Effect.Offer(seen.port()));
    }
    if (input instanceof Input.Unseen unseen && state == State.LOOKING) {
      return giveUp(unseen.why());
    }
    if (input instanceof Input.Agreed agreed && state == State.OFFERED) {
      theirPort = agreed.port();
      return List.of(connect(nowNanos));
    }
    if (input instanceof Input.Refused refused && state == State.OFFERED) {
      return giveUp(refused.why());
    }
    if (input instanceof Input.Connected && state == State.CONNECTING) {
      state = State.OVER;
      return List.of(new Effect.Met());
    }
    if (input instanceof Input.Failed failed && state == State.CONNECTING) {
      return failed(nowNanos, failed);
    }
    return List.of(); // What comes too late, or twice.
  }

  private List<Effect> seen(long nowNanos, Effect offer) {
    if (asks) {
      state = State.OFFERED;
      return List.of(offer);
    }
    if (delayNanos == 0) {
      return List.of(offer, connect(nowNanos));
    }
    state = State.RESTING;
    againNanos = nowNanos + delayNanos;
    return List.of(offer);
  }

  private Effect connect(long nowNanos) {
    state = State.CONNECTING;
    connects++;
    return new Effect.Connect(theirPort, Duration.ofNanos(Math.max(1, endNanos - nowNanos)));
  }

  private List<Effect> failed(long nowNanos, Input.Failed failed) {
    if (!failed.again() || connects == MAX_CONNECTS) {
      return giveUp(failed.why());
    }
    state = State.RESTING;
    againNanos = nowNanos + BETWEEN_CONNECTS.toNanos();
    return List.of();
  }

  private List<Effect> giveUp(String why) {
    state = State.OVER;
    return List.of(new Effect.GivenUp(why));
  }

  @Override
  public List<Effect> onTimeout(long nowNanos) {
    if (state == State.NEW || state == State.OVER) {
      return List.of();
    }
    if (Nanos.isDue(endNanos, nowNanos)) {
      return giveUp("it took longer than " + LIMIT.toSeconds() + " s");
    }
    return state == State.RESTING && Nanos.isDue(againNanos, nowNanos)
        ? List.of(connect(nowNanos))
        : List.of();
  }

  @Override
  public OptionalLong deadlineNanos() {
    if (state == State.NEW || state == State.OVER) {
      return OptionalLong.empty();
    }
    OptionalLong end = OptionalLong.of(endNanos);
    return state == State.RESTING ? Nanos.earlier(end, OptionalLong.of(againNanos)) : end;
  }
}
