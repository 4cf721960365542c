package io.scp2p.transport.quic;

import io.scp2p.api.spi.PacketPort;
import io.scp2p.api.spi.PacketPort.Detour;
import java.net.DatagramPacket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Addresses that stand for other ways than the port of the transport. Safe for all threads. */
final class Detours {
  /** The first 64 bits of the addresses that RFC 6666 lets go nowhere. */
  private static final byte[] DISCARDED = {1, 0, 0, 0, 0, 0, 0, 0};

  private final Map<SocketAddress, Detour> ways = new ConcurrentHashMap<>();

  /** Sets one, or ends it; false if there are too many. */
  synchronized boolean set(InetSocketAddress alias, @Nullable Detour detour) {
    if (detour == null) {
      ways.remove(alias);
      return true;
    }
    if (ways.size() >= PacketPort.MAX_DETOURS && !ways.containsKey(alias)) {
      return false;
    }
    ways.put(alias, detour);
    return true;
  }

  /** Ends all. */
  synchronized void clear() {
    ways.clear();
  }

  boolean has(InetSocketAddress alias) {
    return ways.containsKey(alias);
  }

  /**
   * Takes a packet if it is to go by one of them; or by one that has ended, and then drops it:
   * there is nobody in {@code 100::/64} whom the port could reach.
   */
  boolean send(DatagramPacket packet) {
    boolean nowhere = isDiscarded(packet.getAddress());
    if (ways.isEmpty()) {
      return nowhere;
    }
    Detour way = ways.get(packet.getSocketAddress());
    if (way == null) {
      return nowhere;
    }
    byte[] copy = new byte[packet.getLength()];
    System.arraycopy(packet.getData(), packet.getOffset(), copy, 0, copy.length);
    way.send(ByteBuffer.wrap(copy));
    return true;
  }

  /** RFC 6666. */
  private static boolean isDiscarded(InetAddress address) {
    return address instanceof Inet6Address
        && Arrays.mismatch(address.getAddress(), DISCARDED) >= DISCARDED.length;
  }
}
