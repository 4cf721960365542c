package io.scp2p.core.protocol.session;

import io.scp2p.core.protocol.session.SessionRules.Order;
import io.scp2p.core.wire.WireErrorText;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.Encodable;
import io.scp2p.core.wire.cbor.TailedEncodable;
import io.scp2p.core.wire.frame.Envelope;
import io.scp2p.core.wire.frame.FrameEncoder;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The requests of the peer. Exactly one answer goes out for each (section 5.1); towards a v1 peer
 * in the order of the requests, however the work on them overlaps.
 */
final class IncomingRequests {
  /** What keeping a request costs besides its payload. */
  static final int OVERHEAD_BYTES = 256;

  /** From here on a copy costs more than a second buffer. */
  static final int MIN_TAIL_BYTES = 16 << 10;

  private SessionRules rules;
  private final Map<Long, Served> byTicket = new HashMap<>();

  /** Received and not yet handed out, for want of a place. */
  private final ArrayDeque<Served> waiting = new ArrayDeque<>();

  /** Handed out and not yet sent, in the order in which they came. */
  private final ArrayDeque<Served> unanswered = new ArrayDeque<>();

  private long lastTicket;
  private int serving;
  private long heldBytes;
  private boolean congested;

  IncomingRequests(SessionRules rules) {
    this.rules = rules;
  }

  /** Who may ask has changed. */
  void turned(SessionRules newRules) {
    rules = newRules;
  }

  /** A request of the peer; the envelope goes once the answer is there. */
  private static final class Served {
    final long ticket;
    final long lane;
    final Envelope request;
    @Nullable ByteBuffer answer;
    @Nullable ByteBuffer tail;
    int heldBytes;

    Served(long ticket, long lane, Envelope request) {
      this.ticket = ticket;
      this.lane = lane;
      this.request = request;
    }
  }

  /**
   * Takes a request.
   *
   * @return false if the peer asks more at once than it was told it may
   */
  boolean received(long lane, Envelope request, List<SessionEffect> effects) {
    // A v1 peer was told nothing: what it sends beyond our places waits, bounded by read credit.
    boolean told = rules.order() != Order.IN_ORDER;
    if (told && byTicket.size() >= 2 * rules.maxServing()) {
      return false;
    }
    Served served = new Served(++lastTicket, lane, request);
    if (isPing(request) && !congested) {
      pong(served, effects);
      return true;
    }
    byTicket.put(served.ticket, served);
    waiting.add(served);
    served.heldBytes = request.payload().size() + OVERHEAD_BYTES;
    heldBytes += served.heldBytes;
    hand(effects);
    return true;
  }

  private boolean isPing(Envelope request) {
    return rules.pings() && request.type() == SessionMachine.PING;
  }

  /** Nothing is worked on for a peer that does not read the answers it has. */
  void congestion(boolean nowCongested, List<SessionEffect> effects) {
    congested = nowCongested;
    hand(effects);
  }

  /** Extension X4: at once, before other work; only v1 order makes it wait its turn. */
  private void pong(Served ping, List<SessionEffect> effects) {
    try {
      ping.answer =
          FrameEncoder.response(
              SessionMachine.PING, ping.request.requestId(), OutgoingRequests.EMPTY);
    } catch (WireException e) {
      throw new IllegalStateException("an empty payload fits", e);
    }
    if (rules.order() == Order.IN_ORDER) {
      unanswered.add(ping);
      sendAnsweredHead(effects);
    } else {
      send(ping, effects);
    }
  }

  private void hand(List<SessionEffect> effects) {
    while (!waiting.isEmpty() && hasPlace() && !congested) {
      Served next = waiting.remove();
      if (isPing(next.request)) {
        byTicket.remove(next.ticket);
        pong(next, effects);
        continue;
      }
      serving++;
      unanswered.add(next);
      effects.add(new SessionEffect.Serve(next.ticket, next.request));
    }
  }

  /** Answers that wait for an earlier one take places too, or they would pile up. */
  private boolean hasPlace() {
    return serving < rules.maxServing() && unanswered.size() < rules.maxServing();
  }

  void answer(long ticket, int type, Encodable payload, List<SessionEffect> effects) {
    Served served = byTicket.remove(ticket);
    if (served == null) {
      return; // The peer has withdrawn the request together with its stream.
    }
    try {
      encode(served, type, payload);
    } catch (WireException e) {
      // Every receiver drops the stream at such a frame (section 2.1); it is told instead.
      served.answer = error(served.request, WireErrorText.ANSWER_TOO_LARGE);
    }
    release(served, effects);
  }

  private static void encode(Served served, int type, Encodable payload) throws WireException {
    long requestId = served.request.requestId();
    if (payload instanceof TailedEncodable tailed && tailed.tail().size() >= MIN_TAIL_BYTES) {
      List<ByteBuffer> parts = FrameEncoder.gatheredResponse(type, requestId, tailed);
      served.answer = parts.get(0);
      served.tail = parts.get(1);
    } else {
      served.answer = FrameEncoder.response(type, requestId, payload);
    }
  }

  void answerError(long ticket, String text, List<SessionEffect> effects) {
    Served served = byTicket.remove(ticket);
    if (served != null) {
      served.answer = error(served.request, text);
      release(served, effects);
    }
  }

  private static ByteBuffer error(Envelope request, String text) {
    try {
      return FrameEncoder.envelope(Envelope.error(request.type(), request.requestId(), text));
    } catch (WireException e) {
      throw new IllegalStateException("an error text longer than a frame", e);
    }
  }

  private void release(Served answered, List<SessionEffect> effects) {
    serving--;
    if (rules.order() == Order.IN_ORDER) {
      sendAnsweredHead(effects);
    } else {
      unanswered.remove(answered);
      send(answered, effects);
    }
    hand(effects);
  }

  private void sendAnsweredHead(List<SessionEffect> effects) {
    while (!unanswered.isEmpty() && send(unanswered.element(), effects)) {
      unanswered.remove();
    }
  }

  private boolean send(Served served, List<SessionEffect> effects) {
    ByteBuffer frame = served.answer;
    if (frame != null) {
      drop(served);
      boolean last = rules.order() == Order.BY_STREAM;
      effects.add(new SessionEffect.Send(served.lane, frame, served.tail, last));
    }
    return frame != null;
  }

  private void drop(Served served) {
    heldBytes -= served.heldBytes;
    served.heldBytes = 0;
  }

  /** The peer has abandoned the stream of its request: nobody waits for the answer. */
  void laneEnded(long lane, List<SessionEffect> effects) {
    waiting.removeIf(
        served -> {
          boolean gone = served.lane == lane && byTicket.remove(served.ticket) != null;
          if (gone) {
            drop(served);
          }
          return gone;
        });
    Served working = null;
    for (Served served : unanswered) {
      if (served.lane == lane) {
        working = served;
      }
    }
    if (working != null) {
      byTicket.remove(working.ticket);
      unanswered.remove(working);
      drop(working);
      serving--;
      hand(effects);
    }
  }

  /** What they hold of what was received, until their answers are sent. */
  long heldBytes() {
    return heldBytes;
  }

  /** Requests received and not yet answered. */
  int open() {
    return byTicket.size();
  }
}
