package io.scp2p.core.engine;

import io.scp2p.api.spi.Entropy;
import io.scp2p.api.spi.TimeSource;
import io.scp2p.api.spi.Transport;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.api.spi.TransportProvider;
import io.scp2p.api.spi.TransportSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;

/** Nodes on loopback over TLS/TCP that take many connections from that one address. */
final class LoopbackNodes implements AutoCloseable {
  private static final int MANY = 4_096;
  private static final long PATIENCE_SECONDS = 60;

  private final List<TestNode> nodes = new ArrayList<>();

  static Transport transport() {
    TransportSettings usual = TransportSettings.defaults();
    TransportSettings settings =
        new TransportSettings(
            MANY,
            MANY,
            MANY,
            usual.handshakeTimeout(),
            usual.idleTimeout(),
            usual.keepAliveInterval(),
            usual.streamWindowBytes(),
            usual.sendQueueBytes());
    for (TransportProvider provider : ServiceLoader.load(TransportProvider.class)) {
      if (provider.kind() == TransportKind.TCP) {
        return provider.create(settings);
      }
    }
    throw new AssertionError("no transport for TCP");
  }

  TestNode node() {
    EventLoop loop = new EventLoop("node " + nodes.size(), TimeSource.system());
    TestNode node = new TestNode(loop, transport(), Entropy.system(), SessionContract.OFFER);
    nodes.add(node);
    return node;
  }

  TestNode server() throws Exception {
    TestNode node = node();
    node.address =
        node.sessions
            .listen(node.transport, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .toCompletableFuture()
            .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    return node;
  }

  @Override
  public void close() {
    for (TestNode node : nodes) {
      node.transport.close();
      ((EventLoop) node.loop).close();
    }
  }
}
