package io.scp2p.core.engine.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.BootstrapAddress;
import io.scp2p.api.Scp2pNode;
import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.pairing.IncomingOffer;
import io.scp2p.api.pairing.SendPlan;
import io.scp2p.api.pairing.Sending;
import io.scp2p.api.peer.PathKind;
import io.scp2p.api.peer.Peer;
import io.scp2p.api.peer.Relay;
import io.scp2p.api.peer.RelayTunnel;
import io.scp2p.api.share.Share;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.api.transfer.Download;
import io.scp2p.api.transfer.DownloadPlan;
import io.scp2p.api.transfer.TransferState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that nobody can dial, and the relays between them: real sockets, real disks. */
class RelayedNodesIT {
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
    return firewalled(name, bootstrap, config -> config);
  }

  private Scp2pNode firewalled(
      String name, List<BootstrapAddress> bootstrap, UnaryOperator<NodeConfig.Builder> config) {
    return fleet.start(
        name, network -> network.listen(false).bootstrap(bootstrap), config, parts -> parts);
  }

  private BootstrapAddress at(Scp2pNode node) throws Exception {
    return fleet.at(node, TransportKind.TCP);
  }

  private static List<RelayTunnel> tunnels(Scp2pNode node) {
    return Fleet.get(node.relays().tunnels().collectList());
  }

  /** Kills the relay that has carried more, in the middle of a download. */
  private static void killTheBusier(List<Scp2pNode> relays, Download download) {
    AtomicLong done = new AtomicLong();
    download.progress().subscribe(progress -> done.set(progress.bytesDone()));
    Fleet.await("the download is under way", () -> done.get() > Trees.MIB);
    relays.stream()
        .max(Comparator.comparingLong(RelayedNodesIT::relayedBytes))
        .orElseThrow()
        .close();
  }

  private static long relayedBytes(Scp2pNode relay) {
    return Fleet.get(relay.relays().service()).relayedBytes();
  }

  @Test
  void aDownloadOutlivesTheRelayThatCarriesIt() throws Exception {
    Scp2pNode one = relay("one", List.of());
    Scp2pNode two = relay("two", List.of(at(one)));
    List<BootstrapAddress> both = List.of(at(one), at(two));
    Scp2pNode provider = firewalled("provider", both, config -> config);
    Scp2pNode downloader = firewalled("downloader", both, config -> Fleet.slow(config, 2));
    Fleet.await("two tunnels", () -> tunnels(provider).size() == 2);
    Path tree = fleet.folder("big");
    Trees.write(tree.resolve("big.bin"), Trees.random(7, 6 * Trees.MIB));
    Share share = Fleet.publish(provider, tree);
    Fleet.followOnceFound(downloader, share);
    Path into = fleet.folder("got");
    Download download = downloader.downloads().start(DownloadPlan.share(share.id()).into(into));
    killTheBusier(List.of(one, two), download);
    Fleet.result(download);
    assertThat(Trees.differences(tree, into)).isEmpty();
    Fleet.await("one tunnel is left", () -> tunnels(provider).size() == 1);
  }

  @Test
  void aCodeWorksThroughARelayThatCarriesNoContent() throws Exception {
    Scp2pNode relay =
        fleet.start(
            "control",
            Fleet::anyPorts,
            config -> config.relay(serving -> serving.serve(true).serveContent(false)),
            parts -> parts);
    List<BootstrapAddress> bootstrap = List.of(at(relay));
    Scp2pNode sender = firewalled("sender", bootstrap);
    Scp2pNode receiver = firewalled("receiver", bootstrap);
    Fleet.await("a tunnel", () -> tunnels(sender).size() == 1);

    Sending sending =
        sender.pairing().send(new SendPlan(List.of(), "hello", SendPlan.DEFAULT_CODE_LIFETIME));
    Fleet.await("it waits", () -> sending.state() == TransferState.CONNECTING);
    IncomingOffer offer = Fleet.get(receiver.pairing().receive(sending.code()));
    assertThat(offer.message()).contains("hello");
    offer.decline().block(Fleet.PATIENCE);
    assertThat(Fleet.failure(sending.result())).isEqualTo(ErrorCode.PAIRING_DECLINED);
  }

  /**
   * As behind a router: the nodes listen, and name addresses at which nobody can be besides those
   * at the relay. Of all these the relay keeps one for each node.
   */
  @Test
  void aCodeWorksBetweenTwoThatListenWhereNobodyCanBe() throws Exception {
    List<BootstrapAddress> relays = List.of(at(relay("relay", List.of())));
    Scp2pNode sender = hidden("sender", relays);
    Scp2pNode receiver = hidden("receiver", relays);
    Path file = Trees.write(fleet.folder("sent").resolve("note.bin"), Trees.random(5, 200_000));
    // It waits, as people do, before it has a relay.
    Sending sending = sender.pairing().send(SendPlan.of(file));
    Fleet.await("it waits", () -> sending.state() == TransferState.CONNECTING);

    IncomingOffer offer = Fleet.get(receiver.pairing().receive(sending.code()));

    assertThat(offer.path()).isEqualTo(PathKind.RELAYED_SEALED);
    Path into = fleet.folder("got");
    Fleet.result(offer.accept(into));
    assertThat(Fleet.get(sending.result()).totalBytes()).isEqualTo(200_000);
    assertThat(Files.mismatch(file, into.resolve("note.bin"))).isEqualTo(-1);
  }

  /** Whoever is told the link and knows nobody finds a publisher behind a router. */
  @Test
  void aLinkOfWhoListensWhereNobodyCanBeLeadsToItsRelay() throws Exception {
    Scp2pNode relay = relay("relay", List.of());
    Scp2pNode provider = hidden("provider", List.of(at(relay)));
    Fleet.await("a tunnel", () -> !tunnels(provider).isEmpty());
    Share share = Fleet.publish(provider, Trees.sample(fleet.folder("holiday")));
    assertThat(share.shareLink().bootstrap())
        .extracting(BootstrapAddress::key)
        .containsExactly(relay.identity().self().key(), provider.identity().self().key());
    Scp2pNode stranger = firewalled("stranger", List.of());
    Fleet.followOnceFound(stranger, share);
    Path into = fleet.folder("got");
    Fleet.download(stranger, share, into);
    assertThat(Trees.differences(fleet.folder("holiday"), into)).isEmpty();
  }

  private Scp2pNode hidden(String name, List<BootstrapAddress> relays) {
    return fleet.start(
        name,
        network -> Fleet.hidden(network).bootstrap(relays),
        config -> config.relay(relay -> relay.relays(relays)),
        parts -> parts);
  }

  /** More than once: sometimes nothing is under way when the relay goes, so nothing breaks. */
  @RepeatedTest(4)
  @Tag("long")
  void aNodeWithOneTunnelRegistersElsewhereAndIsFoundThere() throws Exception {
    Scp2pNode one = relay("one", List.of());
    Scp2pNode two = relay("two", List.of(at(one)));
    List<BootstrapAddress> both = List.of(at(one), at(two));
    Scp2pNode provider =
        firewalled("provider", both, config -> config.relay(relay -> relay.tunnels(1)));
    Scp2pNode downloader = firewalled("downloader", both, config -> Fleet.slow(config, 2));
    Fleet.await("a tunnel", () -> tunnels(provider).size() == 1);
    Path tree = fleet.folder("big");
    Trees.write(tree.resolve("big.bin"), Trees.random(8, 6 * Trees.MIB));
    Share share = Fleet.publish(provider, tree);
    Fleet.followOnceFound(downloader, share);
    Path into = fleet.folder("got");
    Download download = downloader.downloads().start(DownloadPlan.share(share.id()).into(into));
    killTheBusier(List.of(one, two), download);
    Fleet.result(download);
    assertThat(Trees.differences(tree, into)).isEmpty();
  }

  @Test
  void aRelayIsFoundThroughOthers() throws Exception {
    Scp2pNode hub = fleet.start("hub");
    Scp2pNode relay = relay("relay", List.of(at(hub)));
    Scp2pNode provider = firewalled("provider", List.of(at(hub)));
    Fleet.await("a tunnel at a relay that nobody named", () -> !tunnels(provider).isEmpty());
    assertThat(tunnels(provider).get(0).relay()).isEqualTo(relay.identity().self().id());
    Fleet.await(
        "its announcement",
        () ->
            Fleet.get(provider.relays().known().map(Relay::key).collectList())
                .contains(relay.identity().self().key()));
    Path tree = fleet.folder("small");
    Trees.write(tree.resolve("a.txt"), Trees.random(9, 1_000));
    Share share = Fleet.publish(provider, tree);
    assertThat(share.shareLink().bootstrap())
        .as("whom a link names if nobody can dial its publisher")
        .extracting(BootstrapAddress::key)
        .containsExactly(relay.identity().self().key());
    Scp2pNode reader = firewalled("reader", List.of());
    Fleet.followOnceFound(reader, share);
    Path into = fleet.folder("got");
    Fleet.download(reader, share, into);
    assertThat(Trees.differences(tree, into)).isEmpty();
  }

  @Test
  void twoThatNobodyCanDialExchangeAShare() throws Exception {
    Scp2pNode relay = relay("relay", List.of());
    Scp2pNode provider = firewalled("provider", List.of(at(relay)));
    Scp2pNode downloader = firewalled("downloader", List.of(at(relay)));
    Fleet.await("a tunnel", () -> !tunnels(provider).isEmpty());
    Share share = Fleet.publish(provider, Trees.sample(fleet.folder("holiday")));
    Fleet.followOnceFound(downloader, share);
    Path into = fleet.folder("got");
    Fleet.download(downloader, share, into);
    assertThat(Trees.differences(fleet.folder("holiday"), into)).isEmpty();
    List<Peer> peers = Fleet.get(downloader.peers().list().collectList());
    assertThat(peers).extracting(Peer::path).contains(PathKind.RELAYED_SEALED);
  }
}
