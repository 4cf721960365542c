package io.scp2p.transport.lan;

import io.scp2p.api.spi.LanNetwork;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The networks this machine is part of, as they are at the moment. */
interface Interfaces {
  /** Networks of one machine that are looked at; a host of containers may have hundreds. */
  int MAX_NETWORKS = 32;

  /**
   * A network and how to reach everybody in it.
   *
   * @param limited 255.255.255.255, or what stands for it on loopback; sent from the address of
   *     this machine in the network, which chooses the interface
   * @param directed the broadcast address of the network, for systems that refuse the other one
   */
  record Lan(LanNetwork network, InetAddress limited, InetAddress directed) {}

  /** Looks. May block for some milliseconds. */
  List<Lan> look();

  /** What the operating system says. */
  static Interfaces ofThisMachine() {
    return Interfaces::all;
  }

  private static List<Lan> all() {
    List<Lan> lans = new ArrayList<>();
    try {
      for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
        if (each.isUp()) {
          each.getInterfaceAddresses().forEach(at -> add(lans, at));
        }
      }
    } catch (SocketException gone) {
      return List.of(); // An interface that goes away while it is looked at; seen the next time.
    }
    return lans;
  }

  private static void add(List<Lan> lans, InterfaceAddress at) {
    if (at.getAddress() instanceof Inet4Address address && lans.size() < MAX_NETWORKS) {
      int prefix = Math.max(0, Math.min(32, at.getNetworkPrefixLength()));
      InetAddress directed = lastOf(address, prefix);
      InetAddress limited = address.isLoopbackAddress() ? directed : lastOf(address, 0);
      lans.add(new Lan(new LanNetwork(address, prefix), limited, directed));
    }
  }

  /** The last address of a network. Java leaves it out for loopback and says 0.0.0.0 at times. */
  private static InetAddress lastOf(Inet4Address address, int prefix) {
    byte[] octets = address.getAddress();
    for (int bit = prefix; bit < 32; bit++) {
      octets[bit / 8] |= (byte) (0x80 >>> (bit % 8));
    }
    try {
      return InetAddress.getByAddress(octets);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }
}
