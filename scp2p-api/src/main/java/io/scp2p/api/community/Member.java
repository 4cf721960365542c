package io.scp2p.api.community;

import io.scp2p.api.PeerAddress;
import io.scp2p.api.id.NodeId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A participant of a community.
 *
 * @param id its name, or null if only an address is known
 * @param addresses where it says it can be reached
 * @param proven whether it has shown a valid token
 * @param seenAt when it was last known to take part
 */
public record Member(
    @Nullable NodeId id, List<PeerAddress> addresses, boolean proven, Instant seenAt) {
  /** Takes a copy of the addresses. */
  public Member {
    Objects.requireNonNull(seenAt, "seenAt");
    addresses = List.copyOf(addresses);
  }
}
