package io.scp2p.api.diagnostics;

import io.scp2p.api.id.NodeId;
import io.scp2p.api.peer.PathKind;
import io.scp2p.api.spi.TransportKind;
import java.time.Duration;
import java.util.Objects;

/**
 * One open session.
 *
 * @param peer with whom
 * @param transport over what
 * @param path by which way
 * @param initiated whether this side dialled
 * @param extended whether the peer speaks this SDK's extensions
 * @param inFlight requests not yet answered, both directions
 * @param receivedBytes so far
 * @param sentBytes so far
 * @param roundTrip smoothed
 * @param age since the handshake
 */
public record SessionSnapshot(
    NodeId peer,
    TransportKind transport,
    PathKind path,
    boolean initiated,
    boolean extended,
    int inFlight,
    long receivedBytes,
    long sentBytes,
    Duration roundTrip,
    Duration age) {
  /** Requires everything. */
  public SessionSnapshot {
    Objects.requireNonNull(peer, "peer");
    Objects.requireNonNull(transport, "transport");
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(roundTrip, "roundTrip");
    Objects.requireNonNull(age, "age");
  }
}
