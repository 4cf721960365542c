package io.scp2p.api.config;

/** What a node does for the network. */
public enum NodeRole {
  /** Everything the other settings allow. */
  FULL,
  /** For phones and metered lines: stores no values of the DHT, serves no relay, small caches. */
  LIGHT,
  /** Relays, and answers lookups; publishes and downloads nothing. */
  RELAY
}
