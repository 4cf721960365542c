package io.scp2p.core.engine.portmap;

import io.scp2p.api.contract.Waiter;
import io.scp2p.api.spi.Endpoint;
import io.scp2p.api.spi.Entropy;
import io.scp2p.api.spi.TimeSource;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.core.engine.EventLoop;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.protocol.portmap.PortMapRules;
import io.scp2p.core.protocol.portmap.PortMapping;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The port mapping of a node, in the home of {@link RouterLab}: says what it is given. */
final class PortMapChild {
  private PortMapChild() {}

  /** Takes the file that ends it, the seconds of a lease and those between two checks. */
  public static void main(String[] args) throws Exception {
    PortMapRules usual = PortMapRules.DEFAULT;
    PortMapRules rules =
        new PortMapRules(
            Duration.ofSeconds(Long.parseLong(args[1])),
            usual.firstRetry(),
            usual.firstTries(),
            usual.searchTime(),
            Duration.ofSeconds(1),
            Duration.ofSeconds(Long.parseLong(args[2])),
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            usual.release());
    ExecutorService workers = Executors.newFixedThreadPool(2);
    try (EventLoop loop = new EventLoop("loop", TimeSource.system());
        ServerSocket server = new ServerSocket(7001)) {
      System.out.println("LISTENING " + server.getLocalPort());
      PortMapService[] service = new PortMapService[1];
      service[0] =
          new PortMapService(
              loop,
              new Offload(loop, workers),
              WayOut.ofThisMachine(),
              rules,
              Entropy.system(),
              new SplittableRandom(1),
              () -> say(service[0].mappings()));
      InetSocketAddress own = new InetSocketAddress("192.168.77.2", 7001);
      InetSocketAddress quic = new InetSocketAddress("192.168.77.2", 7000);
      loop.post(
          () ->
              service[0].start(
                  List.of(
                      new Endpoint(TransportKind.TCP, own),
                      new Endpoint(TransportKind.QUIC, quic))));
      boolean told =
          Waiter.realTime().await(() -> Files.exists(Path.of(args[0])), Duration.ofSeconds(90));
      loop.post(() -> System.out.println("TRIALS " + service[0].trials()));
      service[0].close().get(10, TimeUnit.SECONDS);
      service[0].release();
      System.out.println("CLOSED " + told);
    } catch (IOException failed) {
      System.out.println("FAILED " + failed);
    } finally {
      workers.shutdownNow();
    }
  }

  private static void say(List<PortMapping> mappings) {
    StringBuilder line = new StringBuilder("MAPPED ").append(mappings.size());
    for (PortMapping each : mappings) {
      line.append(' ')
          .append(each.by())
          .append(' ')
          .append(each.wish().protocol())
          .append(' ')
          .append(each.external())
          .append(':')
          .append(each.externalPort());
    }
    System.out.println(line);
  }
}
