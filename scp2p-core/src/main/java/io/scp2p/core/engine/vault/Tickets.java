package io.scp2p.core.engine.vault;

import io.scp2p.core.engine.AskTicket;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Questions of one machine to holders that are open, by the machine's own numbers. */
final class Tickets {
  private final Map<Long, AskTicket> open = new LinkedHashMap<>();

  void add(long number, AskTicket ticket) {
    open.put(number, ticket);
  }

  /** It is over. */
  void over(long number) {
    open.remove(number);
  }

  void cancel(long number) {
    AskTicket ticket = open.remove(number);
    if (ticket != null) {
      ticket.cancel();
    }
  }

  /** Each is told to be {@link #over} before its cancellation returns. */
  void cancelAll() {
    List<AskTicket> cancelled = List.copyOf(open.values());
    open.clear();
    cancelled.forEach(AskTicket::cancel);
  }
}
