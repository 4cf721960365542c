package io.scp2p.core.protocol.dht;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.PeerTransport;
import org.junit.jupiter.api.Test;

/** Nobody on the internet can have a node dial the machines around it (quirk Q-28). */
class VicinityTest {
  private final Vicinity vicinity = new Vicinity();

  private static PeerAddress at(int a, int b, int c, int d) {
    return PeerAddress.direct(
        IpAddress.of((byte) a, (byte) b, (byte) c, (byte) d), 7_001, PeerTransport.TCP);
  }

  @Test
  void hearsayIsDialledOnTheInternetOnly() {
    assertThat(vicinity.mayBeRight(at(20, 1, 2, 3))).isTrue();
    assertThat(vicinity.mayBeRight(at(127, 0, 0, 1))).isFalse();
    assertThat(vicinity.mayBeRight(at(192, 168, 1, 1))).isFalse();
    assertThat(vicinity.mayBeRight(at(10, 0, 0, 1))).isFalse();
    assertThat(vicinity.mayBeRight(at(169, 254, 1, 1))).isFalse();
  }

  @Test
  void whereSomebodyWasMetOthersMayBe() {
    vicinity.learn(at(192, 168, 1, 1));
    assertThat(vicinity.mayBeRight(at(192, 168, 7, 9))).isTrue();
    assertThat(vicinity.mayBeRight(at(10, 0, 0, 1))).isFalse();
    assertThat(vicinity.mayBeRight(at(127, 0, 0, 1))).isFalse();
    vicinity.learn(at(127, 0, 0, 1));
    assertThat(vicinity.mayBeRight(at(127, 0, 0, 2))).isTrue();
  }

  @Test
  void aNodeIsInAFewNetworksAtMost() {
    for (int i = 0; i < 100; i++) {
      vicinity.learn(at(10, i, 0, 1));
    }
    assertThat(vicinity.mayBeRight(at(10, Vicinity.MAX_NETWORKS - 1, 0, 1))).isTrue();
    assertThat(vicinity.mayBeRight(at(10, Vicinity.MAX_NETWORKS, 0, 1))).isFalse();
  }

  private static PeerAddress v6(int sixth, int last) {
    byte[] octets = new byte[IpAddress.V6_BYTES];
    octets[0] = (byte) 0xfd;
    octets[5] = (byte) sixth;
    octets[15] = (byte) last;
    return PeerAddress.direct(IpAddress.of(octets), 7_001, PeerTransport.TCP);
  }

  @Test
  void aNetworkOfIpv6IsOneSite() {
    vicinity.learn(v6(1, 1));
    assertThat(vicinity.mayBeRight(v6(1, 2))).isTrue();
    assertThat(vicinity.mayBeRight(v6(2, 1))).isFalse();
  }

  @Test
  void whoWasMetOnTheInternetSaysNothingOfThisNetwork() {
    vicinity.learn(at(20, 1, 2, 3));
    for (int i = 0; i < Vicinity.MAX_NETWORKS; i++) {
      vicinity.learn(at(10, i, 0, 1));
    }
    assertThat(vicinity.mayBeRight(at(10, Vicinity.MAX_NETWORKS - 1, 0, 1))).isTrue();
  }
}
