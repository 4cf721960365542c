package io.scp2p.api.spi;

import io.scp2p.api.Scp2pNode;

/** Starts nodes; found by {@link java.util.ServiceLoader}. */
public interface NodeEngineProvider {
  /**
   * Which engine is taken when there are several: the highest.
   *
   * @return 0 for the engine of this SDK
   */
  default int priority() {
    return 0;
  }

  /**
   * Starts a node. Whatever was opened is released again if this fails.
   *
   * @param parts everything the host has set
   * @return a running node
   * @throws io.scp2p.api.error.Scp2pException if it cannot start
   */
  Scp2pNode start(NodeParts parts);
}
