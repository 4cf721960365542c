package io.scp2p.core.protocol.dht;

import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.RelayRoute;

/**
 * Which addresses probably belong to one owner: a /24 in IPv4, a /48 in IPv6 (section 8.2; the
 * reference compares a /40, quirk Q-29). Private addresses count one by one, since a whole office
 * has a single /24; loopback not at all, since whoever is on this machine has no need of tricks.
 * Behind a relay it is the relay's address that costs something.
 */
public final class Subnets {
  /** A group without a limit. */
  public static final long UNLIMITED = 0;

  private static final long V4 = 1L << 48;
  private static final long V6 = 2L << 48;
  private static final int V6_BYTES = 6;

  private Subnets() {}

  /** The group of an address; equal numbers mean the same group. */
  public static long of(PeerAddress address) {
    RelayRoute relay = address.relayVia();
    return of(relay == null ? address.ip() : relay.relayAddress().ip());
  }

  /** The group of an IP address. */
  public static long of(IpAddress ip) {
    if (isLoopback(ip)) {
      return UNLIMITED;
    }
    if (!ip.isV4()) {
      return V6 | first(ip, V6_BYTES);
    }
    return V4 | (first(ip, IpAddress.V4_BYTES) & (isPrivate(ip) ? -1L : ~0xffL));
  }

  /** Only this machine. */
  public static boolean isLoopback(IpAddress ip) {
    if (ip.isV4()) {
      return octet(ip, 0) == 127;
    }
    for (int i = 0; i < IpAddress.V6_BYTES - 1; i++) {
      if (octet(ip, i) != 0) {
        return false;
      }
    }
    return octet(ip, IpAddress.V6_BYTES - 1) == 1;
  }

  /** An address of somebody's own network: RFC 1918, carrier translation, link-local, IPv6 ULA. */
  public static boolean isPrivate(IpAddress ip) {
    int first = octet(ip, 0);
    int second = octet(ip, 1);
    if (!ip.isV4()) {
      return (first & 0xfe) == 0xfc || (first == 0xfe && (second & 0xc0) == 0x80);
    }
    return first == 10
        || (first == 172 && (second & 0xf0) == 16)
        || (first == 192 && second == 168)
        || (first == 169 && second == 254)
        || (first == 100 && (second & 0xc0) == 64);
  }

  /** An address at which nobody can be: unspecified, multicast, broadcast (quirk Q-28). */
  public static boolean isUnusable(PeerAddress address) {
    IpAddress ip = address.ip();
    int first = octet(ip, 0);
    boolean nowhere = ip.isV4() ? first == 0 || first >= 224 : first == 0xff || isUnspecified(ip);
    return nowhere || address.port() == 0;
  }

  private static boolean isUnspecified(IpAddress ip) {
    for (int i = 0; i < ip.octets().size(); i++) {
      if (octet(ip, i) != 0) {
        return false;
      }
    }
    return true;
  }

  private static int octet(IpAddress ip, int index) {
    return ip.octets().get(index) & 0xff;
  }

  private static long first(IpAddress ip, int count) {
    long value = 0;
    for (int i = 0; i < count; i++) {
      value = value << 8 | octet(ip, i);
    }
    return value;
  }
}
