package io.scp2p.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.spi.TransportSettings;
import io.scp2p.transport.quic.Ends.ConnectionEnd;
import io.scp2p.transport.quic.Ends.StreamEnd;
import io.scp2p.transport.tls.NodeCertificate;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The library ends the whole process when its listener's socket fails. In a process of its own,
 * because that is what would be ended.
 */
class ExitCodeIT {
  private static final int SURVIVED = 42;

  @ParameterizedTest
  @ValueSource(strings = {"closed", "failing", "gone"})
  void whateverHappensToTheSocketTheProcessLives(String what) throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                what)
            .inheritIO()
            .start();
    try {
      assertThat(child.waitFor(120, TimeUnit.SECONDS)).isTrue();
      assertThat(child.exitValue()).isEqualTo(SURVIVED);
    } finally {
      child.destroyForcibly();
    }
  }

  /** What runs in the other process. */
  static final class Child {
    private static final int FAILED = 1;

    private Child() {}

    /** Puts a listener under load and then does to it what the argument says. */
    public static void main(String[] args) {
      try {
        run(args[0]);
        System.exit(SURVIVED);
      } catch (Exception | AssertionError e) {
        System.exit(FAILED);
      }
    }

    private static void run(String what) throws Exception {
      Fragile[] port = new Fragile[1];
      QuicTransport listening =
          new QuicTransport(
              TransportSettings.defaults(),
              NodeCertificate.create(new SecureRandom()),
              local -> port[0] = new Fragile(DatagramPort.open(local)));
      ConnectionEnd server = new ConnectionEnd();
      InetSocketAddress address = Ends.listen(listening, server);
      QuicTransport dialling = Ends.transport();
      StreamEnd stream = Ends.dial(dialling, address).open();
      stream.stream().write(ByteBuffer.allocate(50 << 20));
      Ends.await(() -> server.accepted(0).received > 100_000);
      switch (what) {
        case "closed" -> listening.close();
        case "failing" -> port[0].failing = true;
        default -> port[0].close();
      }
      long start = System.nanoTime();
      Ends.await(() -> System.nanoTime() - start > TimeUnit.SECONDS.toNanos(1));
      listening.close();
      dialling.close();
    }
  }

  /** A port that can be made to fail. */
  private static final class Fragile implements DatagramPort {
    private final DatagramPort port;
    private volatile boolean failing;

    Fragile(DatagramPort port) {
      this.port = port;
    }

    @Override
    public void receive(DatagramPacket packet) throws IOException {
      port.receive(packet);
      failIfTold();
    }

    @Override
    public void send(DatagramPacket packet) throws IOException {
      failIfTold();
      port.send(packet);
    }

    private void failIfTold() throws IOException {
      if (failing) {
        throw new SocketException("out of order");
      }
    }

    @Override
    public InetSocketAddress local() {
      return port.local();
    }

    @Override
    public void close() {
      port.close();
    }
  }
}
