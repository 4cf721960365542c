package io.scp2p.api;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.Endpoint;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a peer says it can be reached (specification section 7.1): directly, or through a relay. A
 * claim until the handshake has proved the key.
 *
 * @param endpoint transport, address and port
 * @param key the key the peer must prove, or null if it is not known
 * @param via the relay to go through instead of dialling, or null to dial
 */
public record PeerAddress(Endpoint endpoint, @Nullable NodeKey key, @Nullable RelayRoute via) {
  /** Requires the endpoint. */
  public PeerAddress {
    Objects.requireNonNull(endpoint, "endpoint");
  }

  /**
   * A peer to dial.
   *
   * @param endpoint transport, address and port
   * @return an address without key and relay
   */
  public static PeerAddress direct(Endpoint endpoint) {
    return new PeerAddress(endpoint, null, null);
  }

  /** {@return the relay to go through, if there is one} */
  public Optional<RelayRoute> relay() {
    return Optional.ofNullable(via);
  }

  /**
   * A slot at a relay.
   *
   * @param relay where the relay listens
   * @param relayKey the key the relay must prove, or null if it is not known
   * @param slotId an unsigned 64-bit number
   */
  public record RelayRoute(Endpoint relay, @Nullable NodeKey relayKey, long slotId) {
    /** Requires the relay. */
    public RelayRoute {
      Objects.requireNonNull(relay, "relay");
    }

    /** With the slot as the unsigned number it is. */
    @Override
    public String toString() {
      return relay + "#" + Long.toUnsignedString(slotId);
    }
  }
}
