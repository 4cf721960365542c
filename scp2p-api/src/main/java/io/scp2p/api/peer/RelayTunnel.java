package io.scp2p.api.peer;

import io.scp2p.api.PeerAddress;
import io.scp2p.api.id.NodeId;
import java.time.Instant;
import java.util.Objects;

/**
 * A connection this node keeps open at a relay so that others can reach it.
 *
 * @param relay who relays
 * @param advertised the address others are told
 * @param since when it was registered
 * @param healthy whether the last check through the relay came back
 * @param relayedBytes carried so far, both directions
 */
public record RelayTunnel(
    NodeId relay, PeerAddress advertised, Instant since, boolean healthy, long relayedBytes) {
  /** Requires everything. */
  public RelayTunnel {
    Objects.requireNonNull(relay, "relay");
    Objects.requireNonNull(advertised, "advertised");
    Objects.requireNonNull(since, "since");
  }
}
