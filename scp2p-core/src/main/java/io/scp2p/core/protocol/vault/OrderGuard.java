package io.scp2p.core.protocol.vault;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.dht.Subnets;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.vault.Order;
import io.scp2p.core.wire.vault.VaultRefusal;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a signed order is to be obeyed (section V2.3): addressed to this holder, signed
 * now, and never seen before.
 *
 * <p><b>At the bound</b> it refuses newcomers as busy, an owner's before all others': unlike a
 * hello, a replayed order would be obeyed, so no nonce may be forgotten before its time.
 */
final class OrderGuard {
  /** How far the owner's clock may be off, either way. */
  static final Duration WINDOW = Duration.ofMinutes(5);

  /** Orders of one owner within twice the window. */
  static final int MAX_PER_OWNER = 4_096;

  /** Orders that one peer brought within twice the window, of whatever owners. */
  static final int MAX_PER_PEER = MAX_PER_OWNER;

  /** Orders that peers of one address block brought: a quarter of all. */
  static final int MAX_PER_BLOCK = 16_384;

  /** Orders of all owners together. */
  static final int MAX_ORDERS = 65_536;

  private final NodeKey self;
  private final int maxPerOwner;
  private final int maxOrders;

  /** Owner and nonce of every order obeyed. */
  private final Set<Seen> obeyed = new HashSet<>();

  /** The same, whoever is forgotten first in front: a clock that is set moves later ones ahead. */
  private final Queue<Until> until = new PriorityQueue<>(Comparator.comparingLong(Until::millis));

  private final Map<NodeKey, Integer> perOwner = new HashMap<>();
  private final Map<NodeKey, Integer> perPeer = new HashMap<>();
  private final Map<Long, Integer> perBlock = new HashMap<>();

  private record Seen(NodeKey owner, Bytes nonce) {}

  /** By whom an order came, and when it is too old to be obeyed again. */
  private record Until(long millis, Seen seen, NodeKey peer, long block) {}

  OrderGuard(NodeKey self) {
    this(self, MAX_PER_OWNER, MAX_ORDERS);
  }

  OrderGuard(NodeKey self, int maxPerOwner, int maxOrders) {
    this.self = self;
    this.maxPerOwner = maxPerOwner;
    this.maxOrders = maxOrders;
  }

  /**
   * Why an order is refused; null if it is not. Whoever obeys it {@linkplain #remember remembers}
   * it, and then it is never obeyed again.
   *
   * @param genuine whether its signature was verified
   */
  @Nullable VaultRefusal check(
      Order order, NodeKey peer, long block, boolean genuine, long wallMillis) {
    if (!order.holder().equals(self)) {
      return VaultRefusal.WRONG_HOLDER;
    }
    if (!genuine) {
      return VaultRefusal.BAD_SIGNATURE;
    }
    long window = WINDOW.toMillis();
    if (order.atMillis() < wallMillis - window || order.atMillis() > wallMillis + window) {
      return VaultRefusal.OUT_OF_TIME;
    }
    forgetExpired(wallMillis);
    if (obeyed.contains(new Seen(order.owner(), order.nonce()))) {
      return VaultRefusal.REPLAYED;
    }
    boolean blockIsFull =
        block != Subnets.UNLIMITED && perBlock.getOrDefault(block, 0) >= MAX_PER_BLOCK;
    if (blockIsFull
        || perOwner.getOrDefault(order.owner(), 0) >= maxPerOwner
        || perPeer.getOrDefault(peer, 0) >= Math.min(MAX_PER_PEER, maxOrders)
        || obeyed.size() >= maxOrders) {
      return VaultRefusal.BUSY;
    }
    return null;
  }

  /** An order that was admitted just now was obeyed, or may be one day. */
  void remember(Order order, NodeKey peer, long block, long wallMillis) {
    long end = wallMillis + 2 * WINDOW.toMillis();
    Seen seen = new Seen(order.owner(), order.nonce());
    obeyed.add(seen);
    until.add(new Until(end, seen, peer, block));
    perOwner.merge(order.owner(), 1, Integer::sum);
    perPeer.merge(peer, 1, Integer::sum);
    perBlock.merge(block, 1, Integer::sum);
  }

  private void forgetExpired(long wallMillis) {
    for (Until first = until.peek();
        first != null && first.millis() <= wallMillis;
        first = until.peek()) {
      until.remove();
      obeyed.remove(first.seen());
      drop(perOwner, first.seen().owner());
      drop(perPeer, first.peer());
      drop(perBlock, first.block());
    }
  }

  private static <K> void drop(Map<K, Integer> counts, K key) {
    counts.computeIfPresent(key, (who, n) -> n == 1 ? null : n - 1);
  }

  int size() {
    return obeyed.size();
  }
}
