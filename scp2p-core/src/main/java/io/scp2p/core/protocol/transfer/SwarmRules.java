package io.scp2p.core.protocol.transfer;

/**
 * What a host may choose about a swarm.
 *
 * @param maxEmptySearches searches for providers that bring nobody, without a chunk stored in
 *     between, before the swarm fails; 0 to wait for ever
 * @param onlyForReaders asks for nothing that no reader needs, and never ends by itself
 */
public record SwarmRules(int maxEmptySearches, boolean onlyForReaders) {
  /** Waits for ever, until somebody has the content. */
  public static final SwarmRules PATIENT = new SwarmRules(0, false);

  /** Refuses what cannot be counted. */
  public SwarmRules {
    if (maxEmptySearches < 0) {
      throw new IllegalArgumentException("maxEmptySearches must not be negative");
    }
  }
}
