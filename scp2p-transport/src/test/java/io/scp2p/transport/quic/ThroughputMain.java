package io.scp2p.transport.quic;

import io.scp2p.api.spi.ByteStream;
import io.scp2p.api.spi.Connection;
import io.scp2p.api.spi.ConnectionListener;
import io.scp2p.api.spi.StreamListener;
import io.scp2p.api.spi.TransportException;
import io.scp2p.api.spi.TransportSettings;
import io.scp2p.transport.tls.NodeCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import tech.kwik.core.QuicClientConnection;
import tech.kwik.core.QuicConnection;
import tech.kwik.core.QuicStream;
import tech.kwik.core.log.NullLogger;
import tech.kwik.core.server.ApplicationProtocolConnection;
import tech.kwik.core.server.ApplicationProtocolConnectionFactory;
import tech.kwik.core.server.ServerConnectionConfig;
import tech.kwik.core.server.ServerConnector;

/**
 * Sends bytes over one stream on loopback, in turn through this transport and through a stream of
 * the bare library on sockets of its own (with only its lost wake-ups made up for), and prints the
 * ratio. Arguments: MiB for each round (256), rounds (5).
 */
final class ThroughputMain {
  private static final int PIECE_BYTES = 16 << 10;
  private static final int CHUNK_BYTES = 256 << 10;
  private static final int WINDOW_BYTES = TransportSettings.DEFAULT_STREAM_WINDOW_BYTES;
  private static final InetSocketAddress ANY_LOOPBACK =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private ThroughputMain() {}

  /** Runs the comparison. */
  public static void main(String[] args) throws Exception {
    long bytes = (args.length > 0 ? Long.parseLong(args[0]) : 256) << 20;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
    List<Double> raw = new ArrayList<>();
    List<Double> ours = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i <= rounds; i++) {
      double a = measure("library  ", bytes, () -> bare(bytes));
      double b = measure("transport", bytes, () -> transport(bytes));
      if (i > 0) { // The first round warms up.
        raw.add(a);
        ours.add(b);
        ratios.add(b / a);
      }
    }
    System.out.printf(
        Locale.ROOT,
        "MB/s: library %.1f, transport %.1f%ntransport : library  median %.2f (%.2f to %.2f)%n",
        median(raw),
        median(ours),
        median(ratios),
        Collections.min(ratios),
        Collections.max(ratios));
    System.exit(0);
  }

  private interface Round {
    void run() throws Exception;
  }

  private static double measure(String what, long bytes, Round round) throws Exception {
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long cpu = system.getProcessCpuTime();
    long start = System.nanoTime();
    round.run();
    double seconds = (System.nanoTime() - start) / 1e9;
    double cpuSeconds = (system.getProcessCpuTime() - cpu) / 1e9;
    double rate = bytes / 1e6 / seconds;
    System.out.printf(
        Locale.ROOT, "%s %7.1f MB/s %6.1f CPU-s/GB%n", what, rate, cpuSeconds / (bytes / 1e9));
    return rate;
  }

  private static double median(List<Double> values) {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }

  // This transport.

  private static void transport(long bytes) throws Exception {
    TransportSettings settings = TransportSettings.defaults();
    QuicTransportProvider provider = new QuicTransportProvider();
    CompletableFuture<Void> done = new CompletableFuture<>();
    try (var server = provider.create(settings);
        var client = provider.create(settings)) {
      InetSocketAddress address =
          server
              .listen(ANY_LOOPBACK, connection -> new Receiving(bytes, done))
              .toCompletableFuture()
              .get();
      Connection connection =
          client
              .dial(address, Duration.ofSeconds(20), new Receiving(0, new CompletableFuture<>()))
              .toCompletableFuture()
              .get();
      Semaphore room = new Semaphore(0);
      ByteStream stream = connection.openStream(new Writing(room));
      byte[] chunk = new byte[CHUNK_BYTES];
      for (long left = bytes; left > 0; left -= CHUNK_BYTES) {
        if (!stream.write(ByteBuffer.wrap(chunk))) {
          room.acquire();
        }
      }
      stream.finish();
      done.get();
    }
  }

  private record Writing(Semaphore room) implements StreamListener {
    @Override
    public void data(ByteBuffer bytes) {}

    @Override
    public void writable() {
      room.release();
    }

    @Override
    public void inputEnded() {}

    @Override
    public void closed(@Nullable TransportException cause) {}
  }

  private record Receiving(long bytes, CompletableFuture<Void> done) implements ConnectionListener {
    @Override
    public StreamListener streamOpened(ByteStream stream) {
      stream.request(1 << 20);
      return new StreamListener() {
        private long received;

        @Override
        public void data(ByteBuffer data) {
          received += data.remaining();
          stream.request(data.remaining());
        }

        @Override
        public void writable() {}

        @Override
        public void inputEnded() {
          if (received == bytes) {
            done.complete(null);
          } else {
            done.completeExceptionally(new IOException("only " + received));
          }
        }

        @Override
        public void closed(@Nullable TransportException cause) {
          done.completeExceptionally(new IOException("closed", cause));
        }
      };
    }

    @Override
    public void closed(@Nullable TransportException cause) {}
  }

  // The bare library.

  private static void bare(long bytes) throws Exception {
    BlockingQueue<QuicStream> accepted = new LinkedBlockingQueue<>();
    DatagramSocket socket = new DatagramSocket(ANY_LOOPBACK);
    ServerConnector connector =
        ServerConnector.builder()
            .withSocket(socket)
            .withKeyStore(keys(), "node", new char[0])
            .withConfiguration(
                ServerConnectionConfig.builder()
                    .retryRequired(false)
                    .connectionIdLength(8)
                    .maxIdleTimeoutInSeconds(30)
                    .maxConnectionBufferSize(8L * WINDOW_BYTES)
                    .maxBidirectionalStreamBufferSize(WINDOW_BYTES)
                    .maxUnidirectionalStreamBufferSize(WINDOW_BYTES)
                    .maxOpenPeerInitiatedBidirectionalStreams(64)
                    .maxOpenPeerInitiatedUnidirectionalStreams(0)
                    .build())
            .withLogger(new NullLogger())
            .build();
    connector.registerApplicationProtocol("bare", new Bare(accepted));
    connector.start();
    QuicClientConnection client =
        QuicClientConnection.newBuilder()
            .host("localhost")
            .proxy(socket.getLocalAddress().getHostAddress())
            .port(socket.getLocalPort())
            .applicationProtocol("bare")
            .customTrustManager(new AnyServerCertificate())
            .defaultStreamReceiveBufferSize((long) WINDOW_BYTES)
            .build();
    client.connect();
    QuicStream stream = client.createStream(true);
    StreamOutput out = new StreamOutput(stream.getOutputStream());
    Thread reminding = new Thread(() -> remind(out));
    reminding.setDaemon(true);
    Thread writing = new Thread(() -> writeAll(out, bytes));
    writing.start();
    reminding.start();
    InputStream in = accepted.take().getInputStream();
    byte[] buffer = new byte[64 << 10];
    for (long left = bytes; left > 0; ) {
      int count = in.read(buffer);
      if (count < 0) {
        throw new IOException("only " + (bytes - left));
      }
      left -= count;
    }
    writing.join();
    reminding.interrupt();
    client.close();
    connector.close();
  }

  private static void writeAll(StreamOutput out, long bytes) {
    byte[] piece = new byte[PIECE_BYTES];
    try {
      for (long left = bytes; left > 0; left -= PIECE_BYTES) {
        out.write(piece, 0, PIECE_BYTES, left > PIECE_BYTES);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void remind(StreamOutput out) {
    while (!Thread.currentThread().isInterrupted()) {
      java.util.concurrent.locks.LockSupport.parkNanos(Watchdog.WRITER_TICK_NANOS);
      out.tick(System.nanoTime());
    }
  }

  private static KeyStore keys() throws Exception {
    NodeCertificate certificate = NodeCertificate.create(new SecureRandom());
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    Certificate[] chain = {certificate.certificate()};
    keys.setKeyEntry("node", certificate.privateKey(), new char[0], chain);
    return keys;
  }

  private record Bare(BlockingQueue<QuicStream> accepted)
      implements ApplicationProtocolConnectionFactory {
    @Override
    public int maxConcurrentPeerInitiatedBidirectionalStreams() {
      return 64;
    }

    @Override
    public int maxConcurrentPeerInitiatedUnidirectionalStreams() {
      return 0;
    }

    @Override
    public ApplicationProtocolConnection createConnection(String protocol, QuicConnection quic) {
      return new ApplicationProtocolConnection() {
        @Override
        public void acceptPeerInitiatedStream(QuicStream stream) {
          accepted.add(stream);
        }
      };
    }
  }
}
