package io.scp2p.core.protocol.dht;

import io.scp2p.core.protocol.Nanos;
import io.scp2p.core.protocol.dht.DhtReply.Why;
import io.scp2p.core.wire.message.Request;
import io.scp2p.core.wire.record.PeerAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * The questions of one node that are out, and those that wait until their node may be asked again.
 * What an answer says about the node that gave it goes into the routing table.
 */
final class Questions {
  /** Stores that wait; beyond, they come back as not asked. */
  static final int MAX_STORES = 4_096;

  /** How long those wait that must not ask a node more often. */
  private static final long PACE_NANOS = 250_000_000;

  private final RoutingTable table;
  private final Consumer<DhtEffect> effects;
  private final AskBudgets budgets = new AskBudgets();
  private final Map<Long, Pending> pending = new HashMap<>();
  private final Deque<PendingStore> stores = new ArrayDeque<>();
  private long lastAsk;
  private boolean paced;
  private long pacedNanos;

  /** A question that is out. */
  private record Pending(PeerAddress to, Asking.Then then) {}

  /** A question that waits for a rate limit. */
  private record PendingStore(PeerAddress to, Request request, Asking.Then then) {}

  Questions(RoutingTable table, Consumer<DhtEffect> effects) {
    this.table = table;
    this.effects = effects;
  }

  /** Asks at once. */
  long ask(PeerAddress to, Request request, long nowNanos, Asking.Then then) {
    long number = ++lastAsk;
    pending.put(number, new Pending(to, then));
    budgets.asked(to, nowNanos);
    effects.accept(new DhtEffect.Ask(number, to, request));
    return number;
  }

  /** Asks as soon as the node's rate limit leaves room for it. */
  void store(PeerAddress to, Request request, long nowNanos, Asking.Then then) {
    if (budgets.mayStore(to, nowNanos)) {
      ask(to, request, nowNanos, then);
    } else if (stores.size() < MAX_STORES) {
      stores.add(new PendingStore(to, request, then));
      pace(nowNanos);
    } else {
      then.reply(new DhtReply.Failed(Why.NOT_ASKED), nowNanos);
    }
  }

  boolean mayAsk(PeerAddress node, long nowNanos) {
    return budgets.mayAsk(node, nowNanos);
  }

  /** Whether one more store would find a place. */
  boolean hasRoom() {
    return stores.size() < MAX_STORES;
  }

  /** A question came to its end. */
  void answered(long ask, DhtReply reply, long nowNanos) {
    Pending question = pending.remove(ask);
    if (question == null) {
      return;
    }
    Contact.named(question.to()).ifPresent(contact -> judge(contact, reply, nowNanos));
    if (reply instanceof DhtReply.Failed failed) {
      if (failed.why() == Why.RATE_LIMITED) {
        budgets.refused(question.to(), nowNanos);
      } else if (failed.why() == Why.LIED) {
        effects.accept(new DhtEffect.Lied(question.to()));
      }
    }
    question.then().reply(reply, nowNanos);
  }

  private void judge(Contact contact, DhtReply reply, long nowNanos) {
    if (!(reply instanceof DhtReply.Failed failed)) {
      table.heard(contact, nowNanos);
    } else if (failed.why() == Why.SILENT) {
      table.failed(contact, nowNanos);
    } else if (failed.why() == Why.LIED) {
      table.remove(contact);
    }
  }

  /** Nobody waits for an answer any more. */
  void forget(long ask) {
    if (pending.remove(ask) != null) {
      effects.accept(new DhtEffect.Forget(ask));
    }
  }

  /** Somebody cannot go on before a rate limit allows it. */
  void pace(long nowNanos) {
    if (!paced) {
      paced = true;
      pacedNanos = nowNanos + PACE_NANOS;
    }
  }

  OptionalLong deadlineNanos() {
    return paced ? OptionalLong.of(pacedNanos) : OptionalLong.empty();
  }

  void onTimeout(long nowNanos) {
    paced = paced && !Nanos.isDue(pacedNanos, nowNanos);
    int count = stores.size();
    for (int i = 0; i < count; i++) {
      PendingStore next = stores.remove();
      if (budgets.mayStore(next.to(), nowNanos)) {
        ask(next.to(), next.request(), nowNanos, next.then());
      } else {
        stores.add(next);
      }
    }
    if (!stores.isEmpty()) {
      pace(nowNanos);
    }
  }
}
