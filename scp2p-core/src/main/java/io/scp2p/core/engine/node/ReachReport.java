package io.scp2p.core.engine.node;

import io.scp2p.api.diagnostics.NatKind;
import io.scp2p.api.diagnostics.PeerPathReport;
import io.scp2p.api.diagnostics.PortMappingReport;
import io.scp2p.api.diagnostics.PortMappingReport.State;
import io.scp2p.api.diagnostics.ReachabilityReport;
import io.scp2p.api.diagnostics.ReachabilityReport.Verdict;
import io.scp2p.api.diagnostics.SeenAddress;
import io.scp2p.api.diagnostics.SessionSnapshot;
import io.scp2p.api.diagnostics.TurnServerReport;
import io.scp2p.api.id.NodeId;
import io.scp2p.api.peer.PathKind;
import io.scp2p.api.spi.Endpoint;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.core.engine.portmap.WayOut;
import io.scp2p.core.engine.reach.PathReport;
import io.scp2p.core.engine.turn.TurnState;
import io.scp2p.core.protocol.portmap.MappingTrial;
import io.scp2p.core.protocol.portmap.MappingTrial.Outcome;
import io.scp2p.core.protocol.portmap.PortMapping;
import io.scp2p.core.protocol.reach.NatFiltering;
import io.scp2p.core.wire.portmap.PortProtocol;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.stun.StunAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes a report for people out of what is known. A pure function: the same facts, the same words.
 */
final class ReachReport {
  /** Peers in a report; those with sessions first. */
  static final int MAX_PEERS = 1_024;

  private final ReachFacts facts;
  private final NatKind nat;
  private final PortMappingReport mapping;

  private ReachReport(ReachFacts facts) {
    this.facts = facts;
    this.nat = nat(facts);
    this.mapping = mapping(facts);
  }

  static ReachabilityReport of(ReachFacts facts) {
    return new ReachReport(facts).report();
  }

  private ReachabilityReport report() {
    Verdict verdict = verdict();
    return new ReachabilityReport(
        verdict,
        nat,
        facts.listening(),
        facts.advertised(),
        seen(),
        mapping,
        facts.turn().stream().map(ReachReport::turn).toList(),
        facts.relays(),
        peers(),
        facts.at(),
        new ReachWords(facts, verdict, nat, mapping).findings());
  }

  private static NatKind nat(ReachFacts facts) {
    return switch (facts.nat().mapping()) {
      case BLOCKED -> NatKind.UDP_BLOCKED;
      case NONE -> NatKind.NONE;
      case SAME_FOR_ALL ->
          facts.nat().filtering() == NatFiltering.OPEN
              ? NatKind.FULL_CONE
              : NatKind.PORT_RESTRICTED;
      case DIFFERENT_FOR_EACH -> NatKind.SYMMETRIC;
      case UNKNOWN -> NatKind.UNKNOWN;
    };
  }

  private Verdict verdict() {
    boolean listens = !facts.listening().isEmpty();
    boolean publicAddress =
        facts.listening().stream().anyMatch(at -> isPublic(at.address().getAddress()));
    if (listens
        && (mapping.state() == State.WORKS
            || (publicAddress && nat == NatKind.NONE)
            || !facts.config().advertised().isEmpty())) {
      return Verdict.PUBLIC;
    }
    boolean punchable =
        nat == NatKind.NONE || nat == NatKind.FULL_CONE || nat == NatKind.PORT_RESTRICTED;
    if (listens && punchable) {
      return Verdict.PUNCHABLE;
    }
    boolean relay =
        !facts.relays().isEmpty() || facts.turn().stream().anyMatch(each -> each.relayed() != null);
    if (relay) {
      return Verdict.RELAY_ONLY;
    }
    return listens && nat != NatKind.UDP_BLOCKED && nat != NatKind.SYMMETRIC
        ? Verdict.UNKNOWN
        : Verdict.UNREACHABLE;
  }

  static boolean isPublic(@Nullable InetAddress address) {
    return address != null
        && !address.isLoopbackAddress()
        && !address.isAnyLocalAddress()
        && PortMapping.isPublic(IpAddress.of(address.getAddress()));
  }

  // The router.

  private static PortMappingReport mapping(ReachFacts facts) {
    if (!facts.asksRouter()) {
      return PortMappingReport.OFF;
    }
    if (facts.way().isEmpty()) {
      return new PortMappingReport(State.NO_ROUTER, "", null, false, List.of());
    }
    WayOut.Way way = facts.way().get();
    String protocol = facts.mappings().isEmpty() ? "" : facts.mappings().get(0).by().text();
    return new PortMappingReport(
        state(facts),
        protocol,
        way.gateway().map(WayOut::inet).orElse(null),
        way.guessed(),
        facts.mappings().stream().map(ReachReport::port).toList());
  }

  private static State state(ReachFacts facts) {
    if (!facts.mappings().isEmpty()) {
      boolean usable = facts.mappings().stream().anyMatch(PortMapping::isPublic);
      return usable ? State.WORKS : State.DOUBLE_NAT;
    }
    List<Outcome> outcomes = facts.trials().stream().map(MappingTrial::outcome).toList();
    if (outcomes.isEmpty() || outcomes.contains(Outcome.TRYING)) {
      return State.TRYING;
    }
    return outcomes.contains(Outcome.REFUSED) ? State.REFUSED : State.NOT_OFFERED;
  }

  private static PortMappingReport.ForwardedPort port(PortMapping mapping) {
    return new PortMappingReport.ForwardedPort(
        mapping.wish().protocol() == PortProtocol.TCP ? TransportKind.TCP : TransportKind.QUIC,
        mapping.wish().internalPort(),
        new InetSocketAddress(WayOut.inet(mapping.external()), mapping.externalPort()),
        Duration.ofSeconds(mapping.leaseSeconds()));
  }

  // From outside.

  private List<SeenAddress> seen() {
    Set<SeenAddress> seen = new LinkedHashSet<>();
    facts.nat().mapped().forEach(at -> seen.add(seen(at, SeenAddress.Source.OBSERVED)));
    mapping
        .ports()
        .forEach(port -> seen.add(new SeenAddress(port.external(), SeenAddress.Source.ROUTER)));
    for (TurnState turn : facts.turn()) {
      StunAddress mapped = turn.mapped();
      if (mapped != null) {
        seen.add(seen(mapped, SeenAddress.Source.TURN_SERVER));
      }
    }
    return List.copyOf(seen);
  }

  private static SeenAddress seen(StunAddress at, SeenAddress.Source source) {
    return new SeenAddress(socketAddress(at), source);
  }

  private static InetSocketAddress socketAddress(StunAddress at) {
    return new InetSocketAddress(WayOut.inet(at.ip()), at.port());
  }

  private static TurnServerReport turn(TurnState turn) {
    StunAddress relayed = turn.relayed();
    return new TurnServerReport(
        turn.server(),
        relayed == null ? null : socketAddress(relayed),
        turn.stream(),
        ReachWords.of(turn));
  }

  // Peers.

  private List<PeerPathReport> peers() {
    Map<NodeId, PathKind> best = new LinkedHashMap<>();
    for (SessionSnapshot session : facts.sessions()) {
      best.merge(session.peer(), session.path(), ReachReport::better);
    }
    Map<NodeId, PathReport> tried = new LinkedHashMap<>();
    facts.paths().forEach(path -> tried.put(path.peer().id(), path));
    Set<NodeId> all = new LinkedHashSet<>(best.keySet());
    all.addAll(tried.keySet());
    List<PeerPathReport> reports = new ArrayList<>();
    for (NodeId peer : all.stream().limit(MAX_PEERS).toList()) {
      PathKind path = best.get(peer);
      PathReport search = tried.get(peer);
      reports.add(
          new PeerPathReport(
              peer,
              path,
              search == null ? 0 : search.checks(),
              ReachWords.of(path, search == null ? null : search.words())));
    }
    return reports;
  }

  /** The order of the kinds is that of their worth. */
  private static PathKind better(PathKind one, PathKind other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  /** Addresses without a host in them, for the words. */
  static String text(Endpoint endpoint) {
    InetSocketAddress at = endpoint.address();
    return endpoint.kind() + " port " + at.getPort();
  }
}
