package io.scp2p.examples.bench;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.spi.TransportKind;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Nodes as a host starts them, with one transport, on the loopback interface. */
final class Nodes {
  private Nodes() {}

  /** A node that listens. */
  static Scp2pNode serving(Path home, TransportKind transport) {
    return start(home, transport, true);
  }

  /** A node that only dials. */
  static Scp2pNode fetching(Path home, TransportKind transport) {
    return start(home, transport, false);
  }

  /** A node without a network. */
  static Scp2pNode alone(Path home) {
    return start(home, null, false);
  }

  private static Scp2pNode start(Path home, @Nullable TransportKind transport, boolean listen) {
    NodeConfig config =
        NodeConfig.builder()
            .network(
                network ->
                    network
                        .listen(listen)
                        .tcpPort(0)
                        .quicPort(0)
                        .lanDiscovery(false)
                        .portMapping(false)
                        .advertised(
                            List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))))
            .build();
    return Scp2pNode.builder()
        .home(home)
        .config(config)
        .transports(transport == null ? List.of() : List.of(BenchNode.transport(transport)))
        .start();
  }
}
