package io.scp2p.core.protocol.session;

import io.scp2p.core.protocol.Machine;
import io.scp2p.core.protocol.Nanos;
import io.scp2p.core.protocol.session.SessionRules.Order;
import io.scp2p.core.wire.frame.Envelope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * An established session: many requests in flight both ways where the rules allow it, one answer
 * for each, a deadline for each, and an end that leaves no caller waiting.
 *
 * <p>A cancelled or expired request frees its place at once; its late answer is dropped. A peer
 * that lets {@value #MAX_SILENT_EXPIRIES} requests in a row expire without sending anything, wanted
 * ones or cancelled, is dead; so is one that does not answer a ping, or owes an answer for a minute
 * beyond its time.
 */
public final class SessionMachine implements Machine<SessionInput, SessionEffect> {
  /** Expired requests without a sign of life in between. */
  static final int MAX_SILENT_EXPIRIES = 2;

  /** A silent session is pinged this often (extension X3 wants a sign of life every 10 s). */
  static final long PING_INTERVAL_NANOS = Duration.ofSeconds(10).toNanos();

  /** For a sign of life when there is doubt: what was under way has to go on within 5 s. */
  static final long DOUBT_NANOS = Duration.ofSeconds(2).toNanos();

  /** Message 600 (extension X4). */
  public static final int PING = 600;

  /** The ticket of our own pings; callers use positive ones. */
  private static final long PING_TICKET = 0;

  private static final long NO_TICKET = -1;

  private SessionRules rules;
  private final OutgoingRequests outgoing;
  private final IncomingRequests incoming;
  private OptionalLong pingAtNanos = OptionalLong.empty();
  private OptionalLong doubtNanos = OptionalLong.empty();
  private boolean pinging;
  private int silentExpiries;
  private boolean over;

  /** A session under the rules that its handshake settled. */
  public SessionMachine(SessionRules rules) {
    this.rules = rules;
    this.outgoing = new OutgoingRequests(rules);
    this.incoming = new IncomingRequests(rules);
  }

  @Override
  public List<SessionEffect> accept(long nowNanos, SessionInput input) {
    List<SessionEffect> effects = new ArrayList<>();
    if (over) {
      if (input instanceof SessionInput.Ask ask) {
        effects.add(new SessionEffect.Failed(ask.ticket(), SessionFailure.ENDED));
      }
      return effects;
    }
    if (input instanceof SessionInput.Received received) {
      received(nowNanos, received, effects);
    } else if (input instanceof SessionInput.Ask ask) {
      outgoing.ask(nowNanos, ask, effects);
    } else if (input instanceof SessionInput.Answer answer) {
      incoming.answer(answer.ticket(), answer.type(), answer.payload(), effects);
    } else if (input instanceof SessionInput.AnswerError error) {
      incoming.answerError(error.ticket(), error.text(), effects);
    } else if (input instanceof SessionInput.Cancel cancel) {
      outgoing.cancel(nowNanos, cancel.ticket(), effects);
    } else if (input instanceof SessionInput.LaneEnded ended) {
      outgoing.laneEnded(nowNanos, ended.lane(), effects);
      incoming.laneEnded(ended.lane(), effects);
    } else if (input instanceof SessionInput.Congestion congestion) {
      incoming.congestion(congestion.congested(), effects);
    } else if (input instanceof SessionInput.Turned turned) {
      turn(turned.weAsk());
    } else if (input instanceof SessionInput.Doubted doubted) {
      doubt(nowNanos, doubted.withinNanos(), effects);
    } else if (input instanceof SessionInput.Ended ended) {
      end(ended.why(), effects);
    } else {
      heard(nowNanos);
    }
    return withoutPings(effects);
  }

  private void received(
      long nowNanos, SessionInput.Received received, List<SessionEffect> effects) {
    heard(nowNanos);
    Envelope envelope = received.envelope();
    boolean allowed =
        isAnswer(envelope)
            ? outgoing.answered(nowNanos, received.lane(), envelope, effects)
            : rules.mayServe() && incoming.received(received.lane(), envelope, effects);
    if (!allowed) {
      end(SessionFailure.PROTOCOL, effects);
    }
  }

  /** A plain v1 server does not look at the flags of what it is asked (section 5.1). */
  private boolean isAnswer(Envelope envelope) {
    return rules.order() == Order.IN_ORDER
        ? rules.mayAsk() && (envelope.isResponse() || !rules.mayServe())
        : envelope.isResponse();
  }

  private void turn(boolean weAsk) {
    rules = rules.turned(weAsk);
    outgoing.turned(rules);
    incoming.turned(rules);
    if (!weAsk) {
      pingAtNanos = OptionalLong.empty();
    }
  }

  /** Whoever cannot be pinged is as good as gone: a session is made anew in a moment. */
  private void doubt(long nowNanos, long withinNanos, List<SessionEffect> effects) {
    if (!rules.pings() || !rules.mayAsk()) {
      end(SessionFailure.DEAD, effects);
    } else {
      doubtNanos = Nanos.earlier(doubtNanos, OptionalLong.of(nowNanos + withinNanos));
      ping(nowNanos, effects);
    }
  }

  private void heard(long nowNanos) {
    silentExpiries = 0;
    doubtNanos = OptionalLong.empty();
    if (rules.pings() && rules.mayAsk()) {
      pingAtNanos = OptionalLong.of(nowNanos + PING_INTERVAL_NANOS);
    }
  }

  @Override
  public List<SessionEffect> onTimeout(long nowNanos) {
    List<SessionEffect> effects = new ArrayList<>();
    if (over) {
      return effects;
    }
    silentExpiries += outgoing.expire(nowNanos, effects);
    boolean dead =
        silentExpiries >= MAX_SILENT_EXPIRIES || outgoing.isOverdue() || pingExpired(effects);
    if (dead || isDue(doubtNanos, nowNanos)) {
      end(SessionFailure.DEAD, effects);
    } else if (isDue(pingAtNanos, nowNanos)) {
      pingAtNanos = OptionalLong.of(nowNanos + PING_INTERVAL_NANOS);
      ping(nowNanos, effects);
    }
    return withoutPings(effects);
  }

  private static boolean isDue(OptionalLong nanos, long nowNanos) {
    return nanos.isPresent() && Nanos.isDue(nanos.getAsLong(), nowNanos);
  }

  private void ping(long nowNanos, List<SessionEffect> effects) {
    if (!pinging) {
      pinging = true;
      outgoing.ask(
          nowNanos,
          new SessionInput.Ask(PING_TICKET, PING, PING, OutgoingRequests.EMPTY, 0),
          effects);
    }
  }

  private static boolean pingExpired(List<SessionEffect> effects) {
    return effects.contains(new SessionEffect.Failed(PING_TICKET, SessionFailure.TIMED_OUT));
  }

  /** Our own pings are nobody else's business. */
  private List<SessionEffect> withoutPings(List<SessionEffect> effects) {
    effects.removeIf(
        effect -> {
          boolean ownPing = ticketOf(effect) == PING_TICKET;
          pinging &= !ownPing;
          return ownPing;
        });
    return effects;
  }

  private static long ticketOf(SessionEffect effect) {
    if (effect instanceof SessionEffect.Answered answered) {
      return answered.ticket();
    }
    return effect instanceof SessionEffect.Failed failed ? failed.ticket() : NO_TICKET;
  }

  private void end(SessionFailure why, List<SessionEffect> effects) {
    over = true;
    pingAtNanos = OptionalLong.empty();
    doubtNanos = OptionalLong.empty();
    outgoing.failAll(why, effects);
    effects.add(new SessionEffect.Close(why));
  }

  @Override
  public OptionalLong deadlineNanos() {
    return over
        ? OptionalLong.empty()
        : Nanos.earlier(doubtNanos, Nanos.earlier(outgoing.deadlineNanos(), pingAtNanos));
  }

  /** Bytes received with requests of the peer whose answers are not sent. */
  public long heldBytes() {
    return incoming.heldBytes();
  }

  /** Whether this side waits for an answer. */
  public boolean isWaiting() {
    return outgoing.open() > 0;
  }

  /** Whether nobody on either side waits for an answer. */
  public boolean isIdle() {
    return outgoing.open() == 0 && incoming.open() == 0;
  }
}
