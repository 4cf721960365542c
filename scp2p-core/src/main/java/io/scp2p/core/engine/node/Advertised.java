package io.scp2p.core.engine.node;

import io.scp2p.api.BootstrapAddress;
import io.scp2p.api.ShareLink;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.Endpoint;
import io.scp2p.api.spi.TransportKind;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** The addresses under which a node tells others to look for it. */
final class Advertised {
  private Advertised() {}

  /**
   * What the configuration says, or else what the machine knows. A configured port 0 stands for the
   * port on which this node listens. Addresses that only this machine can use are left out unless
   * there are no others. What a router forwards comes first: it is all that most others can use.
   */
  static List<BootstrapAddress> of(
      List<InetSocketAddress> configured,
      List<Endpoint> mapped,
      List<Endpoint> local,
      NodeKey self) {
    List<BootstrapAddress> all = new ArrayList<>();
    if (configured.isEmpty()) {
      mapped.forEach(endpoint -> add(all, endpoint.kind(), endpoint.address(), self));
      local.forEach(endpoint -> add(all, endpoint.kind(), endpoint.address(), self));
    }
    for (InetSocketAddress address : configured) {
      for (TransportKind kind : List.of(TransportKind.TCP, TransportKind.QUIC)) {
        int port = address.getPort() > 0 ? address.getPort() : portOf(kind, local);
        // A configured port is that of TCP; QUIC is found beside it (section 7.3).
        if (port > 0 && (address.getPort() == 0 || kind == TransportKind.TCP)) {
          add(all, kind, new InetSocketAddress(address.getAddress(), port), self);
        }
      }
    }
    List<BootstrapAddress> reachable =
        all.stream().filter(address -> !address.ip().isLoopbackAddress()).toList();
    List<BootstrapAddress> chosen = reachable.isEmpty() || !configured.isEmpty() ? all : reachable;
    return chosen.stream().distinct().limit(ShareLink.MAX_HINTS).toList();
  }

  private static int portOf(TransportKind kind, List<Endpoint> local) {
    return local.stream()
        .filter(endpoint -> endpoint.kind() == kind)
        .mapToInt(endpoint -> endpoint.address().getPort())
        .findFirst()
        .orElse(0);
  }

  private static void add(
      List<BootstrapAddress> to, TransportKind kind, InetSocketAddress at, NodeKey self) {
    InetAddress ip = at.getAddress();
    boolean usable = ip != null && !ip.isAnyLocalAddress() && !ip.isLinkLocalAddress();
    if (usable && (kind == TransportKind.TCP || kind == TransportKind.QUIC)) {
      to.add(new BootstrapAddress(kind, ip, at.getPort(), self));
    }
  }
}
