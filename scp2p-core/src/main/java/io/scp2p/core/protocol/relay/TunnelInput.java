package io.scp2p.core.protocol.relay;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.record.PeerAddress;
import java.util.List;

/** What a firewalled node's {@link TunnelMachine} is told. */
public sealed interface TunnelInput {
  /** Where a candidate comes from; those whom the user named are tried before others. */
  enum Source {
    /** The configuration, or the user just now. */
    USER,
    /** Relays in the local network. */
    LAN,
    /** Everybody else: bootstrap peers, relay lists, the DHT. */
    NETWORK
  }

  /** Whether this node needs tunnels to be reached. */
  record Needed(boolean needed) implements TunnelInput {}

  /** Somebody may be a relay; none of these addresses is behind one itself. */
  record Offered(List<PeerAddress> relays, Source source) implements TunnelInput {}

  /** The user wants one more tunnel, at this very relay. */
  record Wanted(PeerAddress relay) implements TunnelInput {}

  /** A tunnel is registered; {@code number} as the effect that asked for it had it. */
  record Opened(long number, NodeKey relay, long slotId) implements TunnelInput {}

  /** It could not be registered. */
  record Refused(long number) implements TunnelInput {}

  /** A tunnel is gone. */
  record Lost(long number) implements TunnelInput {}

  /** A check through the relay came back, or did not. */
  record Checked(long number, boolean good) implements TunnelInput {}
}
