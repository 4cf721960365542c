package io.scp2p.core.engine;

import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.contract.Waiter;
import io.scp2p.api.spi.Transport;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.api.spi.TransportSettings;
import io.scp2p.core.protocol.session.PinBook;
import io.scp2p.core.sim.SimHost;
import io.scp2p.core.sim.SimLoop;
import io.scp2p.core.sim.SimTransport;
import io.scp2p.core.sim.SimWorld;
import io.scp2p.core.wire.record.HelloOffer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Networks in the simulated world. */
class SimulatedNetworkTest extends NetworkContract {
  private final SimWorld world = SimWorld.seeded(20_261_121);
  private int nodes;

  @Override
  NetNode node(NodeConfig config, @Nullable HelloOffer offer, PinBook.State pins) {
    SimHost host = world.network().host("node " + nodes++);
    Map<TransportKind, Transport> transports = new EnumMap<>(TransportKind.class);
    for (TransportKind kind : List.of(TransportKind.TCP, TransportKind.QUIC)) {
      transports.put(kind, SimTransport.on(host, kind, TransportSettings.defaults()));
    }
    return new NetNode(
        new SimLoop(host),
        Runnable::run,
        transports,
        world.entropy(host.name()),
        config,
        offer,
        host.addresses().get(0),
        pins);
  }

  @Override
  Waiter waiter() {
    return world::holdsWithin;
  }
}
