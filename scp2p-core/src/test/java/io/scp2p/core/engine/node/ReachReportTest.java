package io.scp2p.core.engine.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.config.NetworkConfig;
import io.scp2p.api.diagnostics.NatKind;
import io.scp2p.api.diagnostics.PortMappingReport.State;
import io.scp2p.api.diagnostics.ReachabilityReport;
import io.scp2p.api.diagnostics.ReachabilityReport.Verdict;
import io.scp2p.api.diagnostics.SessionSnapshot;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.peer.PathKind;
import io.scp2p.api.spi.Endpoint;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.core.engine.portmap.WayOut;
import io.scp2p.core.engine.reach.PathReport;
import io.scp2p.core.engine.turn.TurnState;
import io.scp2p.core.protocol.portmap.MappingProtocol;
import io.scp2p.core.protocol.portmap.MappingTrial;
import io.scp2p.core.protocol.portmap.MappingTrial.Outcome;
import io.scp2p.core.protocol.portmap.PortMapping;
import io.scp2p.core.protocol.portmap.PortWish;
import io.scp2p.core.protocol.reach.NatFiltering;
import io.scp2p.core.protocol.reach.NatMapping;
import io.scp2p.core.protocol.reach.NatReport;
import io.scp2p.core.protocol.turn.TurnEffect;
import io.scp2p.core.wire.portmap.PortProtocol;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.stun.StunAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is said of what is known; the knowing is tested elsewhere. */
class ReachReportTest {
  private static final IpAddress HOME = ip(192, 168, 1, 7);
  private static final StunAddress SEEN = new StunAddress(ip(44, 0, 0, 1), 50_000);
  private static final InetSocketAddress TURN = new InetSocketAddress("192.0.2.7", 3478);
  private static final NodeKey PEER = NodeKey.parse("11".repeat(32));

  private NetworkConfig config = NetworkConfig.builder().build();
  private boolean asksRouter = true;
  private List<Endpoint> listening =
      List.of(
          new Endpoint(TransportKind.TCP, new InetSocketAddress("192.168.1.7", 7001)),
          new Endpoint(TransportKind.QUIC, new InetSocketAddress("192.168.1.7", 7000)));
  private Optional<WayOut.Way> way =
      Optional.of(new WayOut.Way(Optional.of(ip(192, 168, 1, 1)), false, HOME));
  private final List<MappingTrial> trials = new ArrayList<>();
  private final List<PortMapping> mappings = new ArrayList<>();
  private NatReport nat = NatReport.NOTHING;
  private final List<TurnState> turn = new ArrayList<>();
  private final List<SessionSnapshot> sessions = new ArrayList<>();
  private final List<PathReport> paths = new ArrayList<>();

  private static IpAddress ip(int a, int b, int c, int d) {
    return IpAddress.of((byte) a, (byte) b, (byte) c, (byte) d);
  }

  private ReachabilityReport report() {
    return ReachReport.of(
        new ReachFacts(
            config,
            asksRouter,
            listening,
            listening,
            way,
            trials,
            mappings,
            nat,
            turn,
            List.of(),
            sessions,
            paths,
            Instant.EPOCH));
  }

  private void mapped(IpAddress external) {
    mappings.add(
        new PortMapping(
            new PortWish(PortProtocol.TCP, 7001), MappingProtocol.PCP, external, 7001, 7200, 0));
    trials.add(new MappingTrial(MappingProtocol.PCP, Outcome.WORKS, 0));
  }

  private void seen(NatMapping mapping, NatFiltering filtering) {
    nat = new NatReport(mapping, filtering, List.of(SEEN), 3, 3);
  }

  @Test
  void aForwardedPortMakesANodePublicAndNothingNeedsDoing() {
    mapped(ip(44, 0, 0, 1));
    ReachabilityReport report = report();

    assertThat(report.verdict()).isEqualTo(Verdict.PUBLIC);
    assertThat(report.portMapping().state()).isEqualTo(State.WORKS);
    assertThat(report.portMapping().protocol()).isEqualTo("PCP");
    assertThat(report.portMapping().ports().get(0).lease()).isEqualTo(Duration.ofHours(2));
    assertThat(report.seen()).extracting(seen -> seen.address().getPort()).containsExactly(7001);
    assertThat(report.advice()).isEmpty();
  }

  @Test
  void aRouterBehindARouterIsFoundOut() {
    mapped(ip(100, 64, 3, 4));
    ReachabilityReport report = report();

    assertThat(report.verdict()).isNotEqualTo(Verdict.PUBLIC);
    assertThat(report.portMapping().state()).isEqualTo(State.DOUBLE_NAT);
    assertThat(report.advice()).anyMatch(advice -> advice.contains("bridge mode"));
  }

  @Test
  void aDeafRouterCanBeToldByHand() {
    for (MappingProtocol each : MappingProtocol.values()) {
      trials.add(new MappingTrial(each, Outcome.NO_ANSWER, 0));
    }
    ReachabilityReport report = report();

    assertThat(report.portMapping().state()).isEqualTo(State.NOT_OFFERED);
    assertThat(report.advice())
        .anyMatch(
            advice ->
                advice.contains("UPnP") && advice.contains("TCP port 7001 and UDP port 7000"));
    assertThat(report.findings())
        .anyMatch(finding -> finding.explanation().contains("PCP: no answer; NAT-PMP: no answer"));
  }

  @Test
  void aRefusalNamesItsCode() {
    trials.add(new MappingTrial(MappingProtocol.PCP, Outcome.REFUSED, 2));
    trials.add(new MappingTrial(MappingProtocol.NAT_PMP, Outcome.NO_ANSWER, 0));

    assertThat(report().portMapping().state()).isEqualTo(State.REFUSED);
    assertThat(report().findings())
        .anyMatch(finding -> finding.explanation().contains("PCP: refused with code 2"));
  }

  @Test
  void kindsOfTranslationHaveTheirVerdicts() {
    seen(NatMapping.SAME_FOR_ALL, NatFiltering.OPEN);
    assertThat(report().nat()).isEqualTo(NatKind.FULL_CONE);
    assertThat(report().verdict()).isEqualTo(Verdict.PUNCHABLE);
    seen(NatMapping.SAME_FOR_ALL, NatFiltering.BY_ADDRESS_AND_PORT);
    assertThat(report().nat()).isEqualTo(NatKind.PORT_RESTRICTED);
    assertThat(report().verdict()).isEqualTo(Verdict.PUNCHABLE);
    seen(NatMapping.DIFFERENT_FOR_EACH, NatFiltering.UNKNOWN);
    assertThat(report().nat()).isEqualTo(NatKind.SYMMETRIC);
    assertThat(report().verdict()).isEqualTo(Verdict.UNREACHABLE);
    assertThat(report().advice()).anyMatch(advice -> advice.contains("full cone"));
    seen(NatMapping.BLOCKED, NatFiltering.UNKNOWN);
    assertThat(report().nat()).isEqualTo(NatKind.UDP_BLOCKED);
    assertThat(report().advice()).anyMatch(advice -> advice.contains("Allow UDP"));
  }

  @Test
  void aPublicAddressWithoutTranslationIsPublic() {
    listening = List.of(new Endpoint(TransportKind.QUIC, new InetSocketAddress("44.0.0.9", 7000)));
    seen(NatMapping.NONE, NatFiltering.UNKNOWN);
    assertThat(report().verdict()).isEqualTo(Verdict.PUBLIC);
    assertThat(report().nat()).isEqualTo(NatKind.NONE);
  }

  @Test
  void whoDoesNotListenIsNotReachableUnlessByATurnServer() {
    listening = List.of();
    asksRouter = false;
    assertThat(report().verdict()).isEqualTo(Verdict.UNREACHABLE);
    assertThat(report().portMapping().state()).isEqualTo(State.OFF);
    assertThat(report().advice()).anyMatch(advice -> advice.contains("relay.relays"));

    turn.add(new TurnState(TURN, true, new StunAddress(ip(44, 0, 0, 5), 9), SEEN, null, 0));
    assertThat(report().verdict()).isEqualTo(Verdict.RELAY_ONLY);
    assertThat(report().turnServers().get(0).overTcp()).isTrue();
    assertThat(report().seen()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(TurnEffect.Why.class)
  void everyEndOfATurnServerHasWords(TurnEffect.Why why) {
    turn.add(new TurnState(TURN, false, null, null, why, 401));

    assertThat(report().turnServers().get(0).explanation()).endsWith(".");
    assertThat(report().turnServers().get(0).relayed()).isNull();
    if (why == TurnEffect.Why.WRONG_CREDENTIALS) {
      assertThat(report().advice()).anyMatch(advice -> advice.contains("name and password"));
    }
  }

  @ParameterizedTest
  @EnumSource(PathKind.class)
  void everyKindOfPathHasWordsAndTheBestCounts(PathKind path) {
    session(path);
    session(PathKind.RELAYED_PLAIN);
    paths.add(new PathReport(PEER, false, 17, "No answer came to any check."));
    ReachabilityReport report = report();

    assertThat(report.peers()).hasSize(1);
    assertThat(report.peers().get(0).path()).isEqualTo(path);
    assertThat(report.peers().get(0).checks()).isEqualTo(17);
    assertThat(report.peers().get(0).explanation()).endsWith("No answer came to any check.");
    assertThat(report.peers().get(0).isRelayed())
        .isEqualTo(
            EnumSet.of(PathKind.TURN, PathKind.RELAYED_SEALED, PathKind.RELAYED_PLAIN)
                .contains(path));
  }

  private void session(PathKind path) {
    sessions.add(
        new SessionSnapshot(
            PEER.id(), TransportKind.TCP, path, true, true, 0, 0, 0, Duration.ZERO, Duration.ZERO));
  }

  @Test
  void withoutANetworkThatIsWhatItSays() {
    way = Optional.empty();

    assertThat(report().portMapping().state()).isEqualTo(State.NO_ROUTER);
    assertThat(report().advice()).anyMatch(advice -> advice.startsWith("Connect this machine"));
  }

  @Test
  void aGuessIsCalledOne() {
    way = Optional.of(new WayOut.Way(Optional.of(ip(192, 168, 1, 1)), true, HOME));
    trials.add(new MappingTrial(MappingProtocol.PCP, Outcome.TRYING, 0));

    assertThat(report().portMapping().gatewayGuessed()).isTrue();
    assertThat(report().findings()).anyMatch(finding -> finding.subject().equals("gateway"));
  }
}
