package io.scp2p.api.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.PeerAddress;
import io.scp2p.api.id.NodeId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.Endpoint;
import io.scp2p.api.spi.TransportKind;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PeerTest {
  private static final NodeKey KEY = NodeKey.of(new byte[32]);

  private static Peer peer(NodeId id, int reputation, PathKind path) {
    return new Peer(
        id, KEY, List.of(), path, PinState.UNPINNED, Set.of(), reputation, Instant.EPOCH);
  }

  @Test
  void aPeerIsWhoItsKeySays() {
    assertThat(peer(KEY.id(), 0, PathKind.LAN).isConnected()).isTrue();
    assertThat(peer(KEY.id(), 0, null).isConnected()).isFalse();
    NodeId other = NodeId.of(new byte[20]);
    assertThatThrownBy(() -> peer(other, 0, null)).hasMessageContaining(other.hex());
  }

  @Test
  void reputationHasBounds() {
    assertThat(peer(KEY.id(), -Peer.MAX_REPUTATION, null).reputation()).isEqualTo(-10);
    assertThatThrownBy(() -> peer(KEY.id(), 11, null)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> peer(KEY.id(), -11, null))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aSlotIsPrintedAsTheUnsignedNumberItIs() {
    Endpoint relay =
        new Endpoint(
            TransportKind.TCP, new InetSocketAddress(InetAddress.getLoopbackAddress(), 7_001));
    PeerAddress.RelayRoute route = new PeerAddress.RelayRoute(relay, null, -5L);
    assertThat(route.toString()).endsWith("#18446744073709551611");
    assertThat(new PeerAddress(relay, KEY, route).relay()).contains(route);
    assertThat(PeerAddress.direct(relay).relay()).isEmpty();
  }
}
