package io.scp2p.transport.quic;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** Receives what arrives at the shared port and is not QUIC, such as STUN answers. */
@FunctionalInterface
public interface NonQuicPacketHandler {
  /**
   * One packet whose first two bits are clear. Called on the socket's only reader thread: it must
   * return at once.
   *
   * @param from its claimed source
   * @param packet its content, valid only during the call
   */
  void received(InetSocketAddress from, ByteBuffer packet);
}
