package io.scp2p.api.spi;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * A {@link Transport} over UDP that lets its node use its port for packets of other kinds: what a
 * router maps is one port, so what is found out about it must be asked from the same port.
 *
 * <p>The first two bits of such packets are clear (RFC 7983), as those of STUN are.
 */
public interface PacketPort {
  /**
   * Says who receives packets that are not the transport's. Opens the port if it is not open yet.
   *
   * @param receiver replaces the one before
   * @throws TransportException if the transport is closed or no port can be opened
   */
  void receivePackets(Receiver receiver) throws TransportException;

  /**
   * Sends a packet from the transport's port.
   *
   * @param to where to
   * @param packet position to limit; the first two bits must be clear
   * @throws IOException if the system cannot send it
   */
  void sendPacket(InetSocketAddress to, ByteBuffer packet) throws IOException;

  /** Receives packets. */
  @FunctionalInterface
  interface Receiver {
    /**
     * One packet. Called on the only thread that reads the port: it must return at once.
     *
     * @param from its claimed source
     * @param packet its content, valid only during the call
     */
    void received(InetSocketAddress from, ByteBuffer packet);
  }
}
