package io.scp2p.core.engine;

import io.scp2p.api.contract.Waiter;
import io.scp2p.api.spi.Entropy;
import io.scp2p.api.spi.TimeSource;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.core.wire.record.HelloOffer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** Sessions over real QUIC on loopback. */
class QuicSessionTest extends SessionContract {
  private final List<TestNode> nodes = new ArrayList<>();

  @Override
  TestNode node(@Nullable HelloOffer offer) {
    EventLoop loop = new EventLoop("node " + nodes.size(), TimeSource.system());
    TestNode node =
        new TestNode(loop, TcpSessionTest.transport(TransportKind.QUIC), Entropy.system(), offer);
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
