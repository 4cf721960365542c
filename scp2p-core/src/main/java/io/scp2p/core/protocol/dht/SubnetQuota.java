package io.scp2p.core.protocol.dht;

import io.scp2p.core.wire.record.PeerAddress;
import java.util.HashMap;
import java.util.Map;

/** Counts how many of a choice come from each subnet, so that nobody fills it alone. */
final class SubnetQuota {
  private final int limit;
  private final Map<Long, Integer> counts = new HashMap<>();

  SubnetQuota(int limit) {
    this.limit = limit;
  }

  /** Counts the address, unless its subnet has its share already. */
  boolean admit(PeerAddress address) {
    long subnet = Subnets.of(address);
    return subnet == Subnets.UNLIMITED || counts.merge(subnet, 1, Integer::sum) <= limit;
  }
}
