package io.scp2p.api.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.vault.Coding;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NodeConfigTest {
  private static Arguments network(String setting, UnaryOperator<NetworkConfig.Builder> edit) {
    return Arguments.of("network." + setting, (ThrowingCallable) () -> build(b -> b.network(edit)));
  }

  private static Arguments refused(String setting, UnaryOperator<NodeConfig.Builder> edit) {
    return Arguments.of(setting, (ThrowingCallable) () -> build(edit));
  }

  private static NodeConfig build(UnaryOperator<NodeConfig.Builder> edit) {
    return edit.apply(NodeConfig.builder()).build();
  }

  static Stream<Arguments> valuesBeyondTheirBounds() {
    return Stream.of(
        network("tcpPort", n -> n.tcpPort(-1)),
        network("tcpPort", n -> n.tcpPort(65_536)),
        network("quicPort", n -> n.quicPort(65_536)),
        network("connectTimeout", n -> n.connectTimeout(Duration.ZERO)),
        network("handshakeTimeout", n -> n.handshakeTimeout(Duration.ofSeconds(-1))),
        network("idleTimeout", n -> n.idleTimeout(Duration.ZERO)),
        network("keepAliveInterval", n -> n.keepAliveInterval(Duration.ZERO)),
        network("pathRaceDelay", n -> n.pathRaceDelay(Duration.ZERO)),
        refused("dht.replication", b -> b.dht(d -> d.replication(0))),
        refused("dht.replication", b -> b.dht(d -> d.replication(65))),
        refused("dht.parallelism", b -> b.dht(d -> d.parallelism(17))),
        refused("dht.maxValues", b -> b.dht(d -> d.maxValues(0))),
        refused("dht.lookupTimeout", b -> b.dht(d -> d.lookupTimeout(Duration.ZERO))),
        refused("dht.republishInterval", b -> b.dht(d -> d.republishInterval(Duration.ZERO))),
        refused("sync.interval", b -> b.sync(s -> s.interval(Duration.ZERO))),
        refused("sync.concurrency", b -> b.sync(s -> s.concurrency(257))),
        refused("sync.keptVersions", b -> b.sync(s -> s.keptVersions(0))),
        refused(
            "transfer.maxDownloadBytesPerSecond",
            b -> b.transfer(t -> t.maxDownloadBytesPerSecond(-1))),
        refused(
            "transfer.maxUploadBytesPerSecond",
            b -> b.transfer(t -> t.maxUploadBytesPerSecond(-1))),
        refused(
            "transfer.maxUploadBytesPerSecondPerPeer",
            b -> b.transfer(t -> t.maxUploadBytesPerSecondPerPeer(-1))),
        refused("transfer.maxActive", b -> b.transfer(t -> t.maxActive(0))),
        refused("transfer.maxQueued", b -> b.transfer(t -> t.maxQueued(0))),
        refused("transfer.maxPeersPerDownload", b -> b.transfer(t -> t.maxPeersPerDownload(257))),
        refused("transfer.maxUploads", b -> b.transfer(t -> t.maxUploads(0))),
        refused("transfer.stallTimeout", b -> b.transfer(t -> t.stallTimeout(Duration.ZERO))),
        refused(
            "transfer.announceInterval", b -> b.transfer(t -> t.announceInterval(Duration.ZERO))),
        refused("transfer.checkpointBytes", b -> b.transfer(t -> t.checkpointBytes(262_143))),
        refused("transfer.hashingThreads", b -> b.transfer(t -> t.hashingThreads(65))),
        refused("relay.tunnels", b -> b.relay(r -> r.tunnels(9))),
        refused("relay.maxTunnels", b -> b.relay(r -> r.maxTunnels(65_536))),
        refused("relay.maxBytesPerTunnel", b -> b.relay(r -> r.maxBytesPerTunnel(1))),
        refused("relay.tunnelIdleTimeout", b -> b.relay(r -> r.tunnelIdleTimeout(Duration.ZERO))),
        refused("relay.healthInterval", b -> b.relay(r -> r.healthInterval(Duration.ZERO))),
        refused("limits.maxSessions", b -> b.limits(l -> l.maxSessions(0))),
        refused("limits.maxSessionsPerPeer", b -> b.limits(l -> l.maxSessionsPerPeer(65))),
        refused("limits.maxSessionsPerAddress", b -> b.limits(l -> l.maxSessionsPerAddress(0))),
        refused("limits.maxKnownPeers", b -> b.limits(l -> l.maxKnownPeers(15))),
        refused("limits.maxSubscriptions", b -> b.limits(l -> l.maxSubscriptions(0))),
        refused("limits.maxItemsPerShare", b -> b.limits(l -> l.maxItemsPerShare(10_000_001))),
        refused("limits.maxBufferBytes", b -> b.limits(l -> l.maxBufferBytes(1))),
        refused("limits.maxOpenFiles", b -> b.limits(l -> l.maxOpenFiles(15))),
        refused("limits.requestsPerMinute", b -> b.limits(l -> l.requestsPerMinute(0))),
        refused("search.refreshInterval", b -> b.search(s -> s.refreshInterval(Duration.ZERO))),
        refused("search.maxIndexBytes", b -> b.search(s -> s.maxIndexBytes(1))),
        refused("search.cursorLifetime", b -> b.search(s -> s.cursorLifetime(Duration.ZERO))),
        refused("vault.offeredBytes", b -> b.vault(v -> v.offeredBytes(-1))),
        refused("vault.perOwnerBytes", b -> b.vault(v -> v.perOwnerBytes(1))),
        refused("vault.leaseDuration", b -> b.vault(v -> v.leaseDuration(Duration.ZERO))),
        refused("vault.auditInterval", b -> b.vault(v -> v.auditInterval(Duration.ZERO))),
        refused("vault.repairDelay", b -> b.vault(v -> v.repairDelay(Duration.ZERO))),
        refused("vault.repairBytesPerSecond", b -> b.vault(v -> v.repairBytesPerSecond(1))),
        refused("events.subscriberBuffer", b -> b.events(e -> e.subscriberBuffer(15))),
        refused("events.maxSubscribers", b -> b.events(e -> e.maxSubscribers(0))),
        refused("events.journalEvents", b -> b.events(e -> e.journalEvents(-1))),
        refused("events.progressPerSecond", b -> b.events(e -> e.progressPerSecond(1_001))));
  }

  static Stream<Arguments> contradictions() {
    return Stream.of(
        network(
            "keepAliveInterval",
            n -> n.idleTimeout(Duration.ofSeconds(20)).keepAliveInterval(Duration.ofSeconds(20))),
        refused("relay.serve", b -> b.role(NodeRole.LIGHT).relay(r -> r.serve(true))),
        refused(
            "vault.offeredBytes", b -> b.role(NodeRole.LIGHT).vault(v -> v.offeredBytes(1 << 30))),
        refused(
            "relay.maxTunnels", b -> b.relay(r -> r.maxTunnels(11)).limits(l -> l.maxSessions(10))),
        refused(
            "limits.maxSessionsPerPeer",
            b -> b.limits(l -> l.maxSessions(10).maxSessionsPerPeer(11))),
        refused(
            "limits.maxSessionsPerAddress",
            b -> b.limits(l -> l.maxSessions(10).maxSessionsPerAddress(11))),
        refused(
            "vault.perOwnerBytes",
            b -> b.vault(v -> v.offeredBytes(2 << 20).perOwnerBytes(3 << 20))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"valuesBeyondTheirBounds", "contradictions"})
  void whatCannotWorkIsRefusedByName(String setting, ThrowingCallable build) {
    assertThatThrownBy(build)
        .asInstanceOf(type(Scp2pException.class))
        .satisfies(
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIG);
              assertThat(e.details()).containsEntry("setting", setting);
              assertThat(e).hasMessageContaining(setting + " ");
            });
  }

  @Test
  void aRefusedValueIsInTheMessageWithWhatWouldDo() {
    assertThatThrownBy(() -> NetworkConfig.builder().tcpPort(70_000))
        .hasMessageContaining("network.tcpPort must be from 0 to 65535, not 70000.");
  }

  @Test
  void aSettingIsCheckedWhenItIsSetAndInTheRecordItself() {
    assertThatThrownBy(() -> EventsConfig.builder().maxSubscribers(0))
        .isInstanceOf(Scp2pException.class);
    assertThatThrownBy(() -> new EventsConfig(1_024, 0, 0, 10)).isInstanceOf(Scp2pException.class);
  }

  @Test
  void settingAThingTwiceIsAnError() {
    assertThatThrownBy(() -> NetworkConfig.builder().tcpPort(1).tcpPort(1))
        .asInstanceOf(type(Scp2pException.class))
        .satisfies(
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.SETTING_REPEATED);
              assertThat(e.details()).containsEntry("setting", "network.tcpPort");
            });
    assertThatThrownBy(() -> NodeConfig.builder().dht(d -> d).dht(d -> d))
        .asInstanceOf(type(Scp2pException.class))
        .extracting(Scp2pException::code)
        .isEqualTo(ErrorCode.SETTING_REPEATED);
  }

  @Test
  void theQuicPortFollowsTheTcpPortUnlessItIsSet() {
    assertThat(NetworkConfig.builder().tcpPort(9_001).build().quicPort()).isEqualTo(9_000);
    assertThat(NetworkConfig.builder().tcpPort(0).build().quicPort()).isZero();
    assertThat(NetworkConfig.builder().tcpPort(9_001).quicPort(5).build().quicPort()).isEqualTo(5);
  }

  @Test
  void loweringABoundLowersTheDefaultsBelowIt() {
    LimitsConfig limits = LimitsConfig.builder().maxSessions(3).build();
    assertThat(limits.maxSessionsPerPeer()).isEqualTo(3);
    assertThat(limits.maxSessionsPerAddress()).isEqualTo(3);
    assertThat(VaultConfig.builder().offeredBytes(2 << 20).build().perOwnerBytes())
        .isEqualTo(2 << 20);
  }

  @Test
  void printingAConfigurationShowsNoSecret() {
    InetSocketAddress server = new InetSocketAddress("192.0.2.1", 3_478);
    NodeConfig config =
        NodeConfig.builder()
            .network(n -> n.turnServers(List.of(new TurnServer(server, "user-1", "hush-hush"))))
            .build();
    assertThat(config.toString()).contains("192.0.2.1").doesNotContain("user-1", "hush-hush");
    assertThat(config.vault().coding()).isEqualTo(Coding.DEFAULT);
    assertThatThrownBy(
            () ->
                new TurnServer(
                    InetSocketAddress.createUnresolved("example.org", 1), "user", "word"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
