package io.scp2p.api.config;

/**
 * What a node does for the network. A role is also a profile: what {@link NodeConfig} is for it
 * where nothing else was set.
 */
public enum NodeRole {
  /** Everything the other settings allow. */
  FULL,
  /**
   * For phones and metered lines: stores no values of the DHT, serves no relay, offers nothing to
   * vaults, and remembers, holds open and buffers a fraction of what a full node does ({@link
   * LimitsConfig#LIGHT_MAX_SESSIONS} and its like).
   */
  LIGHT,
  /**
   * A relay without anybody in front of it: relays for others, answers lookups and keeps values for
   * them. Its host publishes and downloads nothing.
   */
  RELAY
}
