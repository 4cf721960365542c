package io.scp2p.examples.node.web;

import io.scp2p.api.BootstrapAddress;
import io.scp2p.api.Scp2pNode;
import io.scp2p.api.config.NodeConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Other people's nodes, in this process. */
final class Friends {
  private Friends() {}

  /** Starts one that knows the daemon, and offers room for its vault. */
  static Scp2pNode start(Path home, int tcpOfDaemon) {
    return start(home, tcpOfDaemon, 0);
  }

  /** The same, sending no more than so many bytes a second; 0 is no limit. */
  static Scp2pNode start(Path home, int tcpOfDaemon, long uploadBytesPerSecond) {
    NodeConfig config =
        NodeConfig.builder()
            .network(
                network ->
                    network
                        .tcpPort(0)
                        .quicPort(0)
                        .lanDiscovery(false)
                        .portMapping(false)
                        .bootstrap(
                            List.of(BootstrapAddress.parse("tcp://127.0.0.1:" + tcpOfDaemon)))
                        .advertised(
                            List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))))
            .transfer(transfer -> transfer.maxUploadBytesPerSecond(uploadBytesPerSecond))
            .vault(vault -> vault.offeredBytes(1L << 30))
            .build();
    return Scp2pNode.builder().home(home).config(config).start();
  }

  static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }
}
