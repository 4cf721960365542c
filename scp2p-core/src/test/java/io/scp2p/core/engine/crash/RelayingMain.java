package io.scp2p.core.engine.crash;

import io.scp2p.api.BootstrapAddress;
import io.scp2p.api.Scp2pNode;
import io.scp2p.api.ShareLink;
import io.scp2p.api.config.NetworkConfig;
import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.share.Share;
import io.scp2p.api.share.SharePlan;
import io.scp2p.api.transfer.Download;
import io.scp2p.api.transfer.DownloadPlan;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * One of four processes: two relays, a provider and a downloader that nobody can dial. Arguments:
 * role, home, folder or link, and the addresses of relays.
 */
final class RelayingMain {
  private static final long MOMENT_NANOS = 100_000_000L;

  private RelayingMain() {}

  public static void main(String[] arguments) throws Exception {
    String role = arguments[0];
    Path home = Path.of(arguments[1]);
    List<BootstrapAddress> relays =
        Arrays.stream(arguments).skip(3).map(BootstrapAddress::parse).toList();
    boolean relay = "relay".equals(role);
    Scp2pNode node =
        Scp2pNode.builder()
            .home(home)
            .transports(List.of(Seed.tcp()))
            .config(
                NodeConfig.builder()
                    .network(network -> network(network, relay).bootstrap(relays))
                    .relay(r -> r.serve(relay).serveContent(relay))
                    .build())
            .start();
    switch (role) {
      case "relay" -> relay(node, Path.of(arguments[2]));
      case "provider" -> provide(node, Path.of(arguments[2]));
      default -> download(node, ShareLink.parse(arguments[2]), home.resolve("got"));
    }
  }

  private static NetworkConfig.Builder network(NetworkConfig.Builder network, boolean listens) {
    return network
        .tcpPort(0)
        .quicPort(0)
        .listen(listens)
        .lanDiscovery(false)
        .portMapping(false)
        .advertised(
            listens
                ? List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                : List.of());
  }

  private static Share published(Scp2pNode node, Path folder) {
    return Child.await(node.shares().publish(SharePlan.folder(folder).title("it").build()));
  }

  private static void relay(Scp2pNode node, Path anything) throws Exception {
    Files.createDirectories(anything);
    Files.write(anything.resolve("a.txt"), new byte[] {1});
    Child.say("AT", published(node, anything).shareLink().bootstrap().get(0));
    long told = -1;
    while (true) {
      long carried = Child.await(node.relays().service()).relayedBytes();
      if (carried != told) {
        told = carried;
        Child.say("CARRIED", carried);
      }
      LockSupport.parkNanos(MOMENT_NANOS);
    }
  }

  private static void provide(Scp2pNode node, Path folder) {
    while (Child.await(node.relays().tunnels().collectList()).size() < 2) {
      LockSupport.parkNanos(MOMENT_NANOS);
    }
    Child.say("LINK", published(node, folder).link());
    while (true) {
      LockSupport.park();
    }
  }

  private static void download(Scp2pNode node, ShareLink link, Path into) {
    Child.await(node.subscriptions().follow(link));
    boolean found = false;
    while (!found) {
      try {
        Child.await(node.subscriptions().sync(link.shareId()));
        found = true;
      } catch (Scp2pException notYet) {
        LockSupport.parkNanos(MOMENT_NANOS);
      }
    }
    Download download = node.downloads().start(DownloadPlan.share(link.shareId()).into(into));
    var unused = download.progress().subscribe(progress -> Child.say("DONE", progress.bytesDone()));
    Child.await(download.result());
    Child.say("COMPLETE");
    node.close();
  }
}
