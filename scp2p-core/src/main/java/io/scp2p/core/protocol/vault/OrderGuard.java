package io.scp2p.core.protocol.vault;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.vault.Order;
import io.scp2p.core.wire.vault.VaultRefusal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
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

  /** Orders of all owners together. */
  static final int MAX_ORDERS = 65_536;

  private final NodeKey self;
  private final int maxPerOwner;
  private final int maxOrders;

  /** Owner and nonce of every order obeyed, and when it is too old to be obeyed again. */
  private final Map<Seen, Long> untilMillis = new LinkedHashMap<>();

  private final Map<NodeKey, Integer> perOwner = new HashMap<>();

  private record Seen(NodeKey owner, Bytes nonce) {}

  OrderGuard(NodeKey self) {
    this(self, MAX_PER_OWNER, MAX_ORDERS);
  }

  OrderGuard(NodeKey self, int maxPerOwner, int maxOrders) {
    this.self = self;
    this.maxPerOwner = maxPerOwner;
    this.maxOrders = maxOrders;
  }

  /**
   * Why an order is refused; null if it is not, and then it never will be again.
   *
   * @param genuine whether its signature was verified
   */
  @Nullable VaultRefusal check(Order order, boolean genuine, long wallMillis) {
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
    Seen seen = new Seen(order.owner(), order.nonce());
    if (untilMillis.containsKey(seen)) {
      return VaultRefusal.REPLAYED;
    }
    int mine = perOwner.getOrDefault(order.owner(), 0);
    if (mine >= maxPerOwner || untilMillis.size() >= maxOrders) {
      return VaultRefusal.BUSY;
    }
    untilMillis.put(seen, wallMillis + 2 * window);
    perOwner.put(order.owner(), mine + 1);
    return null;
  }

  /** They are in the order of arrival, which is the order of expiry. */
  private void forgetExpired(long wallMillis) {
    Iterator<Map.Entry<Seen, Long>> oldest = untilMillis.entrySet().iterator();
    while (oldest.hasNext()) {
      Map.Entry<Seen, Long> entry = oldest.next();
      if (entry.getValue() > wallMillis) {
        return;
      }
      perOwner.computeIfPresent(entry.getKey().owner(), (owner, n) -> n == 1 ? null : n - 1);
      oldest.remove();
    }
  }

  int size() {
    return untilMillis.size();
  }
}
