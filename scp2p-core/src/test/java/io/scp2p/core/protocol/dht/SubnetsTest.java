package io.scp2p.core.protocol.dht;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.PeerTransport;
import io.scp2p.core.wire.record.RelayRoute;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose addresses they are, at the bounds of the ranges. */
class SubnetsTest {
  /** Dotted for IPv4; eight groups for IPv6. */
  private static IpAddress ip(String text) {
    boolean v4 = text.contains(".");
    String[] parts = text.split(v4 ? "\\." : ":", -1);
    byte[] octets = new byte[v4 ? 4 : 16];
    for (int i = 0; i < parts.length; i++) {
      int part = Integer.parseInt(parts[i], v4 ? 10 : 16);
      if (v4) {
        octets[i] = (byte) part;
      } else {
        octets[2 * i] = (byte) (part >>> 8);
        octets[2 * i + 1] = (byte) part;
      }
    }
    return IpAddress.of(octets);
  }

  private static PeerAddress address(String ip, int port) {
    return PeerAddress.direct(ip(ip), port, PeerTransport.TCP);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.0",
        "10.255.255.255",
        "172.16.0.0",
        "172.31.255.255",
        "192.168.0.0",
        "169.254.9.9",
        "100.64.0.0",
        "100.127.0.1",
        "fc00:0:0:0:0:0:0:1",
        "fdff:0:0:0:0:0:0:1",
        "fe80:0:0:0:0:0:0:1",
        "febf:0:0:0:0:0:0:1"
      })
  void somebodysOwnNetworks(String ip) {
    assertThat(Subnets.isPrivate(ip(ip))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9.255.255.255",
        "11.0.0.0",
        "172.15.0.1",
        "172.32.0.1",
        "192.167.0.1",
        "193.168.0.1",
        "169.253.0.1",
        "168.254.0.1",
        "100.63.0.1",
        "100.128.0.1",
        "101.64.0.1",
        "173.16.0.1",
        "fe00:0:0:0:0:0:0:1",
        "fec0:0:0:0:0:0:0:1",
        "fb00:0:0:0:0:0:0:1",
        "2001:0:0:0:0:0:0:1",
        "a00:0:0:0:0:0:0:1"
      })
  void everybodysNetwork(String ip) {
    assertThat(Subnets.isPrivate(ip(ip))).isFalse();
  }

  @Test
  void thisMachineOnly() {
    assertThat(Subnets.isLoopback(ip("127.9.9.9"))).isTrue();
    assertThat(Subnets.isLoopback(ip("126.0.0.1"))).isFalse();
    assertThat(Subnets.isLoopback(ip("128.0.0.1"))).isFalse();
    assertThat(Subnets.isLoopback(ip("0:0:0:0:0:0:0:1"))).isTrue();
    assertThat(Subnets.isLoopback(ip("0:0:0:0:0:0:0:2"))).isFalse();
    assertThat(Subnets.isLoopback(ip("0:0:0:0:0:0:100:1"))).isFalse();
    assertThat(Subnets.isLoopback(ip("100:0:0:0:0:0:0:1"))).isFalse();
    assertThat(Subnets.isLoopback(ip("0:0:0:0:0:0:0:101"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "224.0.0.1",
        "239.0.0.1",
        "255.255.255.255",
        "ff02:0:0:0:0:0:0:1",
        "0:0:0:0:0:0:0:0"
      })
  void whereNobodyCanBe(String ip) {
    assertThat(Subnets.isUnusable(address(ip, 7_001))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.0.0.1",
        "223.255.255.1",
        "127.0.0.1",
        "fe80:0:0:0:0:0:0:1",
        "0:0:0:0:0:0:0:1",
        "0:0:0:0:0:0:0:100",
        "100:0:0:0:0:0:0:0",
        "e000:0:0:0:0:0:0:1"
      })
  void whereSomebodyMayBe(String ip) {
    assertThat(Subnets.isUnusable(address(ip, 1))).isFalse();
    assertThat(Subnets.isUnusable(address(ip, 0))).as("without a port").isTrue();
  }

  private static boolean same(String one, String other) {
    return Subnets.of(ip(one)) == Subnets.of(ip(other));
  }

  @Test
  void theOwnersOfAddresses() {
    assertThat(same("20.1.7.0", "20.1.7.255")).isTrue();
    assertThat(same("20.1.7.1", "20.1.6.1")).isFalse();
    assertThat(same("20.1.7.1", "20.2.7.1")).isFalse();
    assertThat(same("20.1.7.1", "21.1.7.1")).isFalse();
    assertThat(same("10.1.7.1", "10.1.7.2")).as("one by one").isFalse();
    assertThat(same("2001:db8:1:0:0:0:0:1", "2001:db8:1:ffff:0:0:0:2")).isTrue();
    assertThat(same("2001:db8:1:0:0:0:0:1", "2001:db8:2:0:0:0:0:1")).isFalse();
    assertThat(same("2001:db8:1:0:0:0:0:1", "2002:db8:1:0:0:0:0:1")).isFalse();
    assertThat(same("0.0.20.1", "0:0:1400:0:0:0:0:1")).as("two families").isFalse();
    assertThat(Subnets.of(ip("0:0:0:0:0:0:0:1"))).isEqualTo(Subnets.UNLIMITED);
  }

  @Test
  void behindARelayItsAddressCounts() {
    PeerAddress relay = address("20.1.7.1", 7_001);
    PeerAddress behind =
        new PeerAddress(ip("99.1.1.1"), 7_001, PeerTransport.TCP, null, new RelayRoute(relay, 1));
    assertThat(Subnets.of(behind)).isEqualTo(Subnets.of(relay));
  }
}
