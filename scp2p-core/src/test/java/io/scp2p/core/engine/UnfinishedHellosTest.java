package io.scp2p.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.spi.ByteStream;
import io.scp2p.api.spi.Connection;
import io.scp2p.api.spi.ConnectionListener;
import io.scp2p.api.spi.StreamListener;
import io.scp2p.api.spi.TransportException;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.api.spi.TransportSettings;
import io.scp2p.core.protocol.session.HandshakeFailure;
import io.scp2p.core.sim.SimHost;
import io.scp2p.core.sim.SimLoop;
import io.scp2p.core.sim.SimTransport;
import io.scp2p.core.sim.SimWorld;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections whose hellos do not come, or come a byte a second. */
class UnfinishedHellosTest {
  private final SimWorld world = SimWorld.seeded(20_261_121);
  private final List<Dawdler> dawdlers = new ArrayList<>();
  private TestNode server;
  private int hosts;

  @BeforeEach
  void listen() {
    server = node();
    SimHost host = ((SimTransport) server.transport).host();
    server.address =
        server.sessions.listen(server.transport, host.address(0)).toCompletableFuture().join();
  }

  private TestNode node() {
    SimHost host = world.network().host("host " + hosts++);
    SimTransport transport = SimTransport.on(host, TransportKind.TCP, TransportSettings.defaults());
    return new TestNode(
        new SimLoop(host), transport, world.entropy(host.name()), SessionContract.OFFER);
  }

  /** Connects and then writes a hello one byte a second. */
  private final class Dawdler implements ConnectionListener, StreamListener {
    private final SimHost host = world.network().host("host " + hosts++);
    private final SimTransport transport =
        SimTransport.on(host, TransportKind.TCP, TransportSettings.defaults());
    private final long sinceNanos = world.nanos();
    private @Nullable ByteStream stream;
    private long endedAfterNanos;

    void start() {
      CompletableFuture<Connection> dial =
          transport.dial(server.address, Duration.ofSeconds(10), this);
      dial.thenAccept(
          connection -> {
            try {
              stream = connection.openStream(this);
              stream.write(ByteBuffer.allocate(4).putInt(0, 500));
            } catch (TransportException e) {
              throw new AssertionError(e);
            }
          });
    }

    void drip() {
      if (stream != null && endedAfterNanos == 0) {
        stream.write(ByteBuffer.allocate(1));
      }
    }

    @Override
    public StreamListener streamOpened(ByteStream opened) {
      return this;
    }

    @Override
    public void data(ByteBuffer bytes) {}

    @Override
    public void writable() {}

    @Override
    public void inputEnded() {}

    @Override
    public void closed(@Nullable TransportException cause) {
      if (endedAfterNanos == 0) {
        endedAfterNanos = world.nanos() - sinceNanos;
      }
    }
  }

  private void dawdle(int count) {
    for (int i = 0; i < count; i++) {
      Dawdler dawdler = new Dawdler();
      dawdlers.add(dawdler);
      dawdler.start();
    }
  }

  private void drip(int seconds) {
    for (int i = 0; i < seconds; i++) {
      world.runFor(Duration.ofSeconds(1));
      dawdlers.forEach(Dawdler::drip);
    }
  }

  @Test
  void aByteASecondIsNoReasonToWaitLonger() {
    dawdle(1);
    drip(15);
    assertThat(server.refused)
        .containsExactly(new TestNode.Refusal(false, HandshakeFailure.TIMED_OUT, null));
    assertThat(dawdlers.get(0).endedAfterNanos)
        .isBetween(Duration.ofSeconds(10).toNanos(), Duration.ofSeconds(11).toNanos());
    assertThat(server.sessions.intake().hellos().size()).isZero();
  }

  @Test
  void aFloodOfThemIsBoundedAndKeepsNobodyOut() {
    dawdle(PendingHellos.MAX_TOTAL / 2);
    drip(1);
    dawdle(PendingHellos.MAX_TOTAL / 2 + 100);
    drip(1);
    assertThat(server.sessions.intake().hellos().size()).isEqualTo(PendingHellos.MAX_TOTAL);
    TestNode honest = node();
    CompletableFuture<PeerSession> dial =
        honest.sessions.dial(
            honest.transport, server.address, Duration.ofSeconds(5), server.key.nodeKey(), true);
    for (int i = 0; i < 20 && !dial.isDone(); i++) {
      dawdle(20);
      world.runFor(Duration.ofMillis(100));
    }
    assertThat(dial).isCompleted();
    assertThat(server.established).hasSize(1);
    drip(12);
    assertThat(server.sessions.intake().hellos().size()).isZero();
    assertThat(dawdlers).allMatch(dawdler -> dawdler.stream == null || dawdler.endedAfterNanos > 0);
    assertThat(dawdlers.stream().filter(dawdler -> dawdler.stream != null).count())
        .isGreaterThan(PendingHellos.MAX_TOTAL);
    assertThat(server.established.get(0).isOpen()).isTrue();
  }
}
