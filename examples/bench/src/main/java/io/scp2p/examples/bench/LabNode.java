package io.scp2p.examples.bench;

import io.scp2p.api.BootstrapAddress;
import io.scp2p.api.Scp2pNode;
import io.scp2p.api.ShareLink;
import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.config.TurnServer;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.event.PeerEvent;
import io.scp2p.api.share.SharePlan;
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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** One node of the NAT laboratory (examples/lab): says on standard output what happens to it. */
@Command(name = "lab-node", hidden = true, description = "One node of the NAT laboratory.")
final class LabNode implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(200);

  private static final int TURN_PORT = 3_478;
  private static final String TURN_USER = "lab";

  private enum Role {
    RELAY,
    SERVE,
    FETCH
  }

  @Option(names = "--role", required = true)
  private Role role = Role.RELAY;

  @Option(names = "--home", required = true)
  private Path home = Path.of("");

  @Option(names = "--public", description = "public nodes, which relay")
  private List<String> publicNodes = new ArrayList<>();

  @Option(names = "--turn", description = "a TURN server, at its usual port")
  private List<String> turnServers = new ArrayList<>();

  @Option(names = "--folder", description = "what to serve, or where to put what is fetched")
  private Path folder = Path.of("");

  @Option(names = "--link", description = "what to fetch")
  private String link = "";

  @Option(names = "--find-relays", description = "let the node find out that it needs relays")
  private boolean findRelays;

  @Option(names = "--rate", description = "bytes a second")
  private long rate = Long.MAX_VALUE;

  private final long startNanos = System.nanoTime();

  @Override
  public Integer call() throws Exception {
    try (Scp2pNode node = start()) {
      say("SELF", node.identity().self().id().toString());
      watch(node);
      switch (role) {
        case RELAY -> say("READY", "");
        case SERVE -> serve(node);
        case FETCH -> {
          return fetch(node);
        }
      }
      waitForTheEnd();
    }
    return 0;
  }

  private Scp2pNode start() throws IOException {
    List<BootstrapAddress> relays = new ArrayList<>();
    for (String each : publicNodes) {
      relays.add(new BootstrapAddress(TransportKind.TCP, InetAddress.getByName(each), 7_001, null));
    }
    List<TurnServer> turn = new ArrayList<>();
    for (String each : turnServers) {
      turn.add(new TurnServer(new InetSocketAddress(each, TURN_PORT), TURN_USER, TURN_USER));
    }
    boolean relay = role == Role.RELAY;
    NodeConfig config =
        NodeConfig.builder()
            .network(
                network ->
                    network
                        .bootstrap(relays)
                        .turnServers(turn)
                        .lanDiscovery(false)
                        .portMapping(false))
            .relay(
                settings ->
                    relay
                        ? settings.serve(true).serveContent(true)
                        : findRelays ? settings : settings.relays(relays).tunnels(relays.size()))
            .transfer(
                transfer ->
                    rate == Long.MAX_VALUE ? transfer : transfer.maxDownloadBytesPerSecond(rate))
            .build();
    return Scp2pNode.builder().home(home).config(config).start();
  }

  private void watch(Scp2pNode node) {
    var unused =
        node.events()
            .subscribe(
                event -> {
                  if (event instanceof PeerEvent.PathChanged changed) {
                    say("PATH", changed.peer() + " " + changed.to());
                  } else if (event instanceof PeerEvent.Connected connected) {
                    say("CONNECTED", connected.peer() + " " + connected.path());
                  } else if (event instanceof PeerEvent.Disconnected gone) {
                    say("GONE", gone.peer().toString());
                  }
                });
  }

  private void serve(Scp2pNode node) throws Exception {
    long limit = System.nanoTime() + PATIENCE.toNanos();
    while (tunnels(node) == 0 && System.nanoTime() - limit < 0) {
      pause();
    }
    var share =
        Objects.requireNonNull(
            node.shares().publish(SharePlan.folder(folder).build()).block(PATIENCE));
    say("LINK", share.link().toString());
  }

  private static int tunnels(Scp2pNode node) {
    return Objects.requireNonNull(node.relays().tunnels().collectList().block(PATIENCE)).size();
  }

  private int fetch(Scp2pNode node) throws Exception {
    ShareLink wanted = ShareLink.parse(link);
    node.subscriptions().follow(wanted).block(PATIENCE);
    long limit = System.nanoTime() + PATIENCE.toNanos();
    boolean found = false;
    while (!found && System.nanoTime() - limit < 0) {
      try {
        node.subscriptions().sync(wanted.shareId()).block(PATIENCE);
        found = true;
      } catch (Scp2pException notYet) {
        say("NOT-YET", notYet.code().toString());
        pause();
      }
    }
    say("FOUND", "");
    Download download = node.downloads().start(DownloadPlan.share(wanted.shareId()).into(folder));
    AtomicBoolean first = new AtomicBoolean();
    LongestPause pause = new LongestPause();
    var unused =
        download
            .progress()
            .subscribe(
                progress -> {
                  pause.seen(progress.bytesDone());
                  if (progress.bytesDone() > 0 && first.compareAndSet(false, true)) {
                    say("FIRST", Long.toString(progress.bytesDone()));
                  }
                });
    var result = download.result().block(PATIENCE);
    Objects.requireNonNull(node.peers().list().collectList().block(PATIENCE))
        .forEach(peer -> say("PEER", peer.key().id() + " " + peer.path()));
    Objects.requireNonNull(node.diagnostics().sessions().collectList().block(PATIENCE))
        .forEach(
            each ->
                say(
                    "SESSION",
                    each.peer()
                        + " "
                        + each.transport()
                        + " "
                        + each.path()
                        + " "
                        + each.receivedBytes()));
    say("PAUSE", Long.toString(TimeUnit.NANOSECONDS.toMillis(pause.nanos())));
    say("DONE", result == null ? "0" : Long.toString(result.bytesTotal()));
    return result == null ? 1 : 0;
  }

  /** How long nothing arrived at most, once something had. Heard from one thread after another. */
  private static final class LongestPause {
    private long bytes;
    private long sinceNanos;
    private long longestNanos;

    synchronized void seen(long bytesDone) {
      if (bytesDone > bytes) {
        longestNanos = nanos();
        sinceNanos = System.nanoTime();
        bytes = bytesDone;
      }
    }

    synchronized long nanos() {
      return bytes == 0 ? 0 : Math.max(longestNanos, System.nanoTime() - sinceNanos);
    }
  }

  private static void pause() throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(BETWEEN_TRIES.toMillis());
  }

  static void waitForTheEnd() throws IOException {
    while (System.in.read() >= 0) {
      // The laboratory closes the input when it is done with this node.
    }
  }

  private void say(String what, String more) {
    long sinceMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
    synchronized (System.out) {
      System.out.println(sinceMillis + " " + what + " " + more);
    }
  }
}
