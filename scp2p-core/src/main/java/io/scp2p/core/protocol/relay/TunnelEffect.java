package io.scp2p.core.protocol.relay;

import io.scp2p.core.wire.record.PeerAddress;

/** What a firewalled node is to do about its tunnels, in the order of the list. */
public sealed interface TunnelEffect {
  /** Register a tunnel there, with a new slot. */
  record Open(long number, PeerAddress relay) implements TunnelEffect {}

  /** Ask this node something through the relay, as anybody would (quirk Q-17). */
  record Check(long number) implements TunnelEffect {}

  /** Close a tunnel through which nothing comes. */
  record Close(long number) implements TunnelEffect {}

  /** Others must be told of new addresses, at once. */
  record Changed() implements TunnelEffect {}

  /** Look for relays. */
  record Seek() implements TunnelEffect {}
}
