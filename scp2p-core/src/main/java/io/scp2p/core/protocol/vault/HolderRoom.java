package io.scp2p.core.protocol.vault;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.vault.HolderOffer;
import io.scp2p.core.wire.vault.VaultRefusal;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a holder still takes, and from whom. A part of {@link HolderMachine}. */
final class HolderRoom {
  /** Of two who want to be given something first, nobody ever begins: so much is for anybody. */
  static final int FOR_ANYBODY = 16;

  private final HolderLedger ledger;
  private final Predicate<NodeKey> storesForUs;
  private HolderRules rules;

  HolderRoom(HolderLedger ledger, Predicate<NodeKey> storesForUs, HolderRules rules) {
    this.ledger = ledger;
    this.storesForUs = storesForUs;
    this.rules = rules;
  }

  HolderRules rules() {
    return rules;
  }

  void rules(HolderRules next) {
    rules = next;
  }

  HolderOffer offer(NodeKey owner, NodeKey peer, long block) {
    long used = ledger.usedBytes(owner);
    long free = isWelcome(peer) ? room(owner) : Math.min(room(owner), roomForAnybody());
    if (used == 0 && !ledger.guests().mayBring(peer, block)) {
      free = 0;
    }
    return new HolderOffer(free, used, free, rules.maxLeaseSeconds(), rules.label());
  }

  private long room(NodeKey owner) {
    long mine = rules.perOwnerBytes() - ledger.usedBytes(owner);
    long all = rules.offeredBytes() - ledger.usedBytes();
    return Math.max(0, Math.min(mine, all));
  }

  /** What is left of the first sixteenth of the offer. */
  private long roomForAnybody() {
    return Math.max(0, rules.offeredBytes() / FOR_ANYBODY - ledger.usedBytes());
  }

  private boolean isWelcome(NodeKey peer) {
    return rules.offeredBytes() > 0 && (!rules.reciprocal() || storesForUs.test(peer));
  }

  /** Why so many bytes more cannot be taken from an owner; null if they can. */
  @Nullable VaultRefusal refusal(NodeKey owner, NodeKey peer, long block, long bytes) {
    if (rules.offeredBytes() == 0) {
      return VaultRefusal.NOT_OFFERED;
    }
    if (!isWelcome(peer) && bytes > roomForAnybody()) {
      return VaultRefusal.NOT_RECIPROCAL;
    }
    if (bytes > rules.perOwnerBytes()) {
      return VaultRefusal.TOO_LARGE;
    }
    boolean stranger = ledger.usedBytes(owner) == 0 && !ledger.guests().mayBring(peer, block);
    if (stranger || ledger.usedBytes(owner) + bytes > rules.perOwnerBytes()) {
      return VaultRefusal.OVER_QUOTA;
    }
    return ledger.usedBytes() + bytes > rules.offeredBytes() ? VaultRefusal.FULL : null;
  }
}
