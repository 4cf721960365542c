package io.scp2p.api.spi;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

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

  /** Further ports that one port may have beside it at the same time, see {@link #sidePort}. */
  int MAX_SIDE_PORTS = 320;

  /** Detours of one port at the same time, those over side ports among them. */
  int MAX_DETOURS = 256 + MAX_SIDE_PORTS;

  /**
   * Lets packets to an address go another way than through the port, those of the transport and
   * others: to a server that passes them on, for instance. The address stands for the way and is
   * not looked at; it must be one that no packet can come from, such as of {@code 100::/64} (RFC
   * 6666). What comes the other way is handed in with {@link #arrived}.
   *
   * @param alias the address that stands for the way
   * @param detour takes the packets, or null to end it
   * @return whether that is so from now on; not if the transport is closed or knows no detours, or
   *     there are {@link #MAX_DETOURS} already
   */
  default boolean detour(InetSocketAddress alias, @Nullable Detour detour) {
    return false;
  }

  /**
   * A packet has come by a detour: as if the port had received it from there. From any thread;
   * dropped if there is no such detour.
   *
   * @param alias the address that stands for the way
   * @param packet position to limit; copied
   */
  default void arrived(InetSocketAddress alias, ByteBuffer packet) {}

  /**
   * Opens one more UDP port, for packets to one address and from there only, as a detour: what is
   * sent to the alias leaves by it, and what comes back seems to come from the alias. So the router
   * between gives it an address of its own. {@link #detour} without a detour closes it.
   *
   * @param alias the address that stands for this way, as for {@link #detour}
   * @param remote whom the port talks to
   * @return whether there is such a port from now on; not if the transport is closed or knows none,
   *     there are {@link #MAX_SIDE_PORTS} already, or the system gives no more
   */
  default boolean sidePort(InetSocketAddress alias, InetSocketAddress remote) {
    return false;
  }

  /** Takes packets that go another way. */
  @FunctionalInterface
  interface Detour {
    /**
     * One packet. Called on any thread: it must return at once, and may drop it.
     *
     * @param packet its content, given away
     */
    void send(ByteBuffer packet);
  }

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
