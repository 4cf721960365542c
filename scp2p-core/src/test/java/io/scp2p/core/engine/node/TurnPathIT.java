package io.scp2p.core.engine.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.scp2p.api.BootstrapAddress;
import io.scp2p.api.Scp2pNode;
import io.scp2p.api.config.TurnServer;
import io.scp2p.api.contract.Waiter;
import io.scp2p.api.diagnostics.PeerPathReport;
import io.scp2p.api.event.PeerEvent;
import io.scp2p.api.id.NodeId;
import io.scp2p.api.peer.PathKind;
import io.scp2p.api.share.Share;
import io.scp2p.api.spi.Transport;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.api.transfer.Download;
import io.scp2p.api.transfer.DownloadPlan;
import io.scp2p.api.transfer.TransferState;
import io.scp2p.core.engine.turn.Coturn;
import io.scp2p.core.engine.turn.OnlyTurn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two whole nodes that may send UDP to a real TURN server only: they meet through a relay over TCP,
 * and go on through the server.
 */
@Tag("long")
class TurnPathIT {
  @TempDir Path folder;
  private Fleet fleet;

  @BeforeEach
  void fleet() {
    Optional<String> missing = Coturn.missing();
    assumeTrue(missing.isEmpty(), missing::orElseThrow);
    fleet = new Fleet(folder);
  }

  @AfterEach
  void close() {
    fleet.close();
  }

  private Scp2pNode hidden(
      String name, List<BootstrapAddress> relays, List<TurnServer> servers, OnlyTurn quic) {
    List<Transport> transports = new ArrayList<>(Fleet.transports(List.of(TransportKind.TCP)));
    transports.add(quic);
    return fleet.start(
        name,
        network -> Fleet.hidden(network).turnServers(servers).bootstrap(relays),
        config -> Fleet.slow(config, 2).relay(relay -> relay.relays(relays)),
        parts -> parts.transports(transports));
  }

  private static PeerPathReport report(Scp2pNode node, NodeId peer) {
    return Fleet.get(node.diagnostics().reachability()).peers().stream()
        .filter(each -> each.peer().equals(peer))
        .findFirst()
        .orElseThrow();
  }

  private static Queue<PathKind> changes(Scp2pNode node, NodeId other) {
    Queue<PathKind> became = new ConcurrentLinkedQueue<>();
    var unused =
        node.events()
            .subscribe(
                event -> {
                  if (event instanceof PeerEvent.PathChanged moved && moved.peer().equals(other)) {
                    became.add(moved.to());
                  }
                });
    return became;
  }

  private static boolean says(Coturn server, String text) {
    try {
      return server.log().contains(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where this machine is: nodes do not take loopback from each other if there is another one. */
  private static String machine() throws IOException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(each -> each instanceof Inet4Address && !each.isLoopbackAddress())
        .map(InetAddress::getHostAddress)
        .findFirst()
        .orElse("127.0.0.1");
  }

  private static final Set<PathKind> DIRECT =
      EnumSet.of(PathKind.LAN, PathKind.DIRECT, PathKind.PUNCHED);

  /** Whoever sits on a train gets a better network under way. */
  @Test
  void aPathThroughAServerIsLeftForADirectOneOnceThereIsOne() throws Exception {
    try (Coturn server = Coturn.startAt(machine(), folder)) {
      Scp2pNode relay =
          fleet.start("relay", config -> config.relay(each -> each.serve(true).serveContent(true)));
      List<BootstrapAddress> relays = List.of(fleet.at(relay, TransportKind.TCP));
      OnlyTurn providers = new OnlyTurn(Coturn.FIRST_RELAY_PORT);
      OnlyTurn downloaders = new OnlyTurn(Coturn.FIRST_RELAY_PORT);
      Scp2pNode provider = hidden("provider", relays, List.of(server.server()), providers);
      Scp2pNode downloader = hidden("downloader", relays, List.of(), downloaders);
      NodeId other = provider.identity().self().id();
      Queue<PathKind> became = changes(downloader, other);
      Path tree = fleet.folder("big");
      Trees.sparse(tree.resolve("big.bin"), 400L * Trees.MIB);
      Share share = Fleet.publish(provider, tree);
      Fleet.followOnceFound(downloader, share);
      Path into = fleet.folder("got");
      Download download = downloader.downloads().start(DownloadPlan.share(share.id()).into(into));
      AtomicLong done = new AtomicLong();
      var unused = download.progress().subscribe(each -> done.set(each.bytesDone()));
      Fleet.await("it goes through the server", () -> became.contains(PathKind.TURN));
      assertThat(became).doesNotContainAnyElementsOf(DIRECT);

      providers.open();
      downloaders.open();

      Fleet.await("it is direct", () -> became.stream().anyMatch(DIRECT::contains));
      NodeId self = downloader.identity().self().id();
      Fleet.await(
          "the way through the server is given up",
          () -> DIRECT.contains(Fleet.get(provider.peers().get(self)).path()));
      assertThat(download.state()).isEqualTo(TransferState.TRANSFERRING);
      long detours = providers.throughDetours();
      long more = done.get() + 6 * Trees.MIB;
      Fleet.await("it goes on", () -> done.get() >= more);
      assertThat(providers.throughDetours() - detours)
          .as("datagrams that still went through the server")
          .isLessThan(1_000);
      assertThat(report(downloader, other).explanation()).contains("A direct path");
      download.cancel().block(Fleet.PATIENCE);
    }
  }

  @Test
  void aDownloadMovesToTheOnlyServerThatPassesUdpOn() throws Exception {
    // What the nodes send of their own is within the ports that the system gives out.
    try (Coturn server = Coturn.startAt(machine(), folder, "verbose");
        Lines log = new Lines()) {
      Scp2pNode relay =
          fleet.start("relay", config -> config.relay(each -> each.serve(true).serveContent(true)));
      List<BootstrapAddress> relays = List.of(fleet.at(relay, TransportKind.TCP));
      OnlyTurn providers = new OnlyTurn(Coturn.FIRST_RELAY_PORT);
      OnlyTurn downloaders = new OnlyTurn(Coturn.FIRST_RELAY_PORT);
      // One side has a server, and the other needs none.
      Scp2pNode provider = hidden("provider", relays, List.of(server.server()), providers);
      Scp2pNode downloader = hidden("downloader", relays, List.of(), downloaders);
      NodeId other = provider.identity().self().id();
      Queue<PathKind> became = changes(downloader, other);
      Fleet.await(
          "a tunnel", () -> !Fleet.get(provider.relays().tunnels().collectList()).isEmpty());
      Path tree = fleet.folder("big");
      // More than comes until then, however long that takes.
      Trees.sparse(tree.resolve("big.bin"), 400L * Trees.MIB);
      Share share = Fleet.publish(provider, tree);
      Fleet.followOnceFound(downloader, share);

      Download download =
          downloader
              .downloads()
              .start(DownloadPlan.share(share.id()).into(fleet.folder("got of it")));
      boolean moved = Waiter.realTime().await(() -> became.contains(PathKind.TURN), Fleet.LONG);
      assertThat(moved).as("%s %s", report(downloader, other), server.log()).isTrue();
      NodeId self = downloader.identity().self().id();
      Fleet.await("it comes through the server", () -> providers.throughDetours() > 1_000);
      Fleet.await(
          "the provider sees it too",
          () -> Fleet.get(provider.peers().get(self)).path() == PathKind.TURN);
      Fleet.await(
          "no direct path was found",
          () -> report(downloader, other).explanation().contains("No direct path worked"));
      assertThat(download.state().isTerminal()).isFalse();
      download.cancel().block(Fleet.PATIENCE);
      Path small = fleet.folder("small");
      Trees.write(small.resolve("small.bin"), Trees.random(7, 3 * Trees.MIB));
      Share whole = Fleet.publish(provider, small);
      Fleet.followOnceFound(downloader, whole);
      Path into = fleet.folder("got");
      Fleet.download(downloader, whole, into);

      assertThat(Trees.differences(small, into)).isEmpty();
      assertThat(became).doesNotContain(PathKind.LAN, PathKind.DIRECT, PathKind.PUNCHED);
      assertThat(downloaders.refused()).as("other addresses were tried").isPositive();
      assertThat(report(downloader, other).isRelayed()).isTrue();
      // On a busy machine it may have been lost meanwhile, and then it comes back.
      Fleet.await(
          "it is through the server still, or again",
          () ->
              report(downloader, other).explanation().contains("Connected through a TURN server"));
      assertThat(report(provider, self).explanation()).doesNotContain("100:");
      assertThat(says(server, "CREATE_PERMISSION processed, success")).isTrue();
      provider.close();
      Fleet.await("the address is given back", () -> says(server, "lifetime=0"));
      assertThat(log.lines)
          .as("no line of any log names the password")
          .isNotEmpty()
          .noneMatch(line -> line.contains(server.server().password()));
    }
  }

  /** What anybody logs, at any level. */
  private static final class Lines extends Handler implements AutoCloseable {
    final ConcurrentSkipListSet<String> lines = new ConcurrentSkipListSet<>();
    private final Logger root = Logger.getLogger("io.scp2p");
    private final Level before = root.getLevel();

    Lines() {
      setLevel(Level.ALL);
      root.setLevel(Level.ALL);
      root.addHandler(this);
    }

    @Override
    public void publish(LogRecord entry) {
      StringBuilder line = new StringBuilder(String.valueOf(entry.getMessage()));
      Object[] parts = entry.getParameters();
      for (Object each : parts == null ? new Object[0] : parts) {
        line.append(' ').append(each);
      }
      if (entry.getThrown() != null) {
        line.append(' ').append(entry.getThrown());
      }
      lines.add(line.toString());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      root.removeHandler(this);
      root.setLevel(before);
    }
  }
}
