package io.scp2p.api.peer;

/**
 * What this node does as a relay for others.
 *
 * @param serving whether it accepts tunnels
 * @param tunnels firewalled nodes connected now
 * @param maxTunnels how many it accepts
 * @param relayedBytes carried since the node was started
 */
public record RelayService(boolean serving, int tunnels, int maxTunnels, long relayedBytes) {}
