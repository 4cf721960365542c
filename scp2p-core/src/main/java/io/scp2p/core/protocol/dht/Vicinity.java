package io.scp2p.core.protocol.dht;

import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.record.PeerAddress;
import java.util.HashSet;
import java.util.Set;

/**
 * Which addresses of private networks can be right for this node (quirk Q-28). Others may say what
 * they like: a node does not dial the machines of its own network, or itself, because somebody on
 * the internet says that there is a peer. It does where it lives itself, or where it has met
 * somebody already.
 */
final class Vicinity {
  /** Private networks one node is in. */
  static final int MAX_NETWORKS = 16;

  private static final int V4_PREFIX_BYTES = 2;
  private static final int V6_PREFIX_BYTES = 6;
  private static final String THIS_MACHINE = "loopback";

  private final Set<Object> networks = new HashSet<>();

  /** This node, or somebody it has met, is at an address. */
  void learn(PeerAddress address) {
    if (isLocal(address.ip()) && networks.size() < MAX_NETWORKS) {
      networks.add(network(address.ip()));
    }
  }

  /** Whether it makes sense to dial an address that is only hearsay. */
  boolean mayBeRight(PeerAddress address) {
    return !isLocal(address.ip()) || networks.contains(network(address.ip()));
  }

  private static boolean isLocal(IpAddress ip) {
    return Subnets.isLoopback(ip) || Subnets.isPrivate(ip);
  }

  private static Object network(IpAddress ip) {
    return Subnets.isLoopback(ip)
        ? THIS_MACHINE
        : ip.octets().slice(0, ip.isV4() ? V4_PREFIX_BYTES : V6_PREFIX_BYTES);
  }
}
