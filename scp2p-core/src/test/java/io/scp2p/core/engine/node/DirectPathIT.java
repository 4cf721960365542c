package io.scp2p.core.engine.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.BootstrapAddress;
import io.scp2p.api.Scp2pNode;
import io.scp2p.api.event.PeerEvent;
import io.scp2p.api.id.NodeId;
import io.scp2p.api.peer.PathKind;
import io.scp2p.api.share.Share;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.api.transfer.Download;
import io.scp2p.api.transfer.DownloadPlan;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.stun.StunAddress;
import io.scp2p.core.wire.stun.StunClass;
import io.scp2p.core.wire.stun.StunMessage;
import io.scp2p.core.wire.stun.StunMethod;
import io.scp2p.core.wire.stun.StunWriter;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nodes whose addresses nobody is told, so that they meet through a relay; and the direct path they
 * find by checks from their own ports. Real sockets; routers are the business of examples/lab.
 */
class DirectPathIT {
  /** Which of them depends on the addresses that this machine has. */
  private static final Set<PathKind> DIRECT =
      EnumSet.of(PathKind.LAN, PathKind.DIRECT, PathKind.PUNCHED);

  @TempDir Path folder;
  private Fleet fleet;

  @BeforeEach
  void fleet() {
    fleet = new Fleet(folder, TransportKind.TCP, TransportKind.QUIC);
  }

  @AfterEach
  void close() {
    fleet.close();
  }

  private Scp2pNode hidden(String name, List<BootstrapAddress> relays) {
    return fleet.start(
        name,
        network -> Fleet.hidden(network).bootstrap(relays),
        config -> Fleet.slow(config, 2).relay(relay -> relay.relays(relays)),
        parts -> parts);
  }

  @Test
  void aRelayedSessionBecomesDirectWhileADownloadRuns() throws Exception {
    Scp2pNode relay =
        fleet.start("relay", config -> config.relay(each -> each.serve(true).serveContent(true)));
    List<BootstrapAddress> relays = List.of(fleet.at(relay, TransportKind.TCP));
    Scp2pNode provider = hidden("provider", relays);
    Scp2pNode downloader = hidden("downloader", relays);
    NodeId other = provider.identity().self().id();
    Queue<PathKind> began = new ConcurrentLinkedQueue<>();
    Queue<PathKind> became = new ConcurrentLinkedQueue<>();
    var unused =
        downloader
            .events()
            .subscribe(
                event -> {
                  if (event instanceof PeerEvent.Connected met && met.peer().equals(other)) {
                    began.add(met.path());
                  } else if (event instanceof PeerEvent.PathChanged moved
                      && moved.peer().equals(other)) {
                    became.add(moved.to());
                  }
                });
    Fleet.await("a tunnel", () -> !Fleet.get(provider.relays().tunnels().collectList()).isEmpty());
    Path tree = fleet.folder("big");
    // More than comes until then, however long that takes.
    Trees.sparse(tree.resolve("big.bin"), 400L * Trees.MIB);
    Share share = Fleet.publish(provider, tree);
    Fleet.followOnceFound(downloader, share);
    Download download =
        downloader
            .downloads()
            .start(DownloadPlan.share(share.id()).into(fleet.folder("got of it")));
    Fleet.await(
        "it becomes direct while it runs", () -> became.stream().anyMatch(DIRECT::contains));
    assertThat(download.state().isTerminal()).isFalse();
    download.cancel().block(Fleet.PATIENCE);
    Path small = fleet.folder("small");
    Trees.write(small.resolve("small.bin"), Trees.random(7, 3 * Trees.MIB));
    Share whole = Fleet.publish(provider, small);
    Fleet.followOnceFound(downloader, whole);
    Path into = fleet.folder("got");
    Fleet.download(downloader, whole, into);

    assertThat(Trees.differences(small, into)).isEmpty();
    assertThat(began).as("how they met").first().isEqualTo(PathKind.RELAYED_SEALED);
    // Should the path have died meanwhile, another one is looked for at once.
    Fleet.await(
        "it is direct", () -> DIRECT.contains(Fleet.get(downloader.peers().get(other)).path()));
  }

  @Test
  void everyNodeTellsStrangersWhereTheyAre() throws Exception {
    Scp2pNode node = fleet.start("node");
    BootstrapAddress quic = fleet.at(node, TransportKind.QUIC);
    Bytes id = Bytes.parse("000102030405060708090a0b");
    byte[] request = new StunWriter(StunClass.REQUEST, StunMethod.BINDING, id).encode().toArray();
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      socket.setSoTimeout((int) Fleet.LONG.toMillis());
      socket.send(
          new DatagramPacket(
              request, request.length, new InetSocketAddress(quic.ip(), quic.port())));
      DatagramPacket answer = new DatagramPacket(new byte[1_500], 1_500);
      socket.receive(answer);

      StunMessage message = StunMessage.decode(Bytes.wrap(answer.getData(), 0, answer.getLength()));
      assertThat(message.transaction()).isEqualTo(id);
      assertThat(message.mappedAddress())
          .contains(
              new StunAddress(
                  IpAddress.of((byte) 127, (byte) 0, (byte) 0, (byte) 1), socket.getLocalPort()));
    }
  }
}
