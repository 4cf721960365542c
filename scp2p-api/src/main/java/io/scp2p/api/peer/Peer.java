package io.scp2p.api.peer;

import io.scp2p.api.PeerAddress;
import io.scp2p.api.id.NodeId;
import io.scp2p.api.id.NodeKey;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What this node knows of another one.
 *
 * @param id its name
 * @param key the key it proved in a handshake
 * @param addresses where it says it can be reached
 * @param path how it is connected now, or null if it is not
 * @param pin whether its key is remembered
 * @param features names of the extensions it has shown to understand; empty for plain v1
 * @param reputation from -10 to 10 (specification section 7.6)
 * @param lastSeen when something authentic last came from it
 */
public record Peer(
    NodeId id,
    NodeKey key,
    List<PeerAddress> addresses,
    @Nullable PathKind path,
    PinState pin,
    Set<String> features,
    int reputation,
    Instant lastSeen) {
  /** The best and, negated, the worst reputation. */
  public static final int MAX_REPUTATION = 10;

  /** Refuses a key that does not belong to the id. */
  public Peer {
    if (!key.id().equals(id)) {
      throw new IllegalArgumentException("the key does not belong to peer " + id);
    }
    if (Math.abs(reputation) > MAX_REPUTATION) {
      throw new IllegalArgumentException("reputation is -10 to 10, not " + reputation);
    }
    Objects.requireNonNull(pin, "pin");
    Objects.requireNonNull(lastSeen, "lastSeen");
    addresses = List.copyOf(addresses);
    features = Set.copyOf(features);
  }

  /** {@return whether there is a session with it now} */
  public boolean isConnected() {
    return path != null;
  }
}
