package io.scp2p.core.protocol.transfer;

import java.time.Duration;

/**
 * What a host may choose about a swarm.
 *
 * @param maxEmptySearches searches for providers that bring nobody, without a chunk stored in
 *     between, before the swarm fails; 0 for any number
 * @param stall how long something may be wanted without a chunk being stored, before the swarm
 *     fails; zero to wait for ever
 * @param maxPeers providers asked at the same time
 * @param onlyForReaders asks for nothing that no reader needs, and never ends by itself
 */
public record SwarmRules(
    int maxEmptySearches, Duration stall, int maxPeers, boolean onlyForReaders) {
  /** Waits for ever, until somebody has the content. */
  public static final SwarmRules PATIENT =
      new SwarmRules(0, Duration.ZERO, SwarmMachine.MAX_PEERS, false);

  /** Refuses what cannot be counted. */
  public SwarmRules {
    if (maxEmptySearches < 0 || maxPeers < 1 || stall.isNegative()) {
      throw new IllegalArgumentException("no rules for a swarm: " + maxEmptySearches);
    }
  }

  /** These, but gives up after so many empty searches. */
  public SwarmRules emptySearches(int most) {
    return new SwarmRules(most, stall, maxPeers, onlyForReaders);
  }

  /** These, but gives up when it stands still for so long. */
  public SwarmRules stall(Duration longest) {
    return new SwarmRules(maxEmptySearches, longest, maxPeers, onlyForReaders);
  }

  /** These, with at most so many providers. */
  public SwarmRules peers(int most) {
    return new SwarmRules(
        maxEmptySearches, stall, Math.min(most, SwarmMachine.MAX_PEERS), onlyForReaders);
  }

  /** These, for readers only. */
  public SwarmRules forReaders() {
    return new SwarmRules(maxEmptySearches, stall, maxPeers, true);
  }
}
