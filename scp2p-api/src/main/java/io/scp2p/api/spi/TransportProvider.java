package io.scp2p.api.spi;

/** Makes transports; found by {@link java.util.ServiceLoader}. */
public interface TransportProvider {
  /**
   * What its transports speak.
   *
   * @return always the same kind
   */
  TransportKind kind();

  /**
   * Makes a transport for one node. Nothing is opened yet.
   *
   * @param settings limits and sizes
   * @return a new transport
   */
  Transport create(TransportSettings settings);
}
