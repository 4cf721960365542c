package io.scp2p.core.engine.reach;

import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.peer.PathKind;
import io.scp2p.api.spi.Entropy;
import io.scp2p.api.spi.PacketPort;
import io.scp2p.api.spi.Transport;
import io.scp2p.api.spi.TransportException;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.core.engine.Alarm;
import io.scp2p.core.engine.AskFailure;
import io.scp2p.core.engine.AskOutcome;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.Network;
import io.scp2p.core.engine.turn.TurnPaths;
import io.scp2p.core.engine.turn.TurnRelays;
import io.scp2p.core.protocol.reach.GuessPlan;
import io.scp2p.core.protocol.reach.IceAgent;
import io.scp2p.core.protocol.reach.IceEffect;
import io.scp2p.core.protocol.reach.IceInput;
import io.scp2p.core.protocol.reach.NatMapping;
import io.scp2p.core.protocol.reach.NatReport;
import io.scp2p.core.protocol.serving.Answer;
import io.scp2p.core.protocol.serving.Requester;
import io.scp2p.core.protocol.serving.Responder;
import io.scp2p.core.protocol.serving.ServiceRegistry;
import io.scp2p.core.protocol.stun.StunResponder;
import io.scp2p.core.wire.message.Response;
import io.scp2p.core.wire.reach.CandidateKind;
import io.scp2p.core.wire.reach.OfferPaths;
import io.scp2p.core.wire.reach.PathOffer;
import io.scp2p.core.wire.reach.PathsOffered;
import io.scp2p.core.wire.stun.StunAddress;
import io.scp2p.core.wire.stun.StunAttribute;
import io.scp2p.core.wire.stun.StunClass;
import io.scp2p.core.wire.stun.StunMessage;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Turns sessions through relays into direct ones, while whatever goes over them goes on; and
 * answers whoever asks where his packets come from. Lives on the loop.
 *
 * <p>A peer that is only reached through relays is asked, over such a session, to look for a direct
 * path together (message 640). What is found becomes an ordinary QUIC session, which the choice of
 * paths prefers; and as soon as the path is seen to be dead it is closed, so that everything goes
 * through relays again. A path through a TURN server is used in the same way, while a better one is
 * looked for now and then.
 */
public final class ReachEngine {
  /** How often it is looked who should be reached directly. */
  static final Duration TICK = Duration.ofMillis(500);

  /** The error text for a request while both sides ask, or too many do. */
  static final String BUSY = "already looking for a path";

  /** The error text where neither side takes connections. */
  static final String NOBODY_ACCEPTS = "nobody accepts connections";

  private static final System.Logger LOG = System.getLogger(ReachEngine.class.getName());
  private static final int ANSWER_BYTES = 2_048;

  private final Loop loop;
  private final Entropy entropy;
  private final RandomGenerator random;
  private final NodeKey self;
  private final List<InetSocketAddress> servers;
  private final boolean advertised;
  private final StunResponder responder;
  private final Alarm tick;
  private final Attempts attempts = new Attempts();
  private final Retries retries;
  private final PathReports reports = new PathReports();
  private final TcpMeetings meetings;
  private @Nullable Network network;
  private @Nullable Transport quic;
  private @Nullable StunPort port;
  private @Nullable OwnAddress own;
  private @Nullable TurnWays turn;
  private @Nullable PortGuesses guesses;
  private Supplier<List<InetSocketAddress>> mapped = List::of;
  private Consumer<Boolean> behindRouter = isBehind -> {};
  private boolean closed;

  /** Nothing happens before {@link #start}. */
  public ReachEngine(
      Loop loop, Entropy entropy, NodeKey self, NodeConfig config, RandomGenerator random) {
    this.loop = loop;
    this.entropy = entropy;
    this.self = self;
    this.servers = config.network().stunServers();
    this.advertised = !config.network().advertised().isEmpty();
    this.random = random;
    this.retries = new Retries(random);
    this.meetings = new TcpMeetings(loop, self, this::nat);
    this.responder = new StunResponder(loop.time().nanos());
    this.tick = new Alarm(loop, this::look);
  }

  /** Registers what this answers. */
  public ServiceRegistry.Builder addTo(ServiceRegistry.Builder registry) {
    return meetings.addTo(registry.serve(OfferPaths.class, this::offered));
  }

  /** The network to work with. */
  public void join(Network newNetwork, Map<TransportKind, Transport> transports) {
    network = newNetwork;
    quic = transports.get(TransportKind.QUIC);
    newNetwork.whereabouts().whenMoved(this::moved);
    meetings.join(newNetwork);
  }

  /** Takes over the port, which has to be where it listens by now. */
  public void start() {
    Network at = Objects.requireNonNull(network, "joined");
    if (closed || !(quic instanceof PacketPort packets)) {
      return;
    }
    try {
      StunPort opened = new StunPort(loop, packets, this::received);
      port = opened;
      guesses = new PortGuesses(loop, entropy, random, packets, opened::send);
      OwnAddress address = new OwnAddress(loop, at, entropy, servers, opened::send, this::found);
      address.mapped(() -> mapped.get());
      address.through(turn);
      own = address;
      address.refresh();
      look();
    } catch (TransportException e) {
      // Without a UDP port there are relays and TCP.
    }
  }

  /** Whoever maps ports at the router says under which addresses the UDP port can be reached. */
  public void mapped(Supplier<List<InetSocketAddress>> source) {
    mapped = source;
  }

  /** The port that packets of other kinds share with QUIC; empty if there is none. */
  public Optional<PacketPort> packets() {
    return quic instanceof PacketPort packets ? Optional.of(packets) : Optional.empty();
  }

  /** Makes addresses at TURN servers part of every search; before {@link #start}. */
  public void through(TurnRelays relays, TurnPaths paths) {
    TurnWays ways = TurnWays.of(relays, paths);
    ways.tellStrangers(new TurnStrangers(ways, attempts, this::step));
    turn = ways;
  }

  /**
   * Who wants to know whether others can dial this node. Nobody is told if the configuration says
   * where that is, or before it is known.
   *
   * @param listener told whether this node is behind a router that was not asked to let others in
   */
  public void tellRouter(Consumer<Boolean> listener) {
    behindRouter = listener;
  }

  private void found(NatReport report) {
    LOG.log(System.Logger.Level.DEBUG, report.words());
    boolean known = report.mapping() != NatMapping.BLOCKED && !report.mapped().isEmpty();
    if (known && !advertised) {
      behindRouter.accept(report.mapping() != NatMapping.NONE && mapped.get().isEmpty());
    }
  }

  /** A session has begun. */
  public void connected() {
    if (own != null && !closed) {
      own.refresh();
      tick.set(OptionalLong.of(now()));
    }
  }

  /** What is known about the own router. */
  public NatReport nat() {
    return own == null ? NatReport.NOTHING : own.report();
  }

  /** What came of looking for direct paths. */
  public List<PathReport> paths() {
    return reports.all();
  }

  /** Sends nothing any more. */
  public void close() {
    closed = true;
    meetings.close();
    tick.set(OptionalLong.empty());
    if (own != null) {
      own.close();
    }
    attempts.all().forEach(this::end);
  }

  private long now() {
    return loop.time().nanos();
  }

  // Who is to be reached directly.

  private void look() {
    Network at = network;
    OwnAddress address = own;
    if (closed || at == null || address == null) {
      return;
    }
    attempts.tidy(now(), at.opened()::isUsed, this::unused, this::end);
    retries.retain(at.connected());
    if (guesses != null) {
      guesses.look(attempts.all(), this::step);
    }
    if (address.isReady()) {
      for (NodeKey peer : at.connected()) {
        if (attempts.mayLookFor(peer)
            && retries.isDue(peer, now())
            && at.opened().isWanted(peer)
            && at.opened().version(peer, OfferPaths.FEATURE) > 0) {
          begin(at, address, peer);
        }
      }
    }
    tick.set(OptionalLong.of(now() + TICK.toNanos()));
  }

  private void unused(Attempt attempt) {
    end(attempt);
    retries.later(attempt.peer, now());
  }

  // A search.

  private void begin(Network at, OwnAddress address, NodeKey peer) {
    Attempt attempt = attempt(peer, true, address);
    reports.say(attempt, "Looking for a direct path.");
    at.ask(
        peer,
        new OfferPaths(attempt.offer),
        ANSWER_BYTES,
        new AskOutcome() {
          @Override
          public void answered(Response response) {
            if (attempts.isCurrent(attempt) && response instanceof PathsOffered theirs) {
              attempt.dials = theirs.offer().accepts();
              hear(attempt, address.usable(theirs.offer()));
            }
          }

          @Override
          public void failed(AskFailure why) {
            if (attempts.isCurrent(attempt)) {
              giveUp(attempt, "The peer could not be asked for a direct path: " + why);
            }
          }
        });
  }

  /** Somebody asks for a direct path. */
  private void offered(OfferPaths request, Requester from, Responder to) {
    NodeKey peer = from.key();
    OwnAddress address = own;
    if (peer == null || address == null || closed) {
      to.answer(new Answer.Failure(BUSY));
      return;
    }
    Attempt running = attempts.of(peer);
    // Both ask at once: the one with the smaller key gets its way.
    boolean yields =
        running == null
            || running.found != null
            || !running.controlling
            || self.toString().compareTo(peer.toString()) > 0;
    if (!yields || !attempts.hasRoom(peer)) {
      to.answer(new Answer.Failure(BUSY));
      return;
    }
    if (!request.offer().accepts() && !address.accepts()) {
      to.answer(new Answer.Failure(NOBODY_ACCEPTS));
      return;
    }
    if (running != null && !running.isDetour()) {
      end(running);
    }
    Attempt attempt = attempt(peer, false, address);
    attempt.dials = !address.accepts();
    reports.say(attempt, "Looking for a direct path.");
    to.answer(new Answer.Success(new PathsOffered(attempt.offer)));
    hear(attempt, address.usable(request.offer()));
  }

  private Attempt attempt(NodeKey peer, boolean controlling, OwnAddress address) {
    Attempt running = attempts.of(peer);
    boolean better = running != null && running.isDetour();
    PathOffer all = address.offer(entropy);
    PathOffer offer = better ? TurnWays.without(all) : all;
    IceAgent agent = new IceAgent(now(), controlling, offer, entropy);
    Attempt[] self = new Attempt[1];
    Alarm alarm = new Alarm(loop, () -> perform(self[0], self[0].agent.onTimeout(now())));
    Attempt attempt = new Attempt(peer, controlling, offer, better, agent, alarm, now());
    self[0] = attempt;
    attempts.add(attempt);
    alarm.set(agent.deadlineNanos());
    return attempt;
  }

  /** Nothing came of it; tried again later. */
  private void giveUp(Attempt attempt, String words) {
    end(attempt);
    retries.later(attempt.peer, now());
    reports.say(attempt, words);
  }

  /** Nobody watches the path any more; one over a detour ends with that. Harmless when repeated. */
  private void end(Attempt attempt) {
    if (!attempts.remove(attempt)) {
      return;
    }
    attempt.alarm.set(OptionalLong.empty());
    InetSocketAddress found = attempt.found;
    if (found != null && TurnPaths.isAlias(StunPort.address(found).ip())) {
      Objects.requireNonNull(network).opened().lost(attempt.peer, found);
    }
    if (turn != null) {
      turn.close(attempt.ways);
    }
    if (guesses != null) {
      guesses.close(attempt);
    }
  }

  /** Both offers are known: checks begin, over TURN servers of this side as well. */
  private void hear(Attempt attempt, PathOffer theirs) {
    LOG.log(System.Logger.Level.DEBUG, "peer {0} at {1}", attempt.peer.id(), theirs.candidates());
    step(attempt, new IceInput.Offered(attempt.better ? TurnWays.without(theirs) : theirs));
    if (turn != null && !attempt.better && attempts.isCurrent(attempt)) {
      step(attempt, new IceInput.Detoured(turn.open(attempt.ways, theirs)));
    }
    PortGuesses others = guesses;
    if (others != null) {
      GuessPlan.of(attempt.offer, theirs).ifPresent(plan -> others.plan(attempt, plan));
    }
  }

  private void step(Attempt attempt, IceInput input) {
    perform(attempt, attempt.agent.accept(now(), input));
  }

  private void perform(Attempt attempt, List<IceEffect> effects) {
    StunPort out = port;
    if (out == null || !attempts.has(attempt)) {
      return;
    }
    for (IceEffect effect : effects) {
      if (effect instanceof IceEffect.Send packet) {
        out.send(packet.to(), packet.datagram());
      } else if (effect instanceof IceEffect.Selected selected) {
        selected(attempt, selected);
      } else if (effect instanceof IceEffect.Lost lost) {
        lost(attempt, lost);
      } else {
        giveUp(attempt, "No direct path was found; traffic goes through a relay. " + nat().words());
      }
    }
    if (attempts.has(attempt)) {
      attempt.alarm.set(attempt.agent.deadlineNanos());
      if (guesses != null) {
        guesses.watch(attempt);
      }
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void selected(Attempt attempt, IceEffect.Selected path) {
    Network at = Objects.requireNonNull(network);
    InetSocketAddress remote = StunPort.socketAddress(path.remote());
    Attempt fallback = attempts.fallback(attempt.peer);
    if (fallback != null && remote.equals(fallback.found)) {
      giveUp(attempt, "The path is the one that there was.");
      return;
    }
    attempt.found = remote;
    attempt.foundNanos = now();
    boolean relayed = path.kind() == CandidateKind.RELAYED;
    attempt.relayed = relayed;
    if (path.kind() != CandidateKind.HOST) {
      at.opened().opened(remote, relayed ? PathKind.TURN : PathKind.PUNCHED);
    }
    String words = PathReports.found(attempt, path.remote(), relayed, now());
    if (turn != null) {
      turn.keep(attempt.ways, path.remote());
    }
    if (guesses != null) {
      guesses.keep(attempt, remote);
    }
    reports.add(attempt, !relayed, words);
    if (relayed) {
      retries.later(attempt.peer, now()); // For a better one, while this one is used.
    }
    if (!attempt.dials || at.opened().isDirect(attempt.peer)) {
      return;
    }
    at.opened()
        .dial(attempt.peer, remote)
        .whenComplete(
            (session, failure) ->
                loop.post(
                    () -> {
                      if (failure != null && attempts.isCurrent(attempt)) {
                        giveUp(
                            attempt,
                            "A path was found, but no session came about on it: "
                                + failure.getMessage());
                      } else if (failure == null && !relayed) {
                        retries.forget(attempt.peer);
                      }
                    }));
  }

  private void lost(Attempt attempt, IceEffect.Lost path) {
    String where = PathReports.where(attempt, path.remote());
    end(attempt);
    retries.forget(attempt.peer); // It worked a moment ago: it is tried again at once.
    if (path.moved() && own != null) {
      own.renew(); // The router has given out other ports: nothing else of this node is certain.
      Objects.requireNonNull(network).whereabouts().doubt();
    }
    reports.add(attempt, false, "The path " + where + " has died.");
    Objects.requireNonNull(network)
        .opened()
        .lost(attempt.peer, StunPort.socketAddress(path.remote()));
  }

  /** Paths from an address that is no more are dead, and nobody waits for what comes there. */
  private void moved() {
    for (Attempt attempt : attempts.all()) {
      InetSocketAddress found = attempt.found;
      if (found != null) {
        lost(attempt, new IceEffect.Lost(StunPort.address(found), false));
      } else {
        end(attempt);
      }
    }
    if (own != null && !closed) {
      own.renew();
    }
  }

  // Packets.

  private void received(StunAddress from, StunMessage message) {
    OwnAddress address = own;
    StunPort out = port;
    if (closed || address == null || out == null) {
      return;
    }
    Attempt owner = attempts.owner(from, message);
    if (owner != null) {
      step(owner, new IceInput.Received(from, message));
      return;
    }
    if (TurnPaths.isAlias(from.ip())) {
      return; // Whoever asks there would be told an address that means nothing elsewhere.
    }
    if (address.owns(message)) {
      address.received(from, message);
    } else if (message.kind() == StunClass.REQUEST && !message.has(StunAttribute.USERNAME)) {
      responder.answer(now(), from, message).ifPresent(answer -> out.send(from, answer));
    }
  }
}
