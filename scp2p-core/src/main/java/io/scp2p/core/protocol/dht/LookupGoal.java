package io.scp2p.core.protocol.dht;

import io.scp2p.api.id.NodeId;
import io.scp2p.core.wire.record.DhtKey;
import org.jspecify.annotations.Nullable;

/**
 * What a lookup is to find.
 *
 * @param target where it heads for
 * @param key whose value is asked for; null to look for nodes
 * @param every whether it goes on after the first value, for values that differ from node to node;
 *     of nodes, whether all of the closest are to answer, and not only a few
 */
public record LookupGoal(NodeId target, @Nullable DhtKey key, boolean every) {
  /** The nodes closest to a point. */
  public static LookupGoal nodes(NodeId target) {
    return new LookupGoal(target, null, false);
  }

  /**
   * The nodes closest to a point, to give them something: a few liars close to it must not keep the
   * others from being found.
   */
  public static LookupGoal places(NodeId target) {
    return new LookupGoal(target, null, true);
  }

  /** A value that proves itself: the first one will do. */
  public static LookupGoal first(DhtKey key) {
    return new LookupGoal(DhtKeys.routingTarget(key), key, false);
  }

  /** A value of which every holder may know another part, or another version. */
  public static LookupGoal every(DhtKey key) {
    return new LookupGoal(DhtKeys.routingTarget(key), key, true);
  }
}
