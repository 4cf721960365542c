package io.scp2p.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.config.NetworkConfig;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.Endpoint;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.api.spi.TransportSettings;
import io.scp2p.core.protocol.path.AddressBook;
import io.scp2p.core.protocol.session.PinBook;
import io.scp2p.core.sim.SimHost;
import io.scp2p.core.sim.SimLoop;
import io.scp2p.core.sim.SimTransport;
import io.scp2p.core.sim.SimWorld;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a dial says about the address it went to, in the simulated world. */
class DiallerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final SimWorld world = SimWorld.seeded(20_261_122);
  private final TestNode client = node("client");
  private final TestNode server = node("server");
  private final NodeKey peer = server.key.nodeKey();
  private final AddressBook addresses = new AddressBook(16);
  private final Dialler dialler =
      new Dialler(
          client.loop,
          client.sessions,
          Map.of(TransportKind.TCP, client.transport),
          NetworkConfig.builder().build(),
          addresses,
          new PinBook(),
          new NetworkListener() {});
  private final Endpoint worse = tcp(new InetSocketAddress("192.0.2.7", 7_001));
  private Endpoint better = worse;
  private final List<Optional<PeerSession>> outcomes = new ArrayList<>();

  private TestNode node(String name) {
    SimHost host = world.network().host(name);
    SimTransport transport = SimTransport.on(host, TransportKind.TCP, TransportSettings.defaults());
    return new TestNode(new SimLoop(host), transport, world.entropy(name), SessionContract.OFFER);
  }

  private static Endpoint tcp(InetSocketAddress at) {
    return new Endpoint(TransportKind.TCP, at);
  }

  /** The server's address is the better one of two. */
  @BeforeEach
  void listen() {
    InetSocketAddress any = ((SimTransport) server.transport).host().address(0);
    CompletableFuture<InetSocketAddress> listening =
        server.sessions.listen(server.transport, any).toCompletableFuture();
    await("it listens", listening::isDone);
    better = tcp(listening.join());
    addresses.heard(peer, List.of(better, worse));
  }

  /** Another port of it, at which it takes no connection, is the better one. */
  private void refuse() {
    InetSocketAddress at = better.address();
    better = tcp(new InetSocketAddress(at.getAddress(), at.getPort() + 1));
    addresses.forget(peer);
    addresses.heard(peer, List.of(better, worse));
  }

  private void await(String what, BooleanSupplier condition) {
    assertThat(world.holdsWithin(condition, PATIENCE)).as(what).isTrue();
  }

  /** Dials, and waits for what comes of it. */
  private Optional<PeerSession> dialled(Dial dial) {
    outcomes.clear();
    client.loop.post(() -> dial.to(better, session -> outcomes.add(Optional.ofNullable(session))));
    await("it ends", () -> !outcomes.isEmpty());
    assertThat(outcomes).as("told once").hasSize(1);
    return outcomes.get(0);
  }

  /** One of the ways to dial. */
  @FunctionalInterface
  private interface Dial {
    CompletableFuture<PeerSession> to(Endpoint at, Consumer<@Nullable PeerSession> outcome);
  }

  private Optional<PeerSession> first() {
    return dialled((at, outcome) -> dialler.dial(peer, at, outcome));
  }

  private Optional<PeerSession> oneMore() {
    return dialled((at, outcome) -> dialler.dialOneMore(peer, at, outcome));
  }

  @Test
  void anAddressAtWhichTheFirstDialFailsIsTriedLast() {
    refuse();
    assertThat(first()).isEmpty();
    assertThat(addresses.of(peer)).containsExactly(worse, better);
  }

  @Test
  void oneMoreSessionThatIsRefusedSaysNothingAboutTheAddress() {
    assertThat(first()).isPresent();
    refuse(); // It has as many as it wants.
    assertThat(oneMore()).isEmpty();
    assertThat(addresses.of(peer)).containsExactly(better, worse);
  }

  @Test
  void oneMoreSessionThatComesAboutSaysThatTheAddressWorks() {
    addresses.failed(peer, better);
    assertThat(addresses.of(peer)).containsExactly(worse, better);
    assertThat(oneMore()).isPresent();
    assertThat(addresses.of(peer)).containsExactly(better, worse);
  }
}
