package io.scp2p.core.protocol.session;

import io.scp2p.core.protocol.Deadlines;
import io.scp2p.core.protocol.session.SessionRules.Order;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.Encodable;
import io.scp2p.core.wire.frame.Envelope;
import io.scp2p.core.wire.frame.FrameEncoder;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The requests of this side: waiting, sent, or abandoned but still to be answered by the peer. */
final class OutgoingRequests {
  /** Requests that wait for a free place; more are refused as busy. */
  static final int MAX_WAITING = 1_024;

  /**
   * An abandoned request still has to be answered, once (section 5.1). After this time nobody waits
   * for that any more: a peer that keeps such places for ever would bring the session to a halt.
   */
  static final long MAX_OWED_NANOS = ResponseTimes.MAX_NANOS;

  private static final long MAX_REQUEST_ID = 0xffff_ffffL;

  private SessionRules rules;
  private final ResponseTimes times = new ResponseTimes();
  private final ArrayDeque<SessionInput.Ask> waiting = new ArrayDeque<>();

  /** By request id, in the order in which they were sent. */
  private final Map<Long, Sent> sent = new LinkedHashMap<>();

  private final Deadlines<Long> deadlines;
  private long lastRequestId;
  private int abandoned;
  private boolean overdue;
  private long bytesExpected;

  OutgoingRequests(SessionRules rules) {
    this.rules = rules;
    this.deadlines = new Deadlines<>(2 * rules.maxInFlight());
  }

  /** Who may ask has changed. */
  void turned(SessionRules newRules) {
    rules = newRules;
  }

  /** A request on its way. */
  private static final class Sent {
    final SessionInput.Ask ask;
    final long lane;
    final long sentNanos;
    boolean abandoned;

    /** Its time is over, and it was granted {@link #MAX_OWED_NANOS} more. */
    boolean owed;

    Sent(SessionInput.Ask ask, long lane, long sentNanos) {
      this.ask = ask;
      this.lane = lane;
      this.sentNanos = sentNanos;
    }
  }

  void ask(long nowNanos, SessionInput.Ask ask, List<SessionEffect> effects) {
    if (!rules.mayAsk()) {
      effects.add(new SessionEffect.Failed(ask.ticket(), SessionFailure.MAY_NOT_ASK));
    } else if (waiting.size() >= MAX_WAITING) {
      effects.add(new SessionEffect.Failed(ask.ticket(), SessionFailure.BUSY));
    } else {
      waiting.add(ask);
      sendWaiting(nowNanos, effects);
    }
  }

  private void sendWaiting(long nowNanos, List<SessionEffect> effects) {
    while (!waiting.isEmpty() && sent.size() - abandoned < rules.maxInFlight() && mayWait()) {
      send(nowNanos, waiting.remove(), effects);
    }
  }

  /** Abandoned requests still cost the peer work: at most as many again as it takes at once. */
  private boolean mayWait() {
    return sent.size() < 2 * rules.maxInFlight();
  }

  private void send(long nowNanos, SessionInput.Ask ask, List<SessionEffect> effects) {
    long requestId = nextRequestId();
    ByteBuffer frame;
    try {
      frame = FrameEncoder.request(ask.type(), requestId, ask.payload());
    } catch (WireException e) {
      effects.add(new SessionEffect.Failed(ask.ticket(), SessionFailure.TOO_LARGE));
      return;
    }
    boolean ownLane = rules.order() == Order.BY_STREAM;
    long lane = ownLane ? requestId : 0;
    sent.put(requestId, new Sent(ask, lane, nowNanos));
    bytesExpected += ask.expectedBytes();
    deadlines.set(requestId, nowNanos + times.allowedNanos(bytesExpected));
    effects.add(new SessionEffect.Send(lane, frame, ownLane));
  }

  private long nextRequestId() {
    do {
      lastRequestId = lastRequestId == MAX_REQUEST_ID ? 1 : lastRequestId + 1;
    } while (sent.containsKey(lastRequestId));
    return lastRequestId;
  }

  /**
   * Takes an answer.
   *
   * @return false if nobody asked for it: the peer breaks the rules
   */
  boolean answered(long nowNanos, long lane, Envelope answer, List<SessionEffect> effects) {
    Sent request = sent.get(answer.requestId());
    if (request == null
        || request.lane != lane
        || !isAnswerOf(request.ask, answer)
        || !isNext(answer.requestId())) {
      return false;
    }
    forget(answer.requestId(), request);
    times.sample(nowNanos - request.sentNanos, answer.payload().size());
    if (!request.abandoned) {
      effects.add(new SessionEffect.Answered(request.ask.ticket(), answer));
    }
    sendWaiting(nowNanos, effects);
    return true;
  }

  /** Section 5.2: an error bears the number of the request. */
  private static boolean isAnswerOf(SessionInput.Ask ask, Envelope answer) {
    if (ask.responseType() == SessionInput.ANY_RESPONSE) {
      return true; // A relay does not look at it (section 14.3).
    }
    return answer.isResponse()
        && answer.type() == (answer.isError() ? ask.type() : ask.responseType());
  }

  private boolean isNext(long requestId) {
    return rules.order() != Order.IN_ORDER || sent.keySet().iterator().next() == requestId;
  }

  void cancel(long nowNanos, long ticket, List<SessionEffect> effects) {
    for (Iterator<SessionInput.Ask> asks = waiting.iterator(); asks.hasNext(); ) {
      if (asks.next().ticket() == ticket) {
        asks.remove();
        effects.add(new SessionEffect.Failed(ticket, SessionFailure.CANCELLED));
        return;
      }
    }
    Long requestId = requestOf(ticket);
    if (requestId != null) {
      abandon(requestId, SessionFailure.CANCELLED, effects);
      sendWaiting(nowNanos, effects);
    }
  }

  private @Nullable Long requestOf(long ticket) {
    for (Map.Entry<Long, Sent> entry : sent.entrySet()) {
      if (entry.getValue().ask.ticket() == ticket && !entry.getValue().abandoned) {
        return entry.getKey();
      }
    }
    return null;
  }

  /**
   * Fails every request whose time is over.
   *
   * @return how many that were, abandoned ones included: silence is silence, whoever still listens
   */
  int expire(long nowNanos, List<SessionEffect> effects) {
    int expired = 0;
    for (Long id = deadlines.pollDue(nowNanos); id != null; id = deadlines.pollDue(nowNanos)) {
      Sent request = sent.get(id);
      if (request == null) {
        continue;
      }
      expired++;
      overdue |= request.owed;
      request.owed = true;
      abandon(id, SessionFailure.TIMED_OUT, effects);
      if (sent.containsKey(id)) {
        deadlines.set(id, nowNanos + MAX_OWED_NANOS);
      }
    }
    sendWaiting(nowNanos, effects);
    return expired;
  }

  /** Whether the peer owes an answer for so long that none will come. */
  boolean isOverdue() {
    return overdue;
  }

  /**
   * Frees the place of a request; the answer, should it come, is dropped. Its deadline stays: that
   * nobody wants the answer any more says nothing about whether the peer is alive.
   */
  private void abandon(long requestId, SessionFailure why, List<SessionEffect> effects) {
    Sent request = sent.get(requestId);
    if (request == null || request.abandoned) {
      return;
    }
    effects.add(new SessionEffect.Failed(request.ask.ticket(), why));
    if (rules.order() == Order.BY_STREAM) {
      forget(requestId, request);
      effects.add(new SessionEffect.Abandon(request.lane));
    } else {
      request.abandoned = true;
      abandoned++;
    }
  }

  /** The stream of a request is gone without an answer. */
  void laneEnded(long nowNanos, long lane, List<SessionEffect> effects) {
    Sent request = sent.get(lane);
    if (rules.order() == Order.BY_STREAM && request != null) {
      forget(lane, request);
      effects.add(new SessionEffect.Failed(request.ask.ticket(), SessionFailure.ENDED));
      sendWaiting(nowNanos, effects);
    }
  }

  private void forget(long requestId, Sent request) {
    sent.remove(requestId);
    deadlines.cancel(requestId);
    bytesExpected -= request.ask.expectedBytes();
    if (request.abandoned) {
      abandoned--;
    }
  }

  void failAll(SessionFailure why, List<SessionEffect> effects) {
    List<Long> tickets = new ArrayList<>();
    sent.values().stream()
        .filter(request -> !request.abandoned)
        .forEach(request -> tickets.add(request.ask.ticket()));
    waiting.forEach(ask -> tickets.add(ask.ticket()));
    sent.clear();
    waiting.clear();
    while (deadlines.size() > 0) {
      deadlines.pollDue(deadlines.earliestNanos().orElseThrow());
    }
    tickets.forEach(ticket -> effects.add(new SessionEffect.Failed(ticket, why)));
  }

  OptionalLong deadlineNanos() {
    return deadlines.earliestNanos();
  }

  /** Requests that somebody here still waits for. */
  int open() {
    return waiting.size() + sent.size() - abandoned;
  }

  /** A request whose answer carries nothing. */
  static final Encodable EMPTY = out -> {};
}
