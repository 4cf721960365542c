package io.scp2p.core.engine.node;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.spi.NodeEngineProvider;
import io.scp2p.api.spi.NodeParts;

/** Starts the nodes of this SDK; found by {@link java.util.ServiceLoader}. */
public final class EngineProvider implements NodeEngineProvider {
  /** For the service loader. */
  public EngineProvider() {}

  @Override
  public Scp2pNode start(NodeParts parts) {
    return RunningNode.start(parts);
  }
}
