package io.scp2p.examples.bench;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.ShareLink;
import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.share.Share;
import io.scp2p.api.share.SharePlan;
import io.scp2p.api.spi.Transport;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.api.transfer.Download;
import io.scp2p.api.transfer.DownloadPlan;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * One node of the link laboratory (examples/lab/link-lab.sh). It says on standard output when the
 * first verified byte came, and how many came in each second.
 */
@Command(name = "link-node", hidden = true, description = "One node of the link laboratory.")
final class LinkNode implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int REPORTS_PER_SECOND = 1_000;

  @Option(names = "--home", required = true)
  private Path home = Path.of("");

  @Option(names = "--transport", description = "tcp or quic; both if not given")
  private List<TransportKind> transports = new ArrayList<>();

  @Option(names = "--serve", description = "a folder to publish; waits for the end of its input")
  private List<Path> served = new ArrayList<>();

  @Option(names = "--address", description = "where others reach it")
  private String address = "";

  @Option(names = "--fetch", description = "a link, one after the other for the given time")
  private List<String> links = new ArrayList<>();

  @Option(names = "--into", description = "where to put what is fetched")
  private Path target = Path.of("");

  @Option(names = "--known", description = "the home has followed these links before")
  private boolean known;

  @Option(names = "--seconds", description = "how long to fetch each")
  private int seconds;

  @Override
  public Integer call() throws Exception {
    try (Scp2pNode node = start()) {
      for (Path folder : served) {
        Share share =
            Objects.requireNonNull(
                node.shares().publish(SharePlan.folder(folder).build()).block(PATIENCE));
        say("LINK " + share.link());
      }
      if (!served.isEmpty()) {
        LabNode.waitForTheEnd();
      }
      for (String each : links) {
        ShareLink link = ShareLink.parse(each);
        if (!known) {
          node.subscriptions().follow(link).block(PATIENCE);
          node.subscriptions().sync(link.shareId()).block(PATIENCE);
        }
        fetch(node, link);
      }
    }
    return 0;
  }

  private Scp2pNode start() throws IOException {
    List<Transport> chosen = new ArrayList<>();
    for (TransportKind kind :
        transports.isEmpty() ? List.of(TransportKind.TCP, TransportKind.QUIC) : transports) {
      chosen.add(BenchNode.transport(kind));
    }
    List<InetSocketAddress> at =
        address.isEmpty()
            ? List.of()
            : List.of(new InetSocketAddress(InetAddress.getByName(address), 0));
    NodeConfig config =
        NodeConfig.builder()
            .network(
                network ->
                    network
                        .listen(!served.isEmpty())
                        .tcpPort(0)
                        .quicPort(0)
                        .lanDiscovery(false)
                        .portMapping(false)
                        .advertised(at))
            .events(events -> events.progressPerSecond(REPORTS_PER_SECOND))
            .build();
    return Scp2pNode.builder().home(home).config(config).transports(chosen).start();
  }

  private void fetch(Scp2pNode node, ShareLink link) throws InterruptedException {
    AtomicLong done = new AtomicLong();
    CountDownLatch first = new CountDownLatch(1);
    long began = System.nanoTime();
    Download download =
        node.downloads()
            .start(
                DownloadPlan.share(link.shareId()).into(target.resolve(link.shareId().toString())));
    var unused =
        download
            .progress()
            .subscribe(
                progress -> {
                  done.set(progress.bytesDone());
                  if (progress.bytesDone() > 0 && first.getCount() > 0) {
                    first.countDown();
                    say(millisSince(began) + " FIRST");
                  }
                });
    CountDownLatch ended = new CountDownLatch(1);
    var unusedToo =
        download.result().doFinally(how -> ended.countDown()).subscribe(r -> {}, e -> {});
    long before = 0;
    boolean over = false;
    for (int second = 1; second <= seconds && !over; second++) {
      long left = began + TimeUnit.SECONDS.toNanos(second) - System.nanoTime();
      over = ended.await(left, TimeUnit.NANOSECONDS);
      long now = done.get();
      say(millisSince(began) + " SECOND " + second + " " + (now - before));
      before = now;
    }
    Objects.requireNonNull(node.peers().list().collectList().block(PATIENCE))
        .forEach(peer -> say(millisSince(began) + " PEER " + peer.path()));
    say(millisSince(began) + " END " + done.get());
    download.cancel().block(PATIENCE);
  }

  private static long millisSince(long began) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
  }

  private static void say(String what) {
    synchronized (System.out) {
      System.out.println(what);
    }
  }
}
