package io.scp2p.core.engine;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.Endpoint;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.core.protocol.path.SessionPool;
import io.scp2p.core.protocol.serving.AddressBlock;
import io.scp2p.core.protocol.session.SessionFailure;
import io.scp2p.core.protocol.session.SessionRules;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.frame.Envelope;
import io.scp2p.core.wire.message.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks peers by their key: over the better of the sessions that are there, or over the first that a
 * race can make. Lives on the loop; its owner passes on what the {@link SessionHost} hears.
 */
final class PeerSessions {
  private final Loop loop;
  private final Dialler dialler;
  private final Links links;
  private final NetworkListener listener;
  private final SessionPool pool;
  private final Alarm alarm;
  private final Map<Long, Question> waiting = new LinkedHashMap<>();
  private final Map<NodeKey, Integer> waitingByPeer = new HashMap<>();
  private final Map<NodeKey, Race> races = new HashMap<>();
  private final Map<Long, Consumer<Boolean>> reaching = new HashMap<>();
  private long lastTicket;
  private long refused;
  private boolean closed;

  PeerSessions(
      Loop loop, Dialler dialler, Links links, SessionPool pool, NetworkListener listener) {
    this.loop = loop;
    this.dialler = dialler;
    this.links = links;
    this.pool = pool;
    this.listener = listener;
    this.alarm = new Alarm(loop, () -> perform(pool.onTimeout(now())));
  }

  Question ask(Question question) {
    Optional<Link> link = links.choose(question.peer, question.isBulk());
    if (closed || question.hopeless) {
      later(question, closed ? SessionFailure.ENDED : SessionFailure.UNREACHABLE);
    } else if (link.isPresent()) {
      step(new SessionPool.Input.Used(link.get().number, false));
      put(question, link.get());
      if (question.isBulk()) {
        moveBulk(question.peer);
      }
    } else {
      waiting.put(question.ticket, question);
      waitingByPeer.merge(question.peer, 1, Integer::sum);
      step(new SessionPool.Input.Want(question.ticket, question.peer));
    }
    return question;
  }

  /** Makes sure that there is a session with a peer; tells whether there is, not at once. */
  void reach(NodeKey peer, Consumer<Boolean> outcome) {
    if (closed) {
      loop.post(() -> outcome.accept(false));
    } else {
      long ticket = nextTicket();
      reaching.put(ticket, there -> loop.post(() -> outcome.accept(there)));
      step(new SessionPool.Input.Want(ticket, peer));
    }
  }

  private boolean reached(long ticket, boolean there) {
    Consumer<Boolean> outcome = reaching.remove(ticket);
    if (outcome != null) {
      outcome.accept(there);
    }
    return outcome != null;
  }

  long nextTicket() {
    return ++lastTicket;
  }

  void cancel(Question question) {
    Link link = question.link;
    if (question.over) {
      return;
    }
    if (link != null) {
      link.session.cancel(question.sessionTicket);
    } else if (takeWaiting(question.ticket) != null) {
      step(new SessionPool.Input.Unwant(question.ticket, question.peer));
      fail(question, SessionFailure.CANCELLED);
    }
  }

  /** How many requests a peer takes at once. */
  int places(NodeKey peer) {
    return links.forBulk(peer).map(link -> link.places).orElse(SessionRules.V1_PIPELINE);
  }

  /** How many more requests a peer would take now. */
  int free(NodeKey peer) {
    int free =
        links.forBulk(peer).map(link -> link.places - link.asked).orElse(SessionRules.V1_PIPELINE);
    return Math.max(0, free - waitingByPeer.getOrDefault(peer, 0));
  }

  /** The host heard of a new session, dialled or accepted. */
  void established(Link link) {
    OptionalLong block =
        link.session.isInitiator() || link.relayed
            ? OptionalLong.empty()
            : OptionalLong.of(AddressBlock.of(link.at.address().getAddress()));
    List<SessionPool.Effect> effects =
        pool.accept(
            now(), new SessionPool.Input.Established(link.number, link.key(), link.mayAsk, block));
    Optional<String> refusal = refusal(effects, link.number);
    if (refusal.isPresent()) {
      refused++;
      loop.post(() -> link.session.close(refusal.get()));
    } else {
      links.add(link);
    }
    perform(effects);
  }

  /** Why the pool does not want the very session it was told of; nothing of it is served then. */
  private static Optional<String> refusal(List<SessionPool.Effect> effects, long number) {
    for (SessionPool.Effect effect : effects) {
      if (effect instanceof SessionPool.Effect.Close close && close.session() == number) {
        return Optional.of(close.reason());
      }
    }
    return Optional.empty();
  }

  /** Sessions turned away since the start, for want of room. */
  long refused() {
    return refused;
  }

  /** The host heard that a session has ended. */
  void closed(Link link) {
    links.remove(link);
    step(new SessionPool.Input.Closed(link.number));
  }

  /** A session has become a tunnel. */
  void reserve(Link link) {
    links.reserve(link);
    step(new SessionPool.Input.Reserved(link.number));
  }

  /** A session was used by the other side. */
  void used(Link link) {
    step(new SessionPool.Input.Used(link.number, link.session.isIdle()));
  }

  /** Ends what is under way; whoever waits is told. */
  void close() {
    closed = true;
    races.values().forEach(Race::cancel);
    races.clear();
    List<Question> asked = new ArrayList<>(waiting.values());
    waiting.clear();
    waitingByPeer.clear();
    List.copyOf(reaching.keySet()).forEach(ticket -> reached(ticket, false));
    asked.forEach(question -> fail(question, SessionFailure.ENDED));
    links.all().forEach(link -> link.session.close("the node is closing"));
    alarm.set(OptionalLong.empty());
  }

  private long now() {
    return loop.time().nanos();
  }

  private void step(SessionPool.Input input) {
    perform(pool.accept(now(), input));
  }

  private void perform(List<SessionPool.Effect> effects) {
    for (SessionPool.Effect effect : effects) {
      if (effect instanceof SessionPool.Effect.Ready ready) {
        ready(ready.ticket(), ready.session());
      } else if (effect instanceof SessionPool.Effect.Unavailable unavailable) {
        boolean waited = reached(unavailable.ticket(), false);
        Question question = waited ? null : takeWaiting(unavailable.ticket());
        if (question != null) {
          later(question, SessionFailure.UNREACHABLE);
        }
      } else if (effect instanceof SessionPool.Effect.Race race) {
        race(race.peer());
      } else if (effect instanceof SessionPool.Effect.Close close) {
        // Posted: the session may be in the middle of telling the host about itself.
        links
            .byNumber(close.session())
            .ifPresent(link -> loop.post(() -> link.session.close(close.reason())));
      }
    }
    alarm.set(closed ? OptionalLong.empty() : pool.deadlineNanos());
  }

  private @Nullable Question takeWaiting(long ticket) {
    Question question = waiting.remove(ticket);
    if (question != null) {
      waitingByPeer.computeIfPresent(question.peer, (peer, n) -> n == 1 ? null : n - 1);
    }
    return question;
  }

  private void ready(long ticket, long number) {
    if (reached(ticket, true)) {
      step(new SessionPool.Input.Used(number, true));
      return;
    }
    Question question = takeWaiting(ticket);
    if (question == null) {
      return;
    }
    Optional<Link> link = links.byNumber(number);
    if (link.isPresent()) {
      put(question, link.get());
    } else {
      later(question, SessionFailure.ENDED);
    }
    if (question.isBulk()) {
      moveBulk(question.peer);
    }
  }

  private void put(Question question, Link link) {
    question.link = link;
    question.askedNanos = now();
    link.asked++;
    links.asked(link, question);
    Answering answering = new Answering(question, link);
    question.sessionTicket =
        link.session.ask(
            question.request.type(),
            question.responseType(),
            question.request,
            question.expectedBytes,
            answering);
    answering.asking = false;
  }

  /** Turns what the session says into the outcome of a question. */
  private final class Answering implements Reply {
    private final Question question;
    private final Link link;
    private boolean asking = true;

    Answering(Question question, Link link) {
      this.question = question;
      this.link = link;
    }

    @Override
    public void answered(Envelope answer) {
      over(answer.payload().size());
      links.answered(link, question, answer.payload().size());
      tell(() -> PeerSessions.this.answered(question, link, answer));
    }

    @Override
    public void failed(SessionFailure why) {
      over(0);
      tell(() -> question.outcome.failed(new AskFailure.Failed(why)));
    }

    private void over(int bytes) {
      question.over = true;
      link.asked--;
      links.ended(link, question, bytes);
      step(new SessionPool.Input.Used(link.number, link.session.isIdle()));
    }

    /** A session may object at once, but nobody expects an outcome before the call returns. */
    private void tell(Runnable outcome) {
      if (asking) {
        loop.post(outcome);
      } else {
        outcome.run();
      }
    }
  }

  private void answered(Question question, Link link, Envelope answer) {
    if (question.outcome instanceof RawOutcome raw) {
      raw.reply().answered(answer);
      return;
    }
    if (answer.isError()) {
      question.outcome.failed(new AskFailure.Refused(answer.errorText()));
      return;
    }
    Response response;
    try {
      response = link.codec.decodeResponse(answer.type(), answer.payload());
    } catch (WireException e) {
      listener.lied(question.peer, ErrorCode.PROTOCOL_VIOLATION);
      question.outcome.failed(new AskFailure.Malformed());
      return;
    }
    question.outcome.answered(response);
  }

  private void later(Question question, SessionFailure why) {
    loop.post(() -> fail(question, why));
  }

  private static void fail(Question question, SessionFailure why) {
    if (!question.over) {
      question.over = true;
      question.outcome.failed(new AskFailure.Failed(why));
    }
  }

  private void race(NodeKey peer) {
    Race race = new Race(loop, dialler, peer, () -> raceOver(peer));
    races.put(peer, race);
    race.begin();
  }

  /** Won or lost: whoever still waits then, waits for nothing. */
  private void raceOver(NodeKey peer) {
    races.remove(peer);
    step(new SessionPool.Input.Unreachable(peer));
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void moveBulk(NodeKey peer) {
    TcpWays ways = dialler.tcpWays();
    Optional<Endpoint> tcp =
        dialler.addresses().of(peer).stream()
            .filter(endpoint -> endpoint.kind() == TransportKind.TCP)
            .findFirst();
    boolean ledTo = ways.leadTo(peer);
    if ((ledTo || tcp.isPresent()) && links.wantsTcp(peer)) {
      Runnable dial =
          () ->
              tcp.ifPresentOrElse(
                  at -> dialler.dial(peer, at, session -> links.dialled(peer, session != null)),
                  () -> links.dialled(peer, false));
      if (ledTo) {
        ways.open(
            peer,
            made -> {
              if (made) {
                links.dialled(peer, true);
              } else {
                dial.run();
              }
            });
      } else {
        dial.run();
      }
    }
    Optional<Endpoint> strand = links.wantsStrand(peer);
    strand.ifPresent(
        endpoint ->
            dialler.dialOneMore(
                peer, endpoint, session -> links.strandDialled(peer, session != null)));
  }
}
