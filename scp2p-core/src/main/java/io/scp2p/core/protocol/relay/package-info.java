/**
 * Relays (specification section 14, docs/relay-protocol.md): what an announcement must say to be
 * believed and where in the DHT it is found; slots, tunnels and quotas of a relay; the tunnels of a
 * firewalled node; routes to one; sealed channels. All of it pure; times are unsigned unix seconds.
 */
@NullMarked
package io.scp2p.core.protocol.relay;

import org.jspecify.annotations.NullMarked;
