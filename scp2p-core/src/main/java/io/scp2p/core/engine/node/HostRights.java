package io.scp2p.core.engine.node;

import io.scp2p.api.config.NodeRole;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import java.util.Map;
import java.util.Optional;

/** What the host of a node may not do in its role. */
final class HostRights {
  private HostRights() {}

  /** Why nothing may be published or downloaded, if that is so. */
  static Optional<Scp2pException> refusal(NodeRole role) {
    return role == NodeRole.RELAY
        ? Optional.of(
            new Scp2pException(
                ErrorCode.ROLE_DISABLED,
                "This node is a relay without a host: it publishes and downloads nothing."
                    + " A node of the role FULL does both, and relays with relay.serve.",
                Map.of("role", role.toString())))
        : Optional.empty();
  }
}
