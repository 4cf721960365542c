package io.scp2p.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.BootstrapAddress;
import io.scp2p.api.Scp2pNode;
import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.Endpoint;
import io.scp2p.api.spi.Entropy;
import io.scp2p.api.spi.TimeSource;
import io.scp2p.api.spi.Transport;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.core.protocol.session.PinBook;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Quirk Q-21: whoever tries the other transport, one port beside the first, is answered too. QUIC
 * answers nodes with extension X3; to others the port says at once that it does not know them.
 */
class TwinPortsTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @Test
  void theDefaultPortsAreTwins() {
    BootstrapAddress tcp =
        new BootstrapAddress(
            TransportKind.TCP, LOOPBACK, NodeConfig.defaults().network().tcpPort(), null);
    assertThat(tcp.alternate().port()).isEqualTo(NodeConfig.defaults().network().quicPort());
  }

  @Test
  void aNodeAnswersAtItsAddressAndAtTheTwinOfIt() throws Exception {
    int port = FixedPorts.nextPair() + 1;
    BootstrapAddress tcp = new BootstrapAddress(TransportKind.TCP, LOOPBACK, port, null);
    NodeConfig config =
        NodeConfig.builder()
            .network(
                network ->
                    network
                        .tcpPort(port)
                        .quicPort(tcp.alternate().port())
                        .lanDiscovery(false)
                        .portMapping(false)
                        .advertised(List.of(new InetSocketAddress(LOOPBACK, 0))))
            .build();
    ExecutorService executor = Executors.newFixedThreadPool(2);
    try (Scp2pNode node = Scp2pNode.builder().inMemory().config(config).start()) {
      Set<NodeKey> answered = new HashSet<>();
      for (BootstrapAddress address : List.of(tcp.alternate(), tcp)) {
        answered.add(contact(client(executor), address.endpoint()));
      }
      assertThat(answered).containsExactly(node.identity().self().key());
    } finally {
      executor.shutdownNow();
    }
  }

  /** Whoever tries one of them knows nothing of the other. */
  private static NodeKey contact(NetNode client, Endpoint endpoint) throws Exception {
    try {
      return client.contact(endpoint, null).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } finally {
      client.network.close().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      client.transports.values().forEach(Transport::close);
      ((EventLoop) client.loop).close();
    }
  }

  private static NetNode client(ExecutorService executor) {
    Map<TransportKind, Transport> transports = new EnumMap<>(TransportKind.class);
    for (TransportKind kind : List.of(TransportKind.TCP, TransportKind.QUIC)) {
      transports.put(kind, TcpSessionTest.transport(kind));
    }
    return new NetNode(
        new EventLoop("client", TimeSource.system()),
        executor,
        transports,
        Entropy.system(),
        NodeConfig.builder()
            .network(network -> network.connectTimeout(PATIENCE).handshakeTimeout(PATIENCE))
            .build(),
        SessionContract.OFFER,
        LOOPBACK,
        PinBook.State.EMPTY);
  }
}
