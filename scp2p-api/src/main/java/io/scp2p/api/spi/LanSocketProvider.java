package io.scp2p.api.spi;

/** Makes the socket of LAN discovery; found by {@link java.util.ServiceLoader}. */
public interface LanSocketProvider {
  /** Where every node listens (specification section 15). */
  int PORT = 46_123;

  /**
   * Makes a socket for one node. Nothing is opened yet.
   *
   * @param port {@link #PORT}, but in tests
   * @return a new socket
   */
  LanSocket create(int port);
}
