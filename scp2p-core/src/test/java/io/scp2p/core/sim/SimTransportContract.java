package io.scp2p.core.sim;

import io.scp2p.api.contract.TransportContract;
import io.scp2p.api.contract.Waiter;
import io.scp2p.api.spi.Transport;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.api.spi.TransportSettings;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/** The transport contract in simulated time; what differs between poses is the subclass. */
abstract class SimTransportContract extends TransportContract {
  private static final int PORT = 4_433;
  private static final Duration HOUR = Duration.ofHours(1);

  private final SimWorld world = SimWorld.seeded(42);
  private final List<SimTransport> transports = new ArrayList<>();
  private final TransportKind pose;

  SimTransportContract(TransportKind pose) {
    this.pose = pose;
  }

  SimWorld world() {
    return world;
  }

  @Override
  protected Transport newTransport(TransportSettings settings) {
    SimTransport transport =
        SimTransport.on(world.network().host("node " + transports.size()), pose, settings);
    transports.add(transport);
    return transport;
  }

  @Override
  protected InetSocketAddress listenAddress(Transport transport) {
    return ((SimTransport) transport).host().address(0);
  }

  @Override
  protected void killAbruptly(Transport transport) {
    SimHost host = ((SimTransport) transport).host();
    if (pose == TransportKind.TCP) {
      host.kill();
    } else {
      host.crash(); // Nobody resets anything: the idle time-out has to notice.
    }
  }

  @Override
  protected InetSocketAddress closedAddress() {
    return world.network().host("nobody listens").address(PORT);
  }

  @Override
  protected InetSocketAddress silentAddress() {
    SimHost host = world.network().host("silent");
    host.acceptsInbound(false);
    return host.address(PORT);
  }

  @Override
  protected Optional<AutoCloseable> silentClient(InetSocketAddress server) {
    SimHost host = world.network().host("client that says nothing");
    SimTransport client = SimTransport.on(host, pose, TransportSettings.defaults());
    CompletableFuture<?> dial = client.dialAndStaySilent(server, HOUR);
    return Optional.of(
        () -> {
          dial.cancel(true);
          client.close();
        });
  }

  /** Also what is still to happen: a forgotten time-out would stay for long. */
  @Override
  protected int liveResources() {
    return world.pending() + transports.stream().mapToInt(SimTransport::liveResources).sum();
  }

  @Override
  protected OptionalInt pendingHandshakes(Transport transport) {
    return OptionalInt.of(((SimTransport) transport).pendingHandshakes());
  }

  @Override
  protected Waiter waiter() {
    return world::holdsWithin;
  }

  /** In a simulated world whatever is thrown has to end the test. */
  @Override
  protected boolean bearsListenersThatThrow() {
    return false;
  }
}
