package io.scp2p.core.engine.node;

import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.config.NodeRole;
import io.scp2p.core.protocol.session.Extensions;
import io.scp2p.core.protocol.session.SessionRules;
import io.scp2p.core.wire.WireLimits;
import io.scp2p.core.wire.record.Capabilities;
import io.scp2p.core.wire.record.HelloOffer;
import io.scp2p.core.wire.vault.VaultLimits;
import java.util.Map;

/** What a node says of itself in its hellos. */
final class Offers {
  private Offers() {}

  /** Section 6. Only what is served today. */
  static Capabilities capabilities(NodeConfig config) {
    return new Capabilities(false, false, false, true, config.role() == NodeRole.LIGHT);
  }

  /** Extensions X1 and X4. */
  static HelloOffer extensions() {
    return new HelloOffer(
        Map.of(
            Extensions.MULTIPLEX, 1, Extensions.PING, 1, VaultLimits.FEATURE, VaultLimits.VERSION),
        Map.of(
            Extensions.MAX_INFLIGHT, (long) SessionRules.MAX_SERVING,
            Extensions.MAX_PAYLOAD_BYTES, (long) WireLimits.PAYLOAD_BYTES));
  }
}
