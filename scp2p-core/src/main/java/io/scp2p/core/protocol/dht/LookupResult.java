package io.scp2p.core.protocol.dht;

import io.scp2p.core.wire.record.PeerAddress;
import java.util.List;

/**
 * What a lookup has found.
 *
 * @param values different ones, in the order in which they came
 * @param holders who gave them
 * @param closest nodes closest to the target, those that answered or were only heard of, closest
 *     first; at most {@link RoutingTable#BUCKET_SIZE}, of no subnet more than its share
 * @param hops how many nodes in a row had to be asked to get to the last new thing found
 * @param asked how many nodes were asked in all
 */
public record LookupResult(
    List<Judged> values,
    List<PeerAddress> holders,
    List<PeerAddress> closest,
    int hops,
    int asked) {
  /** Copies the lists. */
  public LookupResult {
    values = List.copyOf(values);
    holders = List.copyOf(holders);
    closest = List.copyOf(closest);
  }
}
