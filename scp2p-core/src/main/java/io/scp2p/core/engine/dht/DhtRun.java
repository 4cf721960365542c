package io.scp2p.core.engine.dht;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.engine.Alarm;
import io.scp2p.core.engine.AskFailure;
import io.scp2p.core.engine.AskOutcome;
import io.scp2p.core.engine.AskTicket;
import io.scp2p.core.engine.Network;
import io.scp2p.core.engine.NetworkListener;
import io.scp2p.core.protocol.dht.DhtEffect;
import io.scp2p.core.protocol.dht.DhtInput;
import io.scp2p.core.protocol.dht.DhtReply;
import io.scp2p.core.protocol.dht.DhtReply.Why;
import io.scp2p.core.protocol.dht.LookupGoal;
import io.scp2p.core.protocol.dht.LookupResult;
import io.scp2p.core.protocol.dht.ValueJudge.Judgement;
import io.scp2p.core.protocol.session.SessionFailure;
import io.scp2p.core.wire.WireErrorText;
import io.scp2p.core.wire.WireLimits;
import io.scp2p.core.wire.message.FindNodeResult;
import io.scp2p.core.wire.message.FindValue;
import io.scp2p.core.wire.message.FindValueResult;
import io.scp2p.core.wire.message.Request;
import io.scp2p.core.wire.message.Response;
import io.scp2p.core.wire.record.DhtEntry;
import io.scp2p.core.wire.record.PeerAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** Performs what the DHT machine wants done. Lives on the loop. */
final class DhtRun {
  /** FIND_NODE: twenty addresses with their keys, some of them behind relays. */
  private static final int PEERS_BYTES = 8_192;

  private final DhtState state;
  private final Network network;
  private final NetworkListener listener;
  private final Runnable announced;
  private final Alarm alarm;
  private final Map<Long, AskTicket> asked = new HashMap<>();
  private final Map<Long, Search> searches = new HashMap<>();
  private final Map<Long, CompletableFuture<Integer>> publications = new HashMap<>();
  private long lastSearch;
  private boolean closed;

  private record Search(long startedNanos, CompletableFuture<LookupResult> result) {}

  DhtRun(DhtState state, Network network, NetworkListener listener, Runnable announced) {
    this.state = state;
    this.network = network;
    this.listener = listener;
    this.announced = announced;
    this.alarm = new Alarm(state.loop, this::timeout);
  }

  private void timeout() {
    perform(state.machine.onTimeout(state.nowNanos()));
  }

  void feed(DhtInput input) {
    if (!closed) {
      perform(state.machine.accept(state.nowNanos(), input));
    }
  }

  CompletableFuture<LookupResult> find(LookupGoal goal, List<PeerAddress> also) {
    CompletableFuture<LookupResult> result = new CompletableFuture<>();
    if (closed) {
      result.complete(new LookupResult(List.of(), List.of(), List.of(), 0, 0));
      return result;
    }
    long search = ++lastSearch;
    searches.put(search, new Search(state.nowNanos(), result));
    feed(new DhtInput.Find(search, goal, also));
    return result;
  }

  /** Completes with how many nodes keep the value now. */
  CompletableFuture<Integer> publish(DhtEntry entry) {
    CompletableFuture<Integer> result = new CompletableFuture<>();
    if (closed) {
      result.complete(0);
      return result;
    }
    long search = ++lastSearch;
    publications.put(search, result);
    feed(new DhtInput.Publish(search, entry));
    return result;
  }

  /** Ends everything; whoever waits gets nothing. */
  void close() {
    closed = true;
    alarm.set(OptionalLong.empty());
    List.copyOf(searches.values())
        .forEach(
            each ->
                each.result().complete(new LookupResult(List.of(), List.of(), List.of(), 0, 0)));
    List.copyOf(publications.values()).forEach(each -> each.complete(0));
    searches.clear();
    publications.clear();
  }

  private void perform(List<DhtEffect> effects) {
    // First: an effect may lead to another step, and then the machine has another deadline.
    alarm.set(closed ? OptionalLong.empty() : state.machine.deadlineNanos());
    effects.forEach(this::perform);
  }

  private void perform(DhtEffect effect) {
    if (effect instanceof DhtEffect.Ask ask) {
      ask(ask);
    } else if (effect instanceof DhtEffect.Forget forget) {
      AskTicket ticket = asked.remove(forget.ask());
      if (ticket != null) {
        ticket.cancel();
      }
    } else if (effect instanceof DhtEffect.Ended ended) {
      ended(ended);
    } else if (effect instanceof DhtEffect.Published published) {
      CompletableFuture<Integer> publication = publications.remove(published.search());
      if (publication != null) {
        publication.complete(published.copies());
      }
    } else if (effect instanceof DhtEffect.Announced) {
      announced.run();
    } else if (effect instanceof DhtEffect.Lied lied) {
      lied(lied.peer());
    }
  }

  private void ended(DhtEffect.Ended ended) {
    Search search = searches.remove(ended.search());
    if (search != null) {
      LookupResult result = ended.result();
      int found = result.values().size();
      state.telemetry.lookupEnded(search.startedNanos(), state.nowNanos(), result.asked(), found);
      remember(result);
      search.result().complete(result);
    }
  }

  /** Whoever asked for a lookup is going to ask the nodes it found, by their keys. */
  private void remember(LookupResult result) {
    result.holders().forEach(this::know);
    result.closest().forEach(this::know);
  }

  private void know(PeerAddress address) {
    NodeKey key = address.pubkeyHint();
    if (!DhtState.isReachable(address)) {
      var unused = network.knowIndirect(address);
    } else if (key != null) {
      network.know(key, List.of(Places.endpoint(address)));
    }
  }

  private void lied(PeerAddress peer) {
    NodeKey key = peer.pubkeyHint();
    if (key != null) {
      state.lied(key);
      listener.lied(key, ErrorCode.PROTOCOL_VIOLATION);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void ask(DhtEffect.Ask ask) {
    NodeKey key = ask.to().pubkeyHint();
    if (key != null) {
      know(ask.to());
      ask(ask, key);
      return;
    }
    network
        .contact(Places.endpoint(ask.to()), null)
        .whenComplete(
            (met, failure) -> {
              if (failure == null) {
                ask(ask, met);
              } else {
                state.loop.post(() -> answered(ask, new DhtReply.Failed(Why.SILENT)));
              }
            });
  }

  private void ask(DhtEffect.Ask ask, NodeKey key) {
    int expected =
        ask.request() instanceof FindValue ? WireLimits.DHT_VALUE_BYTES + PEERS_BYTES : PEERS_BYTES;
    asked.put(ask.ask(), network.ask(key, ask.request(), expected, new Outcome(ask)));
  }

  private void answered(DhtEffect.Ask ask, DhtReply reply) {
    asked.remove(ask.ask());
    if (reply instanceof DhtReply.Failed failed && failed.why() == Why.SILENT) {
      state.failed(ask.to());
    }
    feed(new DhtInput.Answered(ask.ask(), reply));
  }

  /** Turns what the network says into what the machine understands. */
  private final class Outcome implements AskOutcome {
    private final DhtEffect.Ask ask;

    Outcome(DhtEffect.Ask ask) {
      this.ask = ask;
    }

    @Override
    public void answered(Response response) {
      if (response instanceof FindNodeResult result) {
        DhtRun.this.answered(ask, new DhtReply.Peers(result.peers()));
      } else if (response instanceof FindValueResult result) {
        found(ask, result);
      } else {
        DhtRun.this.answered(ask, new DhtReply.Stored());
      }
    }

    @Override
    public void failed(AskFailure why) {
      DhtRun.this.answered(ask, new DhtReply.Failed(why(why)));
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void found(DhtEffect.Ask ask, FindValueResult result) {
    DhtEntry entry = result.value();
    Request request = ask.request();
    if (entry == null || !(request instanceof FindValue wanted)) {
      answered(ask, new DhtReply.Value(null, result.closerPeers()));
      return;
    }
    long now = state.nowUnix();
    state
        .offload
        .call(() -> state.judge.judge(wanted.key(), entry.value(), now))
        .whenComplete(
            (judgement, failure) -> {
              if (failure != null) {
                answered(ask, new DhtReply.Failed(Why.NOT_ASKED));
              } else if (judgement instanceof Judgement.Accepted accepted) {
                answered(ask, new DhtReply.Value(accepted.value(), result.closerPeers()));
              } else {
                // Every node validates what it returns (section 8.4), so this is no accident.
                answered(ask, new DhtReply.Failed(Why.LIED));
              }
            });
  }

  private static Why why(AskFailure failure) {
    if (failure instanceof AskFailure.Refused refused) {
      return refused.text().contains(WireErrorText.RATE_LIMIT_MARKER)
          ? Why.RATE_LIMITED
          : Why.REFUSED;
    }
    if (failure instanceof AskFailure.Malformed) {
      return Why.LIED;
    }
    SessionFailure why = ((AskFailure.Failed) failure).why();
    return switch (why) {
      case TIMED_OUT, DEAD, ENDED, UNREACHABLE -> Why.SILENT;
      case PROTOCOL -> Why.LIED;
      case BUSY, CANCELLED, INTERNAL, MAY_NOT_ASK, TOO_LARGE -> Why.NOT_ASKED;
    };
  }
}
