package io.scp2p.core.engine.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.BootstrapAddress;
import io.scp2p.api.Scp2pNode;
import io.scp2p.api.contract.Waiter;
import io.scp2p.api.peer.PathKind;
import io.scp2p.api.peer.Peer;
import io.scp2p.api.peer.RelayTunnel;
import io.scp2p.api.share.Share;
import io.scp2p.api.spi.TransportKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that nobody can dial, and the relays between them: real sockets, real disks. */
class RelayedNodesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path folder;
  private Fleet fleet;

  @BeforeEach
  void fleet() {
    fleet = new Fleet(folder, TransportKind.TCP);
  }

  @AfterEach
  void close() {
    fleet.close();
  }

  private Scp2pNode relay(String name, List<BootstrapAddress> bootstrap) {
    return fleet.start(
        name,
        network -> Fleet.anyPorts(network).bootstrap(bootstrap),
        config -> config.relay(relay -> relay.serve(true).serveContent(true)),
        parts -> parts);
  }

  private Scp2pNode firewalled(String name, List<BootstrapAddress> bootstrap) {
    return fleet.start(
        name,
        network -> network.listen(false).bootstrap(bootstrap),
        config -> config.relay(relay -> relay.healthInterval(Duration.ofSeconds(2))),
        parts -> parts);
  }

  private BootstrapAddress at(Scp2pNode node) throws Exception {
    // A link names where its node listens.
    Path any = fleet.folder("any-" + node.identity().self().id());
    Trees.write(any.resolve("a.txt"), new byte[] {1});
    return Fleet.publish(node, any).shareLink().bootstrap().get(0);
  }

  private static void await(String what, java.util.function.BooleanSupplier condition) {
    assertThat(Waiter.realTime().await(condition, PATIENCE)).as(what).isTrue();
  }

  private static List<RelayTunnel> tunnels(Scp2pNode node) {
    return Fleet.get(node.relays().tunnels().collectList());
  }

  @Test
  void twoThatNobodyCanDialExchangeAShare() throws Exception {
    Scp2pNode relay = relay("relay", List.of());
    Scp2pNode provider = firewalled("provider", List.of(at(relay)));
    Scp2pNode downloader = firewalled("downloader", List.of(at(relay)));
    await("a tunnel", () -> !tunnels(provider).isEmpty());
    Share share = Fleet.publish(provider, Trees.sample(fleet.folder("holiday")));
    Fleet.follow(downloader, share.shareLink());
    Path into = fleet.folder("got");
    Fleet.download(downloader, share, into);
    assertThat(Trees.differences(fleet.folder("holiday"), into)).isEmpty();
    List<Peer> peers = Fleet.get(downloader.peers().list().collectList());
    assertThat(peers).extracting(Peer::path).contains(PathKind.RELAYED_SEALED);
  }
}
