package io.scp2p.core.engine.node;

import io.scp2p.api.config.NetworkConfig;
import io.scp2p.api.spi.NodeParts;
import io.scp2p.core.engine.portmap.PortMapService;
import io.scp2p.core.engine.portmap.WayOut;
import io.scp2p.core.protocol.portmap.PortMapRules;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Whether a node asks its router to forward its ports. */
final class PortMapOpening {
  private PortMapOpening() {}

  /**
   * Whoever brings transports of his own, or says where this node is found, has seen to the router
   * himself.
   */
  static @Nullable PortMapService open(
      NodeParts parts, Threads threads, RandomGenerator random, Runnable changed) {
    NetworkConfig network = parts.config().network();
    boolean wanted =
        network.portMapping()
            && network.listen()
            && network.advertised().isEmpty()
            && parts.transports() == null;
    return !wanted
        ? null
        : new PortMapService(
            threads.loop(),
            threads.offload(),
            WayOut.ofThisMachine(),
            PortMapRules.DEFAULT,
            parts.entropy(),
            random,
            changed);
  }
}
