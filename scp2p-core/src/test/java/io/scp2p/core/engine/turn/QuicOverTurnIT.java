package io.scp2p.core.engine.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.scp2p.api.contract.Waiter;
import io.scp2p.api.spi.ByteStream;
import io.scp2p.api.spi.Connection;
import io.scp2p.api.spi.ConnectionListener;
import io.scp2p.api.spi.Entropy;
import io.scp2p.api.spi.PacketPort;
import io.scp2p.api.spi.StreamListener;
import io.scp2p.api.spi.TimeSource;
import io.scp2p.api.spi.Transport;
import io.scp2p.api.spi.TransportException;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.api.spi.TransportProvider;
import io.scp2p.api.spi.TransportSettings;
import io.scp2p.core.engine.EventLoop;
import io.scp2p.core.protocol.turn.TurnRules;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.stun.StunAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A QUIC connection of which one side is reached at a real TURN server only. */
class QuicOverTurnIT {
  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final int BYTES = 300_000;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir private Path directory;

  private static Transport quic() {
    return ServiceLoader.load(TransportProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(provider -> provider.kind() == TransportKind.QUIC)
        .findFirst()
        .orElseThrow()
        .create(TransportSettings.defaults());
  }

  /** Either end: the one that listens sends everything back. */
  private record Ends(boolean echo) implements ConnectionListener {
    @Override
    public StreamListener streamOpened(ByteStream stream) {
      stream.request(BYTES);
      return new Received(echo ? stream : null, new AtomicLong());
    }

    @Override
    public void closed(@Nullable TransportException cause) {}
  }

  private record Received(@Nullable ByteStream back, AtomicLong bytes) implements StreamListener {
    @Override
    public void data(ByteBuffer data) {
      bytes.addAndGet(data.remaining());
      if (back != null) {
        ByteBuffer copy = ByteBuffer.allocate(data.remaining());
        back.write(copy.put(data).flip());
      }
    }

    @Override
    public void writable() {}

    @Override
    public void inputEnded() {}

    @Override
    public void closed(@Nullable TransportException cause) {}
  }

  /** Counts what goes through, on its way to the listener. */
  private static final class Counting implements TurnListener {
    final AtomicLong datagrams = new AtomicLong();
    final AtomicLong permits = new AtomicLong();
    private final TurnPaths paths;

    Counting(TurnPaths paths) {
      this.paths = paths;
    }

    @Override
    public void opened(StunAddress relayed) {
      paths.opened(relayed);
    }

    @Override
    public void closed(StunAddress relayed) {
      paths.closed(relayed);
    }

    @Override
    public void permitted(StunAddress relayed, StunAddress peer, boolean may) {
      permits.incrementAndGet();
      paths.permitted(relayed, peer, may);
    }

    @Override
    public void delivered(StunAddress relayed, StunAddress peer, Bytes data) {
      datagrams.incrementAndGet();
      paths.delivered(relayed, peer, data);
    }
  }

  @Test
  void aConnectionIsMadeAtARelayedAddress() throws Exception {
    Optional<String> missing = Coturn.missing();
    assumeTrue(missing.isEmpty(), missing::orElseThrow);
    Transport listening = quic();
    Transport dialling = quic();
    try (Coturn server = Coturn.start(directory);
        EventLoop loop = new EventLoop("paths", TimeSource.system())) {
      CompletableFuture<InetSocketAddress> source = new CompletableFuture<>();
      listening
          .listen(
              ANY,
              connection -> {
                source.complete(connection.remote());
                return new Ends(true);
              })
          .toCompletableFuture()
          .get(60, TimeUnit.SECONDS);
      InetSocketAddress dialler =
          dialling
              .listen(ANY, connection -> new Ends(false))
              .toCompletableFuture()
              .get(60, TimeUnit.SECONDS);
      TurnPaths paths = new TurnPaths(loop, (PacketPort) listening);
      Counting counting = new Counting(paths);
      TurnRelays relays =
          new TurnRelays(
              loop, List.of(server.server()), TurnRules.DEFAULT, Entropy.system(), counting);
      paths.join(relays);
      loop.post(relays::open);
      CompletableFuture<StunAddress> relayed = new CompletableFuture<>();
      assertThat(
              Waiter.realTime()
                  .await(
                      () -> {
                        loop.post(() -> relays.candidates().stream().forEach(relayed::complete));
                        return relayed.isDone();
                      },
                      PATIENCE))
          .isTrue();
      StunAddress peer =
          new StunAddress(
              IpAddress.of((byte) 127, (byte) 0, (byte) 0, (byte) 1), dialler.getPort());
      CompletableFuture<InetSocketAddress> alias = new CompletableFuture<>();
      loop.post(() -> alias.complete(paths.open(relayed.join(), peer).orElseThrow()));
      assertThat(Waiter.realTime().await(() -> counting.permits.get() > 0, PATIENCE)).isTrue();

      Connection connection =
          dialling
              .dial(
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), relayed.join().port()),
                  PATIENCE,
                  new Ends(false))
              .toCompletableFuture()
              .get(60, TimeUnit.SECONDS);

      assertThat(source.get(60, TimeUnit.SECONDS))
          .as("the listener knows it by the address that stands for the path")
          .isEqualTo(alias.get(60, TimeUnit.SECONDS));
      Received received = new Received(null, new AtomicLong());
      ByteStream stream = connection.openStream(received);
      stream.request(BYTES);
      stream.write(ByteBuffer.allocate(BYTES));
      assertThat(Waiter.realTime().await(() -> received.bytes().get() == BYTES, PATIENCE))
          .as("%s bytes of %s came back", received.bytes(), BYTES)
          .isTrue();
      assertThat(counting.datagrams.get())
          .as("all of it through the server")
          .isGreaterThan(BYTES / 1_500);
      connection.close("done");
      loop.post(() -> paths.close(alias.join()));
      relays.close().get(60, TimeUnit.SECONDS);
      relays.release();
    } finally {
      dialling.close();
      listening.close();
    }
  }
}
