package io.scp2p.core.engine;

import io.scp2p.api.contract.Waiter;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.api.spi.TransportSettings;
import io.scp2p.core.sim.SimHost;
import io.scp2p.core.sim.SimLoop;
import io.scp2p.core.sim.SimTransport;
import io.scp2p.core.sim.SimWorld;
import io.scp2p.core.wire.record.HelloOffer;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Sessions in the simulated world, over one stream a connection. */
class SimulatedTcpSessionTest extends SingleStreamSessionContract {
  private final SimWorld world = SimWorld.seeded(20_261_121);
  private int nodes;

  @Override
  TestNode node(@Nullable HelloOffer offer) {
    SimHost host = world.network().host("node " + nodes++);
    SimTransport transport = SimTransport.on(host, TransportKind.TCP, TransportSettings.defaults());
    return new TestNode(new SimLoop(host), transport, world.entropy(host.name()), offer);
  }

  @Override
  InetSocketAddress anyPort(TestNode node) {
    return ((SimTransport) node.transport).host().address(0);
  }

  @Override
  Waiter waiter() {
    return world::holdsWithin;
  }
}
