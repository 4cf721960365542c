package io.scp2p.core.engine.reach;

import io.scp2p.api.spi.PacketPort;
import io.scp2p.api.spi.TransportException;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.stun.StunAddress;
import io.scp2p.core.wire.stun.StunMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/** STUN over the port of the QUIC transport: from its reader thread to the loop, and back. */
final class StunPort {
  /** What a path may carry unfragmented; nothing of ours comes near. */
  static final int MAX_PACKET_BYTES = 1_280;

  /** Received and not yet looked at; more are dropped, as a network would. */
  static final int MAX_WAITING = 256;

  private final Loop loop;
  private final PacketPort port;
  private final BiConsumer<StunAddress, StunMessage> receiver;
  private final AtomicInteger waiting = new AtomicInteger();

  /**
   * Takes over what arrives.
   *
   * @param receiver called on the loop
   */
  StunPort(Loop loop, PacketPort port, BiConsumer<StunAddress, StunMessage> receiver)
      throws TransportException {
    this.loop = loop;
    this.port = port;
    this.receiver = receiver;
    port.receivePackets(this::arrived);
  }

  private void arrived(InetSocketAddress from, ByteBuffer packet) {
    if (packet.remaining() > MAX_PACKET_BYTES || from.getPort() == 0) {
      return;
    }
    byte[] copy = new byte[packet.remaining()];
    packet.get(copy);
    Bytes datagram = Bytes.wrap(copy);
    if (!StunMessage.looksLike(datagram)) {
      return;
    }
    if (waiting.incrementAndGet() > MAX_WAITING) {
      waiting.decrementAndGet();
      return;
    }
    loop.post(
        () -> {
          waiting.decrementAndGet();
          try {
            receiver.accept(address(from), StunMessage.decode(datagram));
          } catch (WireException e) {
            // Anybody can send anything.
          }
        });
  }

  /** Sends, or not: that a packet may be lost is known to whoever sends it. */
  void send(StunAddress to, Bytes datagram) {
    try {
      port.sendPacket(socketAddress(to), datagram.buffer());
    } catch (IOException | RuntimeException e) {
      // No way to there, or an address family that the port does not speak.
    }
  }

  static StunAddress address(InetSocketAddress at) {
    return new StunAddress(IpAddress.of(at.getAddress().getAddress()), at.getPort());
  }

  static InetSocketAddress socketAddress(StunAddress at) {
    try {
      return new InetSocketAddress(InetAddress.getByAddress(at.ip().octets().toArray()), at.port());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an IP address of 4 or 16 bytes is one", e);
    }
  }
}
