package io.scp2p.core.engine.reach;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.TransportException;
import io.scp2p.core.engine.Alarm;
import io.scp2p.core.engine.AskFailure;
import io.scp2p.core.engine.AskOutcome;
import io.scp2p.core.engine.Failures;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.MeetingPlaces;
import io.scp2p.core.engine.Network;
import io.scp2p.core.engine.TcpWays;
import io.scp2p.core.protocol.Nanos;
import io.scp2p.core.protocol.reach.NatMapping;
import io.scp2p.core.protocol.reach.NatReport;
import io.scp2p.core.protocol.reach.TcpMeeting;
import io.scp2p.core.protocol.serving.Answer;
import io.scp2p.core.protocol.serving.Requester;
import io.scp2p.core.protocol.serving.Responder;
import io.scp2p.core.protocol.serving.ServiceRegistry;
import io.scp2p.core.wire.message.Response;
import io.scp2p.core.wire.reach.AskSeenFrom;
import io.scp2p.core.wire.reach.MeetOverTcp;
import io.scp2p.core.wire.reach.MeetingOverTcp;
import io.scp2p.core.wire.reach.SeenFrom;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives bulk a TCP session with a peer to whom a path was punched over UDP (TCP simultaneous open,
 * docs/reach-protocol.md, N9). Lives on the loop.
 *
 * <p>Nobody waits for it, and nothing moves but the next request. Packets only go to the address
 * that the peer has proved to be at, since that is where the QUIC session leads.
 */
final class TcpMeetings implements TcpWays {
  /** With all peers together; each has a socket, and ends within {@link TcpMeeting#LIMIT}. */
  static final int MAX_MEETINGS = 32;

  /** Before a peer may ask once more. */
  static final Duration REST = Duration.ofSeconds(10);

  /** The error text where this side's router, or the session, is not fit for it. */
  static final String NOT_FROM_HERE = "no TCP connection can begin on both sides";

  /** The error text while there is one, or was a moment ago. */
  static final String BUSY = "already meeting over TCP";

  private static final System.Logger LOG = System.getLogger(TcpMeetings.class.getName());
  private static final int ANSWER_BYTES = 64;

  private final Loop loop;
  private final NodeKey self;
  private final Supplier<NatReport> nat;
  private final Map<NodeKey, Meeting> running = new HashMap<>();

  /** When peers asked last; only of those that are connected. */
  private final Map<NodeKey, Long> asked = new HashMap<>();

  private @Nullable Network network;
  private boolean closed;

  /** One try with one peer. */
  private static final class Meeting {
    final NodeKey peer;
    final InetAddress there;
    final TcpMeeting machine;
    final Alarm alarm;
    final Consumer<Boolean> outcome;

    /** Where the other side wants to hear of it; null if this side asks. */
    final @Nullable Responder to;

    final long sinceNanos;
    @Nullable InetSocketAddress local;
    boolean answered;

    Meeting(
        NodeKey peer,
        InetAddress there,
        TcpMeeting machine,
        Alarm alarm,
        Consumer<Boolean> outcome,
        @Nullable Responder to,
        long nowNanos) {
      this.peer = peer;
      this.there = there;
      this.machine = machine;
      this.alarm = alarm;
      this.outcome = outcome;
      this.to = to;
      this.sinceNanos = nowNanos;
    }

    boolean asks() {
      return to == null;
    }
  }

  /**
   * No meeting yet.
   *
   * @param nat what is known about the own router
   */
  TcpMeetings(Loop loop, NodeKey self, Supplier<NatReport> nat) {
    this.loop = loop;
    this.self = self;
    this.nat = nat;
  }

  ServiceRegistry.Builder addTo(ServiceRegistry.Builder registry) {
    return registry.serve(AskSeenFrom.class, this::seenFrom).serve(MeetOverTcp.class, this::asked);
  }

  void join(Network newNetwork) {
    network = newNetwork;
    newNetwork.opened().meetings().join(this);
  }

  void close() {
    closed = true;
    List.copyOf(running.values()).forEach(each -> over(each, false, "the node is closing"));
  }

  // What is told, and asked.

  private void seenFrom(AskSeenFrom request, Requester from, Responder to) {
    Optional<InetSocketAddress> origin =
        network == null
            ? Optional.empty()
            : network.opened().meetings().origin(from.session()).filter(at -> at.getPort() > 0);
    to.answer(
        origin.isPresent()
            ? new Answer.Success(new SeenFrom(StunPort.address(origin.get())))
            : new Answer.Failure(NOT_FROM_HERE));
  }

  private void asked(MeetOverTcp request, Requester from, Responder to) {
    NodeKey peer = from.key();
    Network at = network;
    Optional<InetAddress> there =
        at == null || closed ? Optional.empty() : at.opened().meetings().atQuic(from.session());
    if (peer == null || at == null || there.isEmpty() || !isFit(there.get())) {
      to.answer(new Answer.Failure(NOT_FROM_HERE));
      return;
    }
    Meeting mine = running.get(peer);
    // Both ask at once: the one with the smaller key gets its way, as with 640.
    boolean yields =
        mine == null || (mine.asks() && self.toString().compareTo(peer.toString()) > 0);
    if (!yields || !isRested(at, peer) || (mine == null && running.size() >= MAX_MEETINGS)) {
      to.answer(new Answer.Failure(BUSY));
      return;
    }
    if (mine != null) {
      over(mine, false, "the peer asked as well");
    }
    TcpMeeting machine = TcpMeeting.answering(request.port(), at.roundTripNanos(peer), now());
    begin(peer, there.get(), machine, made -> {}, to);
  }

  private boolean isRested(Network at, NodeKey peer) {
    asked.keySet().retainAll(at.connected());
    Long before = asked.get(peer);
    boolean rested = before == null || Nanos.isDue(before + REST.toNanos(), now());
    if (rested) {
      asked.put(peer, now());
    }
    return rested;
  }

  @Override
  public boolean leadTo(NodeKey peer) {
    return there(peer).isPresent();
  }

  private Optional<InetAddress> there(NodeKey peer) {
    Network at = network;
    if (at == null || closed || running.containsKey(peer) || running.size() >= MAX_MEETINGS) {
      return Optional.empty();
    }
    MeetingPlaces places = at.opened().meetings();
    return places.areKnownTo(peer)
        ? places.withOnlyQuic(peer).filter(this::isFit)
        : Optional.empty();
  }

  /** One port for all, as far as it is known, or the other side would knock at the wrong door. */
  private boolean isFit(InetAddress there) {
    NatMapping mapping = nat.get().mapping();
    boolean translated = there instanceof Inet4Address;
    boolean one = mapping != NatMapping.DIFFERENT_FOR_EACH && mapping != NatMapping.BLOCKED;
    return network != null && network.opened().meetings().exist() && (one || !translated);
  }

  @Override
  public void open(NodeKey peer, Consumer<Boolean> outcome) {
    Optional<InetAddress> there = there(peer);
    if (there.isEmpty()) {
      loop.post(() -> outcome.accept(false));
    } else {
      begin(peer, there.get(), TcpMeeting.asking(now()), outcome, null);
    }
  }

  // One meeting.

  private void begin(
      NodeKey peer,
      InetAddress there,
      TcpMeeting machine,
      Consumer<Boolean> outcome,
      @Nullable Responder to) {
    Meeting[] made = new Meeting[1];
    Alarm alarm = new Alarm(loop, () -> perform(made[0], machine.onTimeout(now())));
    Meeting meeting = new Meeting(peer, there, machine, alarm, outcome, to, now());
    made[0] = meeting;
    running.put(peer, meeting);
    loop.post(() -> step(meeting, new TcpMeeting.Input.Begun()));
  }

  private void step(Meeting meeting, TcpMeeting.Input input) {
    if (running.get(meeting.peer) == meeting) {
      perform(meeting, meeting.machine.accept(now(), input));
    }
  }

  private void perform(Meeting meeting, List<TcpMeeting.Effect> effects) {
    for (TcpMeeting.Effect effect : effects) {
      if (effect instanceof TcpMeeting.Effect.Look) {
        places().look(meeting.there, meeting.peer, seen -> seen(meeting, seen));
      } else if (effect instanceof TcpMeeting.Effect.Offer offer) {
        offer(meeting, offer.port());
      } else if (effect instanceof TcpMeeting.Effect.Connect connect) {
        connect(meeting, connect);
      } else if (effect instanceof TcpMeeting.Effect.GivenUp givenUp) {
        over(meeting, false, givenUp.why());
      } else if (effect instanceof TcpMeeting.Effect.Met) {
        over(meeting, true, "it took " + millis(now() - meeting.sinceNanos) + " ms");
      } else {
        throw new IllegalStateException(effect.toString());
      }
    }
    if (running.get(meeting.peer) == meeting) {
      meeting.alarm.set(meeting.machine.deadlineNanos());
    }
  }

  private static long millis(long nanos) {
    return nanos / Duration.ofMillis(1).toNanos();
  }

  private MeetingPlaces places() {
    return Objects.requireNonNull(network, "joined").opened().meetings();
  }

  private void seen(Meeting meeting, Optional<MeetingPlaces.Seen> seen) {
    if (seen.isEmpty()) {
      step(meeting, new TcpMeeting.Input.Unseen("no public node could say what it sees"));
      return;
    }
    int port = seen.get().outside().port();
    // Where TCP leaves from another address than UDP, the other side would knock at that one.
    Set<Object> known = Set.copyOf(nat.get().mapped().stream().map(each -> each.ip()).toList());
    boolean sameAddress =
        !(meeting.there instanceof Inet4Address) || known.contains(seen.get().outside().ip());
    if (port < MeetOverTcp.MIN_PORT || !sameAddress) {
      step(
          meeting, new TcpMeeting.Input.Unseen("TCP is seen to come from " + seen.get().outside()));
    } else {
      meeting.local = seen.get().local();
      step(meeting, new TcpMeeting.Input.Seen(port));
    }
  }

  private void offer(Meeting meeting, int port) {
    Responder to = meeting.to;
    if (to != null) {
      meeting.answered = true;
      to.answer(new Answer.Success(new MeetingOverTcp(port)));
      return;
    }
    Objects.requireNonNull(network, "joined")
        .ask(
            meeting.peer,
            new MeetOverTcp(port),
            ANSWER_BYTES,
            new AskOutcome() {
              @Override
              public void answered(Response response) {
                if (response instanceof MeetingOverTcp theirs) {
                  step(meeting, new TcpMeeting.Input.Agreed(theirs.port()));
                }
              }

              @Override
              public void failed(AskFailure why) {
                step(meeting, new TcpMeeting.Input.Refused("the peer could not agree: " + why));
              }
            });
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void connect(Meeting meeting, TcpMeeting.Effect.Connect to) {
    InetSocketAddress local = Objects.requireNonNull(meeting.local, "seen");
    InetSocketAddress remote = new InetSocketAddress(meeting.there, to.port());
    CompletableFuture<?> session =
        places().meet(meeting.peer, local, remote, meeting.asks(), to.within());
    session.whenComplete(
        (made, failure) ->
            loop.post(
                () -> {
                  if (failure == null) {
                    step(meeting, new TcpMeeting.Input.Connected());
                  } else {
                    places().missed(remote);
                    step(meeting, failed(remote, failure));
                  }
                }));
  }

  /** Whoever is there and is not the peer will not be the peer in a moment. */
  private static TcpMeeting.Input failed(InetSocketAddress remote, Throwable failure) {
    Throwable cause = Failures.cause(failure);
    return new TcpMeeting.Input.Failed(
        remote + ": " + cause.getMessage(), cause instanceof TransportException);
  }

  private void over(Meeting meeting, boolean met, String words) {
    if (!running.remove(meeting.peer, meeting)) {
      return;
    }
    meeting.alarm.set(OptionalLong.empty());
    if (meeting.to != null && !meeting.answered) {
      meeting.to.answer(new Answer.Failure(NOT_FROM_HERE));
    }
    LOG.log(
        System.Logger.Level.DEBUG,
        "peer {0}: {1} over TCP: {2}",
        meeting.peer.id(),
        met ? "met" : "not met",
        words);
    loop.post(() -> meeting.outcome.accept(met));
  }

  private long now() {
    return loop.time().nanos();
  }
}
