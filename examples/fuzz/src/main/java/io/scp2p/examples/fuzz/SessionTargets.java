package io.scp2p.examples.fuzz;

import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.protocol.ReplayCache;
import io.scp2p.core.protocol.session.Expectation;
import io.scp2p.core.protocol.session.Fresh;
import io.scp2p.core.protocol.session.HandshakeEffect;
import io.scp2p.core.protocol.session.HandshakeInput;
import io.scp2p.core.protocol.session.InitiatorHandshake;
import io.scp2p.core.protocol.session.LocalNode;
import io.scp2p.core.protocol.session.ResponderHandshake;
import io.scp2p.core.protocol.session.SessionEffect;
import io.scp2p.core.protocol.session.SessionFailure;
import io.scp2p.core.protocol.session.SessionInput;
import io.scp2p.core.protocol.session.SessionMachine;
import io.scp2p.core.protocol.session.SessionRules;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.Encodable;
import io.scp2p.core.wire.frame.Envelope;
import io.scp2p.core.wire.record.HelloOffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Handshakes of both sides, and the session behind them. */
final class SessionTargets {
  private static final long WALL = 1_700_000_000L;
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final HelloOffer OFFER =
      new HelloOffer(Map.of("multiplex", 1, "ping", 1), Map.of("max-inflight", 8L));
  private static final SigningKey HERE = Samples.key(1);
  private static final SigningKey THERE = Samples.key(2);
  private static final Fresh DIALLING = Fresh.draw(Samples.entropy(7));
  private static final Fresh ANSWERING = Fresh.draw(Samples.entropy(8));
  private static final Bytes BINDING = Samples.bytes(6, 32);
  private static final int[] TYPES = {100, 200, 400, 401, 500, 501, 600, 680};

  private SessionTargets() {}

  static List<FuzzTarget> all() {
    return List.of(
        new FuzzTarget(
            "initiator",
            "the handshake of the side that dialled, and its hellos damaged",
            vectors -> handshakes(vectors, "hello", "handshake-checks"),
            input -> handshake(input, true)),
        new FuzzTarget(
            "responder",
            "the handshake of the side that was dialled, and its hellos damaged",
            vectors -> handshakes(vectors, "hello", "handshake-checks"),
            input -> handshake(input, false)),
        new FuzzTarget(
            "session",
            "an established session: questions, answers, streams, time",
            vectors -> sessions(),
            SessionTargets::session));
  }

  private static List<byte[]> handshakes(Vectors vectors, String... files) {
    List<byte[]> all = new ArrayList<>();
    // Undamaged: both, one or neither side with the extension.
    for (int options = 0; options < 8; options++) {
      all.add(new byte[] {(byte) options, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0});
    }
    for (byte[] hello : vectors.octets(files)) {
      byte[] with = new byte[hello.length + 9];
      with[6] = 0;
      with[7] = (byte) (hello.length >> 8);
      with[8] = (byte) hello.length;
      System.arraycopy(hello, 0, with, 9, hello.length);
      all.add(with);
    }
    return all;
  }

  /** Two real sides; the input damages what travels, adds to it, and lets time pass. */
  private static boolean handshake(byte[] input, boolean initiator) {
    Input in = new Input(input);
    int options = in.u8();
    LocalNode here = node(HERE, (options & 1) != 0);
    LocalNode there = node(THERE, (options & 2) != 0);
    Expectation any = new Expectation(null, false, BINDING);
    Expectation ours = new Expectation(null, (options & 4) != 0, BINDING);
    Bytes[] sent = new Bytes[1];
    boolean[] established = new boolean[1];
    List<Bytes> outside = new ArrayList<>();
    InitiatorHandshake dialled =
        new InitiatorHandshake(initiator ? here : there, DIALLING, initiator ? ours : any, TIMEOUT);
    ResponderHandshake answering =
        new ResponderHandshake(
            initiator ? there : here,
            ANSWERING,
            initiator ? any : ours,
            new ReplayCache(64),
            key -> (options & 8) != 0,
            TIMEOUT);
    long start = Drive.start(in);
    Drive<HandshakeInput, HandshakeEffect> machine =
        new Drive<>(
            initiator ? dialled : answering,
            start,
            effect -> {
              Finding.unless(!established[0], "something follows the end");
              if (effect instanceof HandshakeEffect.Send send) {
                outside.add(send.body());
              } else if (effect instanceof HandshakeEffect.Established done) {
                established[0] = true;
                Finding.unless(done.peer().key().equals(there.publicKey()), "another's key");
              }
            });
    Drive<HandshakeInput, HandshakeEffect> other =
        new Drive<>(
            initiator ? answering : dialled,
            start,
            effect ->
                sent[0] = effect instanceof HandshakeEffect.Send send ? send.body() : sent[0]);
    machine.feed(new HandshakeInput.Opened(WALL));
    other.feed(new HandshakeInput.Opened(WALL));
    for (int steps = 0; !in.isEmpty() && steps < 32; steps++) {
      switch (in.below(4)) {
        case 0 -> machine.feed(new HandshakeInput.Frame(in.block(), WALL));
        case 1 -> {
          if (!outside.isEmpty()) {
            other.feed(new HandshakeInput.Frame(outside.remove(0), WALL));
          }
          if (sent[0] != null) {
            machine.feed(new HandshakeInput.Frame(damaged(sent[0], in), WALL + in.u8()));
          }
        }
        case 2 -> machine.pass(in);
        default -> machine.feed(new HandshakeInput.Ended());
      }
    }
    return established[0];
  }

  private static Bytes damaged(Bytes frame, Input in) {
    int at = in.u8();
    int bits = in.u8();
    byte[] body = frame.toArray();
    if (bits != 0) {
      body[(at * 7) % body.length] ^= (byte) bits;
    }
    return Bytes.wrap(body);
  }

  private static LocalNode node(SigningKey key, boolean extended) {
    return new LocalNode(key, Samples.CAPABILITIES, extended ? OFFER : null);
  }

  private static List<byte[]> sessions() {
    List<byte[]> all = new ArrayList<>();
    for (int order = 0; order < 12; order++) {
      all.add(new byte[] {(byte) order, 0, 0, 0, 0, 5, 0, 2, 0, 0, 2, 1, 0, 1, 3, 0, 1, 7, -56});
      all.add(
          new byte[] {(byte) order, 0, 0, 0, 0, 5, 0, 0, 0, 1, 0, 2, 3, 0, 0, 0, 1, 4, 0, 7, 100});
    }
    return all;
  }

  /** One session, and everybody who waits for it. */
  private static final class Waiting {
    final Set<Long> open = new HashSet<>();
    final List<Long> toServe = new ArrayList<>();
    final int maxServing;
    boolean closed;
    boolean any;

    Waiting(int maxServing) {
      this.maxServing = maxServing;
    }

    void saw(SessionEffect effect) {
      Finding.unless(!closed, "something follows the end");
      if (effect instanceof SessionEffect.Answered answered) {
        Finding.unless(open.remove(answered.ticket()), "an answer to nobody");
        any = true;
      } else if (effect instanceof SessionEffect.Failed failed) {
        Finding.unless(open.remove(failed.ticket()), "a failure of nobody");
      } else if (effect instanceof SessionEffect.Serve serve) {
        Finding.unless(!toServe.contains(serve.ticket()), "two requests with one ticket");
        toServe.add(serve.ticket());
        Finding.unless(toServe.size() <= maxServing, "too many requests at once");
        any = true;
      } else if (effect instanceof SessionEffect.Close) {
        Finding.unless(open.isEmpty(), "the end leaves callers waiting");
        closed = true;
      } else if (effect instanceof SessionEffect.Send send) {
        Finding.unless(send.bytes() > 4, "an empty frame");
      }
    }

    @Nullable Long served(Input in) {
      return toServe.isEmpty() ? null : toServe.remove(in.below(toServe.size()));
    }
  }

  private static SessionRules rules(Input in) {
    int choice = in.u8();
    SessionRules.Order[] orders = SessionRules.Order.values();
    boolean v1 = orders[choice % orders.length] == SessionRules.Order.IN_ORDER;
    boolean asks = (choice & 16) == 0;
    return new SessionRules(
        orders[choice % orders.length],
        asks,
        v1 ? !asks : (choice & 32) == 0 || !asks,
        1 + (choice & 7),
        SessionRules.MAX_SERVING,
        (choice & 64) == 0);
  }

  private static boolean session(byte[] input) {
    Input in = new Input(input);
    SessionRules rules = rules(in);
    Waiting waiting = new Waiting(rules.maxServing());
    SessionMachine session = new SessionMachine(rules);
    Drive<SessionInput, SessionEffect> drive = new Drive<>(session, Drive.start(in), waiting::saw);
    drive.feed(new SessionInput.Established());
    long ticket = 0;
    for (int steps = 0; !in.isEmpty() && steps < 512 && !waiting.closed; steps++) {
      switch (in.below(9)) {
        case 0 -> {
          waiting.open.add(++ticket);
          int type = TYPES[in.below(TYPES.length)];
          int answer = in.bool() ? SessionInput.ANY_RESPONSE : type;
          Encodable payload = out -> out.uint(7);
          drive.feed(new SessionInput.Ask(ticket, type, answer, payload, in.u16()));
        }
        case 1 -> drive.feed(new SessionInput.Cancel(in.below(16)));
        case 2 -> drive.feed(new SessionInput.Received(lane(in), envelope(in)));
        case 3 -> drive.feed(new SessionInput.LaneEnded(lane(in)));
        case 4 -> answer(drive, waiting, in);
        case 5 -> drive.feed(new SessionInput.Congestion(in.bool()));
        case 6 -> {
          if (in.u8() > 250) {
            drive.feed(new SessionInput.Turned(in.bool()));
          } else {
            drive.pass(in);
          }
        }
        case 7 -> decoded(drive, in);
        default -> drive.pass(in);
      }
      Finding.unless(session.heldBytes() >= 0, "less than nothing is held");
    }
    if (!waiting.closed) {
      drive.feed(new SessionInput.Ended(SessionFailure.ENDED));
      Finding.unless(waiting.closed && session.deadlineNanos().isEmpty(), "an end that is none");
    }
    return waiting.any;
  }

  private static long lane(Input in) {
    return in.below(8) - 3L;
  }

  private static Envelope envelope(Input in) {
    return new Envelope(
        TYPES[in.below(TYPES.length)], in.below(24), in.below(4), Samples.bytes(1, in.u8()));
  }

  private static void decoded(Drive<SessionInput, SessionEffect> drive, Input in) {
    long lane = lane(in);
    try {
      drive.feed(new SessionInput.Received(lane, Envelope.decode(in.block())));
    } catch (WireException refused) {
      return;
    }
  }

  private static void answer(Drive<SessionInput, SessionEffect> drive, Waiting waiting, Input in) {
    Long served = waiting.served(in);
    if (served == null) {
      return;
    }
    drive.feed(
        in.bool()
            ? new SessionInput.Answer(served, TYPES[in.below(TYPES.length)], out -> out.uint(3))
            : new SessionInput.AnswerError(served, "no"));
  }
}
