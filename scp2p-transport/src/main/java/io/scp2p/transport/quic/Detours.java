package io.scp2p.transport.quic;

import io.scp2p.api.spi.PacketPort;
import io.scp2p.api.spi.PacketPort.Detour;
import java.net.DatagramPacket;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Addresses that stand for other ways than the port of the transport. Safe for all threads. */
final class Detours {
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

  boolean has(InetSocketAddress alias) {
    return ways.containsKey(alias);
  }

  /** Takes a packet if it is to go by one of them. */
  boolean send(DatagramPacket packet) {
    if (ways.isEmpty()) {
      return false;
    }
    Detour way = ways.get(packet.getSocketAddress());
    if (way == null) {
      return false;
    }
    byte[] copy = new byte[packet.getLength()];
    System.arraycopy(packet.getData(), packet.getOffset(), copy, 0, copy.length);
    way.send(ByteBuffer.wrap(copy));
    return true;
  }
}
