package io.scp2p.core.engine;

import io.scp2p.api.contract.Waiter;
import io.scp2p.api.spi.Entropy;
import io.scp2p.api.spi.TimeSource;
import io.scp2p.api.spi.Transport;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.api.spi.TransportProvider;
import io.scp2p.api.spi.TransportSettings;
import io.scp2p.core.wire.record.HelloOffer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** Sessions over real TLS on loopback. */
class TcpSessionTest extends SingleStreamSessionContract {
  private final List<TestNode> nodes = new ArrayList<>();

  static Transport transport(TransportKind kind) {
    for (TransportProvider provider : ServiceLoader.load(TransportProvider.class)) {
      if (provider.kind() == kind) {
        return provider.create(TransportSettings.defaults());
      }
    }
    throw new AssertionError("no transport for " + kind);
  }

  @Override
  TestNode node(@Nullable HelloOffer offer) {
    EventLoop loop = new EventLoop("node " + nodes.size(), TimeSource.system());
    TestNode node = new TestNode(loop, transport(TransportKind.TCP), Entropy.system(), offer);
    nodes.add(node);
    return node;
  }

  @Override
  InetSocketAddress anyPort(TestNode node) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  @Override
  Waiter waiter() {
    return Waiter.realTime();
  }

  @AfterEach
  void close() {
    for (TestNode node : nodes) {
      node.transport.close();
      ((EventLoop) node.loop).close();
    }
  }
}
