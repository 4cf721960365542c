package io.scp2p.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.contract.Waiter;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.api.spi.TransportSettings;
import io.scp2p.core.protocol.session.Extensions;
import io.scp2p.core.protocol.session.SessionFailure;
import io.scp2p.core.sim.SimHost;
import io.scp2p.core.sim.SimLoop;
import io.scp2p.core.sim.SimTransport;
import io.scp2p.core.sim.SimWorld;
import io.scp2p.core.wire.frame.Envelope;
import io.scp2p.core.wire.record.HelloOffer;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

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

  @Test
  void whatIsAskedWhenAQuestionExpiresGoesOutAtOnce() {
    HelloOffer withoutPings =
        new HelloOffer(Map.of(Extensions.MULTIPLEX, 1), Map.of(Extensions.MAX_INFLIGHT, 32L));
    TestNode server = server(withoutPings);
    TestNode client = node(withoutPings);
    PeerSession session = connect(client, server);
    Answer second = new Answer();
    List<SessionFailure> first = new ArrayList<>();
    Reply again =
        new Reply() {
          @Override
          public void answered(Envelope answer) {
            throw new AssertionError("nobody answers this");
          }

          @Override
          public void failed(SessionFailure why) {
            first.add(why);
            session.ask(TestNode.ECHO, TestNode.ECHOED, out -> {}, 0, second);
          }
        };
    client.loop.post(() -> session.ask(TestNode.IGNORED, TestNode.ECHOED, out -> {}, 0, again));
    await("the second is over", second::isOver);
    assertThat(first).containsExactly(SessionFailure.TIMED_OUT);
    assertThat(second.failure).isNull();
  }

  @Test
  void aBugThatEndsASessionLeavesNobodyWaiting() {
    TestNode server = server(OFFER);
    TestNode client = node(OFFER);
    PeerSession session = connect(client, server);
    Answer second = new Answer();
    Reply bug =
        new Reply() {
          @Override
          public void answered(Envelope answer) {
            session.ask(TestNode.ECHO, TestNode.ECHOED, out -> {}, 0, second);
            throw new IllegalStateException("a bug, for this test");
          }

          @Override
          public void failed(SessionFailure why) {
            throw new AssertionError("it is answered");
          }
        };
    client.loop.post(() -> session.ask(TestNode.ECHO, TestNode.ECHOED, out -> {}, 0, bug));
    await("the second is over", second::isOver);
    assertThat(second.failure).isEqualTo(SessionFailure.INTERNAL);
    assertThat(client.closed).containsExactly(SessionFailure.INTERNAL);
  }
}
