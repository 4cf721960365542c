package io.scp2p.core.engine.portmap;

import io.scp2p.core.wire.record.IpAddress;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where packets of this machine go to leave its network. */
public interface WayOut {
  /**
   * One of them.
   *
   * @param gateway the router; empty if only a search can find it
   * @param guessed whether the gateway is no more than the likely one: the first address of the
   *     network, since this system does not show its routes
   * @param self the address of this machine towards it
   */
  record Way(Optional<IpAddress> gateway, boolean guessed, IpAddress self) {}

  /** Looks; may block for some milliseconds. Empty if there is no network. */
  Optional<Way> look() throws IOException;

  /** What the operating system says. */
  static WayOut ofThisMachine() {
    Path routes = Path.of("/proc/net/route");
    return Files.isReadable(routes) ? () -> byRoutes(routes) : WayOut::byGuess;
  }

  private static Optional<Way> byRoutes(Path routes) throws IOException {
    List<String> lines = Files.readAllLines(routes, StandardCharsets.US_ASCII);
    Optional<IpAddress> gateway = RouteTable.defaultGateway(lines);
    if (gateway.isEmpty()) {
      return Optional.empty();
    }
    return towards(inet(gateway.get()))
        .map(self -> new Way(gateway, false, IpAddress.of(self.getAddress())));
  }

  /** Java shows addresses and networks, but no routes. */
  private static Optional<Way> byGuess() throws IOException {
    // Of the networks for documentation (RFC 5737): nothing is sent, the system only chooses.
    Optional<Inet4Address> self =
        towards(InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1}));
    if (self.isEmpty()) {
      return Optional.empty();
    }
    NetworkInterface card = NetworkInterface.getByInetAddress(self.get());
    Optional<IpAddress> first =
        card == null
            ? Optional.empty()
            : card.getInterfaceAddresses().stream()
                .filter(each -> each.getAddress().equals(self.get()))
                .map(InterfaceAddress::getNetworkPrefixLength)
                .map(
                    prefix ->
                        RouteTable.firstAddress(IpAddress.of(self.get().getAddress()), prefix))
                .flatMap(Optional::stream)
                .findFirst();
    return Optional.of(new Way(first, first.isPresent(), IpAddress.of(self.get().getAddress())));
  }

  /** The own address that the system would send from; nothing is sent. */
  private static Optional<Inet4Address> towards(InetAddress target) throws IOException {
    try (DatagramChannel channel = DatagramChannel.open(java.net.StandardProtocolFamily.INET)) {
      channel.connect(new InetSocketAddress(target, 9));
      return channel.getLocalAddress() instanceof InetSocketAddress local
              && local.getAddress() instanceof Inet4Address own
              && !own.isAnyLocalAddress()
              && !own.isLoopbackAddress()
          ? Optional.of(own)
          : Optional.empty();
    } catch (java.net.SocketException noRoute) {
      return Optional.empty();
    }
  }

  /** The same for Java. */
  static InetAddress inet(IpAddress ip) {
    try {
      return InetAddress.getByAddress(ip.octets().toArray());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an IP address of 4 or 16 bytes is one", e);
    }
  }
}
