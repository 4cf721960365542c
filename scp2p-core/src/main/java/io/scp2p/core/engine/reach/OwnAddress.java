package io.scp2p.core.engine.reach;

import io.scp2p.api.spi.Endpoint;
import io.scp2p.api.spi.Entropy;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.core.engine.Alarm;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.Network;
import io.scp2p.core.engine.turn.TurnPaths;
import io.scp2p.core.protocol.Nanos;
import io.scp2p.core.protocol.dht.Subnets;
import io.scp2p.core.protocol.reach.NatDiscovery;
import io.scp2p.core.protocol.reach.NatEffect;
import io.scp2p.core.protocol.reach.NatInput;
import io.scp2p.core.protocol.reach.NatReport;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.reach.Candidate;
import io.scp2p.core.wire.reach.CandidateKind;
import io.scp2p.core.wire.reach.PathOffer;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.stun.StunAddress;
import io.scp2p.core.wire.stun.StunMessage;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where this node's UDP port can be reached: what the machine knows, what others see, and what the
 * router was asked for. Asks again and again, which also keeps the router's entry alive. Lives on
 * the loop.
 */
final class OwnAddress {
  /** Routers forget an entry that is not used for 30 s, some of them. */
  static final Duration INTERVAL = Duration.ofSeconds(25);

  /** While nobody has answered. */
  static final Duration RETRY = Duration.ofSeconds(3);

  /** When a peer has come: more peers may come with it. */
  static final Duration SOON = Duration.ofMillis(100);

  /** After that addresses are offered even if nobody has said what he sees. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Of each kind that are offered to a peer. */
  private static final int MAX_HOST = 6;

  private static final int USER_BYTES = 4;
  private static final int PASSWORD_BYTES = 16;
  private static final int MAX_SEEN = 3;
  private static final int MAX_MAPPED = 3;
  private static final int FIRST_PREFERENCE = 65_535;

  private final Loop loop;
  private final Network network;
  private final List<InetSocketAddress> configured;
  private final BiConsumer<StunAddress, Bytes> send;
  private final NatDiscovery discovery;
  private final Alarm alarm;
  private final Alarm round;
  private long startNanos;
  private final Consumer<NatReport> told;
  private Supplier<List<InetSocketAddress>> mapped = List::of;
  private @Nullable TurnWays turn;
  private NatReport report = NatReport.NOTHING;
  private boolean closed;

  OwnAddress(
      Loop loop,
      Network network,
      Entropy entropy,
      List<InetSocketAddress> configured,
      BiConsumer<StunAddress, Bytes> send,
      Consumer<NatReport> told) {
    this.told = told;
    this.loop = loop;
    this.network = network;
    this.configured = configured;
    this.send = send;
    this.discovery = new NatDiscovery(entropy);
    this.alarm = new Alarm(loop, () -> perform(discovery.onTimeout(now())));
    this.round = new Alarm(loop, this::ask);
    this.startNanos = loop.time().nanos();
  }

  /** Whoever maps ports at the router says which. */
  void mapped(Supplier<List<InetSocketAddress>> source) {
    mapped = source;
  }

  /** Who has addresses at TURN servers. */
  void through(@Nullable TurnWays ways) {
    turn = ways;
  }

  NatReport report() {
    return report;
  }

  /** Asks soon. */
  void refresh() {
    if (!closed && !discovery.isRunning()) {
      round.set(OptionalLong.of(now() + SOON.toNanos()));
    }
  }

  /** What was found out is no longer so: asks at once, and nothing is offered before. */
  void renew() {
    report = NatReport.NOTHING;
    startNanos = now();
    // Whom to ask may be unknown for a moment, and what was seen before must not be offered then.
    perform(discovery.accept(now(), new NatInput.Ask(List.of(), hosts())));
    ask();
  }

  /** Whether it makes sense to offer addresses now, or a moment later more will be known. */
  boolean isReady() {
    boolean asked = report.asked() > 0 || !discovery.mapped().isEmpty();
    boolean relayed = turn == null || !turn.isPending();
    return (asked && relayed) || Nanos.isDue(startNanos + PATIENCE.toNanos(), now());
  }

  boolean owns(StunMessage message) {
    return discovery.owns(message);
  }

  void received(StunAddress from, StunMessage message) {
    perform(discovery.accept(now(), new NatInput.Received(from, message)));
  }

  void close() {
    closed = true;
    alarm.set(OptionalLong.empty());
    round.set(OptionalLong.empty());
  }

  private long now() {
    return loop.time().nanos();
  }

  private void ask() {
    if (closed) {
      return;
    }
    List<StunAddress> servers = servers();
    if (servers.isEmpty()) {
      round.set(OptionalLong.of(now() + RETRY.toNanos()));
    } else {
      perform(discovery.accept(now(), new NatInput.Ask(servers, hosts())));
    }
  }

  private void perform(List<NatEffect> effects) {
    for (NatEffect effect : effects) {
      if (effect instanceof NatEffect.Send packet) {
        send.accept(packet.to(), packet.datagram());
      } else if (effect instanceof NatEffect.Found found) {
        report = found.report();
        told.accept(report);
        Duration pause = report.answered() == 0 ? RETRY : INTERVAL;
        round.set(OptionalLong.of(now() + pause.toNanos()));
      }
    }
    alarm.set(closed ? OptionalLong.empty() : discovery.deadlineNanos());
  }

  /** The configured ones, then peers: every node answers. Those nearby see no router. */
  private List<StunAddress> servers() {
    Set<StunAddress> servers = new LinkedHashSet<>();
    configured.stream()
        .filter(each -> !each.isUnresolved())
        .forEach(each -> servers.add(StunPort.address(each)));
    network.connected().stream()
        .flatMap(peer -> network.addresses(peer).stream())
        .flatMap(at -> udpPort(at).stream())
        .filter(at -> !Subnets.isPrivate(at.ip()) && !Subnets.isLoopback(at.ip()))
        .filter(at -> !TurnPaths.isAlias(at.ip()))
        .forEach(servers::add);
    return servers.stream().limit(NatDiscovery.MAX_SERVERS).toList();
  }

  /** Section 3.1: whoever listens for TCP listens for QUIC one port below, as a rule. */
  private static Optional<StunAddress> udpPort(Endpoint at) {
    StunAddress address = StunPort.address(at.address());
    return switch (at.kind()) {
      case QUIC -> Optional.of(address);
      case TCP ->
          address.port() > 1
              ? Optional.of(new StunAddress(address.ip(), address.port() - 1))
              : Optional.empty();
      case SIMULATED -> Optional.empty();
    };
  }

  /** Addresses of this machine at which the port listens; loopback only if there is no other. */
  List<StunAddress> hosts() {
    List<StunAddress> all =
        network.localEndpoints().stream()
            .filter(each -> each.kind() == TransportKind.QUIC)
            .map(Endpoint::address)
            .map(StunPort::address)
            .toList();
    List<StunAddress> outside =
        all.stream().filter(each -> !Subnets.isLoopback(each.ip())).toList();
    return outside.isEmpty() ? all : outside;
  }

  /** Whether others can connect to the port. */
  boolean accepts() {
    return network.localEndpoints().stream().anyMatch(each -> each.kind() == TransportKind.QUIC);
  }

  /** A new offer to a peer, with a name and a password of its own. */
  PathOffer offer(Entropy entropy) {
    return new PathOffer(
        HexFormat.of().formatHex(entropy.bytes(USER_BYTES)),
        HexFormat.of().formatHex(entropy.bytes(PASSWORD_BYTES)),
        accepts(),
        candidates(),
        differs());
  }

  /** Whether the own router gives each destination another port; null if that is not known. */
  private @Nullable Boolean differs() {
    return switch (report.mapping()) {
      case DIFFERENT_FOR_EACH -> true;
      case SAME_FOR_ALL, NONE -> false;
      case BLOCKED, UNKNOWN -> null;
    };
  }

  /** What to tell a peer. */
  List<Candidate> candidates() {
    List<Candidate> candidates = new ArrayList<>();
    Set<StunAddress> named = new LinkedHashSet<>();
    add(candidates, named, CandidateKind.HOST, hosts(), MAX_HOST);
    List<StunAddress> seen = new ArrayList<>(discovery.mapped());
    seen.addAll(report.mapped());
    add(candidates, named, CandidateKind.SERVER_REFLEXIVE, seen, MAX_SEEN);
    add(
        candidates,
        named,
        CandidateKind.MAPPED,
        mapped.get().stream().map(StunPort::address).toList(),
        MAX_MAPPED);
    if (turn != null) {
      add(candidates, named, CandidateKind.RELAYED, turn.candidates(), TurnWays.MAX_RELAYED);
    }
    return candidates.subList(0, Math.min(candidates.size(), PathOffer.MAX_CANDIDATES));
  }

  /** Without addresses at which nobody can be, or only the peer itself, or this machine. */
  PathOffer usable(PathOffer offer) {
    boolean local = hosts().stream().allMatch(each -> Subnets.isLoopback(each.ip()));
    List<Candidate> usable =
        offer.candidates().stream()
            .filter(each -> !isNowhere(each.at().ip()) && !TurnPaths.isAlias(each.at().ip()))
            .filter(each -> local || !Subnets.isLoopback(each.at().ip()))
            .toList();
    return offer.with(usable);
  }

  private static boolean isNowhere(IpAddress ip) {
    int first = ip.octets().get(0) & 0xff;
    return ip.isV4() ? first == 0 || first >= 224 : first == 0xff;
  }

  private static void add(
      List<Candidate> to,
      Set<StunAddress> named,
      CandidateKind kind,
      List<StunAddress> addresses,
      int limit) {
    int count = 0;
    for (StunAddress address : addresses) {
      if (count < limit && address.port() > 0 && named.add(address)) {
        to.add(Candidate.of(kind, address, FIRST_PREFERENCE - count));
        count++;
      }
    }
  }
}
