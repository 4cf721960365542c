package io.scp2p.core.engine;

import io.scp2p.core.protocol.session.SessionFailure;
import io.scp2p.core.wire.frame.Envelope;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Who waits on one session for an answer; each hears of one outcome. Lives on the loop. */
final class Replies {
  private final Map<Long, Reply> open = new LinkedHashMap<>();
  private long lastTicket;

  /** Returns the ticket under which the outcome will come. */
  long add(Reply reply) {
    open.put(++lastTicket, reply);
    return lastTicket;
  }

  boolean isOpen(long ticket) {
    return open.containsKey(ticket);
  }

  void answered(long ticket, Envelope answer) {
    Reply reply = open.remove(ticket);
    if (reply != null) {
      reply.answered(answer);
    }
  }

  void failed(long ticket, SessionFailure why) {
    Reply reply = open.remove(ticket);
    if (reply != null) {
      reply.failed(why);
    }
  }

  /** Nothing more will come. */
  void failAll(SessionFailure why) {
    List.copyOf(open.keySet()).forEach(ticket -> failed(ticket, why));
  }
}
