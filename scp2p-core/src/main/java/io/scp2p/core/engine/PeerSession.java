package io.scp2p.core.engine;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.ByteStream;
import io.scp2p.api.spi.Connection;
import io.scp2p.api.spi.ConnectionListener;
import io.scp2p.api.spi.Endpoint;
import io.scp2p.api.spi.StreamListener;
import io.scp2p.api.spi.TransportException;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.core.protocol.Machine;
import io.scp2p.core.protocol.session.HandshakeEffect;
import io.scp2p.core.protocol.session.HandshakeFailure;
import io.scp2p.core.protocol.session.HandshakeInput;
import io.scp2p.core.protocol.session.Peer;
import io.scp2p.core.protocol.session.SessionEffect;
import io.scp2p.core.protocol.session.SessionFailure;
import io.scp2p.core.protocol.session.SessionInput;
import io.scp2p.core.protocol.session.SessionMachine;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.Encodable;
import io.scp2p.core.wire.frame.Envelope;
import io.scp2p.core.wire.frame.FrameEncoder;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One connection from its first byte to its end: first the handshake, then the session. It performs
 * what the two machines decide. Public methods belong to the loop.
 */
public final class PeerSession implements ConnectionListener {
  private static final Logger LOG = System.getLogger(PeerSession.class.getName());
  private static final long MAIN_LANE = 0;
  private static final int HELLOS_OF_INITIATOR = 2; // 1 and 3 (section 4)
  private static final int HELLOS_OF_RESPONDER = 1;

  private final Loop loop;
  private final Intake intake;
  private final ReceiveBudget.Account received;
  private final SessionHost host;
  private final Function<Connection, Machine<HandshakeInput, HandshakeEffect>> handshakes;
  private final Map<Long, FrameLane> lanes = new HashMap<>();
  private final Replies replies = new Replies();
  private final Queue<SessionInput> inputs = new ArrayDeque<>();
  private final CompletableFuture<PeerSession> outcome = new CompletableFuture<>();
  private final Alarm alarm;
  private final boolean initiator;
  private @Nullable Connection connection;
  private @Nullable Machine<HandshakeInput, HandshakeEffect> handshake;
  private @Nullable SessionMachine session;
  private @Nullable Peer peer;
  private PendingHellos.@Nullable Place place;
  private long lastPeerLane;
  private long receivedBytes;
  private long sentBytes;
  private boolean performing;
  private boolean over;

  PeerSession(
      Loop loop,
      Intake intake,
      SessionHost host,
      boolean initiator,
      Function<Connection, Machine<HandshakeInput, HandshakeEffect>> handshakes) {
    this.loop = loop;
    this.intake = intake;
    this.received = intake.budget().account();
    this.host = host;
    this.initiator = initiator;
    this.handshakes = handshakes;
    this.alarm = new Alarm(loop, () -> guarded(this::timeout));
  }

  /** Who is at the other end. */
  public Peer peer() {
    return Objects.requireNonNull(peer, "the handshake is not done");
  }

  /** The transport below. */
  public TransportKind kind() {
    return connection().kind();
  }

  /** The connection below. */
  public Connection connection() {
    return Objects.requireNonNull(connection, "not connected");
  }

  /** Whether this side dialled. */
  public boolean isInitiator() {
    return initiator;
  }

  /** Whether requests may still be sent. */
  public boolean isOpen() {
    return session != null && !over;
  }

  /** Bytes of frames received since the handshake. */
  public long receivedBytes() {
    return receivedBytes;
  }

  /** Bytes of frames sent since the handshake. */
  public long sentBytes() {
    return sentBytes;
  }

  /** Whether nobody on either side waits for an answer. */
  public boolean isIdle() {
    return session == null || session.isIdle();
  }

  /**
   * Asks the peer.
   *
   * @param expectedBytes how long the answer may be
   * @return a ticket to {@link #cancel} with
   */
  public long ask(int type, int responseType, Encodable request, int expectedBytes, Reply reply) {
    long ticket = replies.add(reply);
    if (session == null) {
      replies.failed(ticket, SessionFailure.ENDED);
    } else {
      step(new SessionInput.Ask(ticket, type, responseType, request, expectedBytes));
    }
    return ticket;
  }

  /** Loses interest: the reply fails as cancelled unless it is over already. */
  public void cancel(long ticket) {
    if (replies.isOpen(ticket)) {
      step(new SessionInput.Cancel(ticket));
    }
  }

  /** Answers a request of the peer. */
  public void answer(long ticket, int type, Encodable payload) {
    step(new SessionInput.Answer(ticket, type, payload));
  }

  /** Answers a request of the peer with an error text (section 5.2). */
  public void answerError(long ticket, String text) {
    step(new SessionInput.AnswerError(ticket, text));
  }

  /** The session is a tunnel from now on, in which only one side asks (section 14.3). */
  void turn(boolean weAsk) {
    step(new SessionInput.Turned(weAsk));
  }

  /** Ends the session; open requests fail. */
  public void close(String reason) {
    if (session != null) {
      step(new SessionInput.Ended(SessionFailure.ENDED));
    }
    end(reason);
  }

  /** Memory taken for frames of the peer that are not whole yet. */
  long partialBytes() {
    return lanes.values().stream().mapToLong(FrameLane::heldBytes).sum();
  }

  // From the transport, on its threads.

  /** Completes on the loop: established, or why not. Cancelling it ends the session. */
  CompletableFuture<PeerSession> outcome() {
    return outcome;
  }

  /** The dial has succeeded, or a connection was accepted. */
  PeerSession connected(Connection newConnection) {
    loop.post(() -> guarded(() -> begin(newConnection)));
    return this;
  }

  @Override
  public StreamListener streamOpened(ByteStream stream) {
    // Numbers are given here, where streams arrive one after the other; what they do is posted.
    long number = initiator || lastPeerLane < 0 ? --lastPeerLane : MAIN_LANE;
    if (number == MAIN_LANE) {
      lastPeerLane = -1;
    }
    FrameLane lane =
        new FrameLane(number, this, loop, received, number == MAIN_LANE ? HELLOS_OF_INITIATOR : 0);
    loop.post(() -> guarded(() -> accept(lane, stream)));
    return lane;
  }

  @Override
  public void closed(@Nullable TransportException cause) {
    loop.post(() -> guarded(this::connectionClosed));
  }

  // On the loop.

  private void begin(Connection newConnection) {
    connection = newConnection;
    if (over) {
      newConnection.close("no longer wanted");
      refused(newConnection, HandshakeFailure.ENDED, null);
      return;
    }
    handshake = handshakes.apply(newConnection);
    if (!initiator) {
      place = intake.hellos().enter(newConnection.remote().getAddress(), this::crowdedOut);
    } else {
      FrameLane lane = new FrameLane(MAIN_LANE, this, loop, received, HELLOS_OF_RESPONDER);
      try {
        accept(lane, newConnection.openStream(lane));
      } catch (TransportException e) {
        connectionClosed();
        return;
      }
    }
    shake(new HandshakeInput.Opened(wallSeconds()));
  }

  private void accept(FrameLane lane, ByteStream stream) {
    lanes.put(lane.number(), lane);
    lane.attach(stream);
    if (lane.number() == MAIN_LANE || session != null) {
      lane.open();
    } // Else it waits: nothing is read before the handshake is done (extension X3).
  }

  /** Newer connections need the place of this unfinished handshake. */
  private void crowdedOut() {
    guarded(() -> shake(new HandshakeInput.Ended()));
  }

  /** Others wait for the memory of a frame that the peer has begun and does not finish. */
  void tooSlow(FrameLane lane) {
    if (lane.number() == MAIN_LANE && session != null) {
      step(new SessionInput.Ended(SessionFailure.DEAD));
    } else if (lane.number() == MAIN_LANE) {
      crowdedOut();
    } else {
      lane.abandon();
    }
  }

  /** Runs what a lane has posted; a bug of ours ends this session and no other. */
  void guarded(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException bug) {
      broken(bug);
    }
  }

  private void broken(RuntimeException bug) {
    LOG.log(Level.ERROR, "a session ends by a bug of ours", bug);
    boolean wasShaking = session == null && !over;
    inputs.clear();
    if (session != null) {
      step(new SessionInput.Ended(SessionFailure.INTERNAL));
    }
    end("internal error");
    replies.failAll(SessionFailure.INTERNAL); // Of some the machine has not heard.
    if (wasShaking && connection != null) {
      refused(connection, HandshakeFailure.INTERNAL, null);
    }
  }

  void frame(FrameLane lane, Bytes body) {
    if (over) {
      return;
    }
    if (session == null) {
      if (handshake != null && lane.number() == MAIN_LANE) {
        shake(new HandshakeInput.Frame(body, wallSeconds()));
      }
      return;
    }
    receivedBytes += body.size();
    Envelope envelope;
    try {
      envelope = Envelope.decode(body);
    } catch (WireException e) {
      unframed(lane);
      return;
    }
    step(new SessionInput.Received(lane.number(), FrameLane.compact(envelope, body)));
  }

  /** What arrives is no frame, or no envelope: section 5.2 says to drop the stream. */
  void unframed(FrameLane lane) {
    if (session == null) {
      end("the peer does not speak SCP2P");
    } else {
      step(new SessionInput.Ended(SessionFailure.PROTOCOL));
    }
  }

  /** The peer does not keep up with what is sent on a lane, or has caught up. */
  void congestion(FrameLane lane, boolean congested) {
    if (lane.number() == MAIN_LANE) {
      step(new SessionInput.Congestion(congested));
    }
  }

  void inputEnded(FrameLane lane) {
    if (lane.number() == MAIN_LANE && !over) {
      connectionClosed();
    }
  }

  void laneClosed(FrameLane lane) {
    lanes.remove(lane.number());
    if (lane.number() == MAIN_LANE) {
      connectionClosed();
    } else if (session != null) {
      step(new SessionInput.LaneEnded(lane.number()));
    }
  }

  private void connectionClosed() {
    if (session != null) {
      step(new SessionInput.Ended(SessionFailure.ENDED));
    } else if (handshake != null) {
      shake(new HandshakeInput.Ended());
    }
    end("the connection has ended");
  }

  private void timeout() {
    if (session != null) {
      drain(session, session.onTimeout(loop.time().nanos()));
    } else if (handshake != null) {
      performHandshake(handshake.onTimeout(loop.time().nanos()));
    }
  }

  private void shake(HandshakeInput input) {
    if (handshake != null) {
      performHandshake(handshake.accept(loop.time().nanos(), input));
    }
  }

  private void performHandshake(List<HandshakeEffect> effects) {
    for (HandshakeEffect effect : effects) {
      if (effect instanceof HandshakeEffect.Send send) {
        send(MAIN_LANE, FrameEncoder.prefixed(send.body()), null, false);
      } else if (effect instanceof HandshakeEffect.Established established) {
        establish(established.peer());
      } else if (effect instanceof HandshakeEffect.Refused refused) {
        refused(connection(), refused.why(), refused.claimedKey());
        end("handshake refused: " + refused.why());
      }
    }
    setAlarm();
  }

  private void refused(Connection with, HandshakeFailure why, @Nullable NodeKey claimedKey) {
    host.refused(new Endpoint(with.kind(), with.remote()), initiator, why, claimedKey);
    outcome.completeExceptionally(new HandshakeRefusedException(why, claimedKey));
  }

  private void establish(Peer newPeer) {
    handshake = null;
    if (!host.welcomes(newPeer.key())) {
      refused(connection(), HandshakeFailure.ENDED, newPeer.key());
      end("not wanted");
      return;
    }
    peer = newPeer;
    leavePlace();
    session = new SessionMachine(RelayedConnection.rules(newPeer, initiator, connection()));
    for (FrameLane lane : lanes.values()) {
      lane.open();
    }
    step(new SessionInput.Established());
    host.established(this);
    outcome.complete(this);
  }

  /**
   * Steps the machine. What it causes may come back here before it returns, a host that answers at
   * once for instance: such an input waits until the effects before it have been performed.
   */
  void step(SessionInput input) {
    if (session != null) {
      inputs.add(input);
      if (!performing) {
        drain(session, List.of());
      }
    }
  }

  private void drain(SessionMachine machine, List<SessionEffect> first) {
    perform(first);
    for (SessionInput next = inputs.poll(); next != null; next = inputs.poll()) {
      perform(machine.accept(loop.time().nanos(), next));
    }
    received.awaits(machine.isWaiting());
    if (!over && received.owes(machine.heldBytes())) {
      lanes.values().forEach(FrameLane::refill);
    }
    setAlarm();
  }

  private void perform(List<SessionEffect> effects) {
    performing = true;
    try {
      effects.forEach(this::perform);
    } finally {
      performing = false;
    }
  }

  private void perform(SessionEffect effect) {
    if (effect instanceof SessionEffect.Send send) {
      sentBytes += send.bytes();
      send(send.lane(), send.frame(), send.tail(), send.last());
    } else if (effect instanceof SessionEffect.Answered answered) {
      replies.answered(answered.ticket(), answered.answer());
    } else if (effect instanceof SessionEffect.Failed failed) {
      replies.failed(failed.ticket(), failed.why());
    } else if (effect instanceof SessionEffect.Serve serve) {
      host.serve(this, serve.ticket(), serve.request());
    } else if (effect instanceof SessionEffect.Abandon abandon) {
      FrameLane lane = lanes.get(abandon.lane());
      if (lane != null) {
        lane.abandon();
      }
    } else if (effect instanceof SessionEffect.Close close) {
      end("session over: " + close.why());
      host.closed(this, close.why());
    }
  }

  private void send(long number, ByteBuffer frame, @Nullable ByteBuffer tail, boolean last) {
    FrameLane lane = lanes.get(number);
    if (lane == null && number > 0) {
      lane = new FrameLane(number, this, loop, received, 0);
      try {
        accept(lane, connection().openStream(lane));
      } catch (TransportException e) {
        lanes.remove(number); // Without a stream it sends nothing.
        step(new SessionInput.LaneEnded(number));
      }
    }
    if (lane != null) {
      lane.send(frame, tail, last);
    }
  }

  private void setAlarm() {
    if (over) {
      alarm.set(OptionalLong.empty());
    } else if (session != null) {
      alarm.set(session.deadlineNanos());
    } else if (handshake != null) {
      alarm.set(handshake.deadlineNanos());
    }
  }

  private void leavePlace() {
    if (place != null) {
      place.leave();
    }
  }

  private void end(String reason) {
    over = true;
    setAlarm();
    leavePlace();
    received.close();
    if (connection != null) {
      connection.close(reason);
    }
  }

  private long wallSeconds() {
    return loop.time().wall().getEpochSecond();
  }
}
