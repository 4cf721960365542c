package io.scp2p.core.engine;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.Endpoint;
import io.scp2p.api.spi.Transport;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.core.protocol.path.DialRace;
import io.scp2p.core.protocol.path.SessionPool;
import io.scp2p.core.protocol.session.SessionFailure;
import io.scp2p.core.wire.cbor.Encodable;
import io.scp2p.core.wire.frame.Envelope;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks peers by their key: over a session that is there, or over the first that a race can make.
 * Lives on the loop; its owner passes on what the {@link SessionHost} hears.
 */
public final class PeerSessions {
  /** For all addresses of a peer together, handshakes included. */
  public static final Duration RACE_TIMEOUT = Duration.ofSeconds(15);

  private final Loop loop;
  private final Sessions sessions;
  private final Map<TransportKind, Transport> transports;
  private final Function<NodeKey, List<Endpoint>> addresses;
  private final SessionPool pool;
  private final Alarm alarm;
  private final Map<Long, PeerSession> byNumber = new HashMap<>();
  private final Map<PeerSession, Long> numbers = new HashMap<>();
  private final Map<Long, Question> questions = new HashMap<>();
  private long lastNumber;
  private long lastTicket;

  /** What somebody wants to know, and of whom. */
  private record Question(
      NodeKey peer,
      int type,
      int responseType,
      Encodable payload,
      int expectedBytes,
      Reply reply) {}

  /**
   * Prepares to ask.
   *
   * @param transports those that can be dialled
   * @param addresses where a peer may be, in the order of preference
   */
  public PeerSessions(
      Loop loop,
      Sessions sessions,
      Map<TransportKind, Transport> transports,
      Function<NodeKey, List<Endpoint>> addresses,
      int maxSessions) {
    this.loop = loop;
    this.sessions = sessions;
    this.transports = Map.copyOf(transports);
    this.addresses = addresses;
    this.pool = new SessionPool(maxSessions);
    this.alarm = new Alarm(loop, () -> perform(pool.onTimeout(loop.time().nanos())));
  }

  /** Asks a peer, wherever it is. */
  public void ask(
      NodeKey peer, int type, int responseType, Encodable payload, int expectedBytes, Reply reply) {
    long ticket = ++lastTicket;
    questions.put(ticket, new Question(peer, type, responseType, payload, expectedBytes, reply));
    step(new SessionPool.Input.Want(ticket, peer));
  }

  /** The host heard of a new session, dialled or accepted. */
  public void established(PeerSession session) {
    long number = ++lastNumber;
    byNumber.put(number, session);
    numbers.put(session, number);
    boolean mayAsk = session.isInitiator() || session.peer().extensions().isPresent();
    step(new SessionPool.Input.Established(number, session.peer().key(), mayAsk));
  }

  /** The host heard that a session has ended. */
  public void closed(PeerSession session) {
    Long number = numbers.remove(session);
    if (number != null) {
      byNumber.remove(number);
      step(new SessionPool.Input.Closed(number));
    }
  }

  /** How many sessions are kept. */
  public int size() {
    return pool.size();
  }

  private void step(SessionPool.Input input) {
    perform(pool.accept(loop.time().nanos(), input));
  }

  private void perform(List<SessionPool.Effect> effects) {
    for (SessionPool.Effect effect : effects) {
      if (effect instanceof SessionPool.Effect.Ready ready) {
        put(ready.ticket(), ready.session());
      } else if (effect instanceof SessionPool.Effect.Unavailable unavailable) {
        Question question = questions.remove(unavailable.ticket());
        if (question != null) {
          question.reply().failed(SessionFailure.ENDED);
        }
      } else if (effect instanceof SessionPool.Effect.Race race) {
        new Race(race.peer()).begin();
      } else if (effect instanceof SessionPool.Effect.Close close) {
        PeerSession session = byNumber.get(close.session());
        if (session != null) {
          loop.post(() -> session.close(close.reason()));
        }
      }
    }
    alarm.set(pool.deadlineNanos());
  }

  private void put(long ticket, long number) {
    Question question = questions.remove(ticket);
    PeerSession session = byNumber.get(number);
    if (question == null || session == null) {
      return;
    }
    session.ask(
        question.type(),
        question.responseType(),
        question.payload(),
        question.expectedBytes(),
        new Reply() {
          @Override
          public void answered(Envelope answer) {
            used(session);
            question.reply().answered(answer);
          }

          @Override
          public void failed(SessionFailure why) {
            used(session);
            question.reply().failed(why);
          }
        });
  }

  private void used(PeerSession session) {
    Long number = numbers.get(session);
    if (number != null) {
      step(new SessionPool.Input.Used(number, session.isIdle()));
    }
  }

  /** One race for one peer, and the dials it has running. */
  private final class Race {
    private final NodeKey peer;
    private final List<Endpoint> candidates;
    private final DialRace race;
    private final Alarm raceAlarm;
    private final Map<Integer, CompletableFuture<PeerSession>> dials = new HashMap<>();

    Race(NodeKey peer) {
      this.peer = peer;
      this.candidates =
          addresses.apply(peer).stream()
              .filter(endpoint -> transports.containsKey(endpoint.kind()))
              .toList();
      this.race = new DialRace(candidates.size(), RACE_TIMEOUT);
      this.raceAlarm = new Alarm(loop, () -> perform(race.onTimeout(loop.time().nanos())));
    }

    void begin() {
      // Posted: a race without candidates is lost at once, while the pool is still being stepped.
      loop.post(() -> step(new DialRace.Input.Started()));
    }

    private void step(DialRace.Input input) {
      perform(race.accept(loop.time().nanos(), input));
    }

    private void perform(List<DialRace.Effect> effects) {
      for (DialRace.Effect effect : effects) {
        if (effect instanceof DialRace.Effect.Dial dial) {
          dial(dial.candidate());
        } else if (effect instanceof DialRace.Effect.CallOff callOff) {
          CompletableFuture<PeerSession> running = dials.remove(callOff.candidate());
          if (running != null) {
            running.cancel(true);
          }
        } else if (effect instanceof DialRace.Effect.Lost) {
          PeerSessions.this.step(new SessionPool.Input.Unreachable(peer));
        } // A winner reaches the pool as an established session.
      }
      raceAlarm.set(race.deadlineNanos());
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    private void dial(int candidate) {
      Endpoint endpoint = candidates.get(candidate);
      Transport transport = transports.get(endpoint.kind());
      if (transport == null) {
        return;
      }
      CompletableFuture<PeerSession> dial =
          sessions.dial(transport, endpoint.address(), RACE_TIMEOUT, peer, false);
      dials.put(candidate, dial);
      dial.whenComplete((session, failure) -> loop.post(() -> ended(candidate, session)));
    }

    private void ended(int candidate, @Nullable PeerSession session) {
      dials.remove(candidate);
      step(
          session == null
              ? new DialRace.Input.Failed(candidate)
              : new DialRace.Input.Finished(candidate));
    }
  }
}
