package io.scp2p.api.spi;

import java.net.Inet4Address;
import java.util.List;

/**
 * Datagrams to and from everybody in the local networks of this machine (specification section 15).
 * Carries bytes and decides nothing: what they mean, and whom to believe, is the business of the
 * engine.
 */
public interface LanSocket extends AutoCloseable {
  /**
   * The largest datagram that is delivered; a longer one is dropped. The receive buffer of section
   * 15.
   */
  int MAX_DATAGRAM_BYTES = 1024;

  /**
   * Begins to listen; once. A port that cannot be had is no failure: then nothing is received until
   * it can be, but {@link #broadcast} works all the same.
   *
   * @param listener told on a thread of this socket; must return at once
   */
  void open(Listener listener);

  /**
   * Sends to everybody, on every network interface that is up. From any thread; never blocks and
   * never fails, since nobody may be listening anyway. Of two datagrams that wait to be sent the
   * newer one is sent.
   *
   * @param datagram given away by the caller
   */
  void broadcast(byte[] datagram);

  /** Ends; returns once no thread or socket is left, and tells the listener nothing afterwards. */
  @Override
  void close();

  /** Told what happens in the local networks. */
  interface Listener {
    /**
     * The networks this machine is part of: told at first, and whenever they change.
     *
     * @param networks all of them, loopback included
     */
    void networks(List<LanNetwork> networks);

    /**
     * Somebody has sent something, perhaps this node itself.
     *
     * @param from as the packet says; nothing proves it
     * @param datagram given away to the listener
     */
    void received(Inet4Address from, byte[] datagram);
  }
}
