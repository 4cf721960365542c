package io.scp2p.core.protocol.vault;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.dht.Subnets;
import java.util.HashMap;
import java.util.Map;

/**
 * Which peer brought which owner. Owner keys cost nothing, so a quota for each owner means little
 * unless a peer, and an address block, brings a few of them only. Owners of an earlier run count
 * for nobody.
 */
final class HolderGuests {
  /** Owners with something here whom one peer brought. */
  static final int MAX_OWNERS_PER_PEER = 4;

  /** Owners with something here whom peers of one /24 or /48 brought; peer keys cost nothing. */
  static final int MAX_OWNERS_PER_BLOCK = 16;

  private final Map<NodeKey, Guest> guests = new HashMap<>();
  private final Map<NodeKey, Integer> byPeer = new HashMap<>();
  private final Map<Long, Integer> byBlock = new HashMap<>();

  private record Guest(NodeKey peer, long block) {}

  boolean mayBring(NodeKey peer, long block) {
    return byPeer.getOrDefault(peer, 0) < MAX_OWNERS_PER_PEER
        && (block == Subnets.UNLIMITED || byBlock.getOrDefault(block, 0) < MAX_OWNERS_PER_BLOCK);
  }

  void brought(NodeKey owner, NodeKey peer, long block) {
    if (guests.putIfAbsent(owner, new Guest(peer, block)) == null) {
      byPeer.merge(peer, 1, Integer::sum);
      byBlock.merge(block, 1, Integer::sum);
    }
  }

  /** Nothing of this owner is here any more. */
  void left(NodeKey owner) {
    Guest guest = guests.remove(owner);
    if (guest != null) {
      byPeer.computeIfPresent(guest.peer(), (peer, n) -> n == 1 ? null : n - 1);
      byBlock.computeIfPresent(guest.block(), (block, n) -> n == 1 ? null : n - 1);
    }
  }
}
