package io.scp2p.core.wire.vault;

import java.util.Optional;

/** Why a holder did not do what it was asked (section V3.1). Append-only. */
public enum VaultRefusal {
  /** This node stores nothing for others. */
  NOT_OFFERED(1),
  /** This owner has used up what it may use here. */
  OVER_QUOTA(2),
  /** All owners together have used up what is offered. */
  FULL(3),
  /** The shard, the page or the request is larger than this holder takes. */
  TOO_LARGE(4),
  /** The signature does not verify under the owner's key. */
  BAD_SIGNATURE(5),
  /** Signed more than five minutes ago, or from now. */
  OUT_OF_TIME(6),
  /** This order was seen before. */
  REPLAYED(7),
  /** The order names another holder. */
  WRONG_HOLDER(8),
  /** The shard belongs to somebody else. */
  NOT_THE_OWNER(9),
  /** There is no such shard, or not yet. */
  UNKNOWN_SHARD(10),
  /** Pieces are appended in order, and this is not the next one. */
  OUT_OF_ORDER(11),
  /** What was stored has another hash. */
  HASH_MISMATCH(12),
  /** Too much at once. */
  BUSY(13),
  /** This holder stores for those who store for it. */
  NOT_RECIPROCAL(14),
  /** The holder's disk failed. */
  FAILED(15),
  /** Not the ticket of this shard. */
  WRONG_TICKET(16),
  /** A newer page of this device is here already. */
  STALE(17),
  /** A range that the shard does not have, or a form that makes no sense. */
  INVALID(18);

  private final int number;

  VaultRefusal(int number) {
    this.number = number;
  }

  /** The status in an answer. */
  public int number() {
    return number;
  }

  /** The refusal with this number, if this version knows it. */
  public static Optional<VaultRefusal> of(int number) {
    for (VaultRefusal refusal : values()) {
      if (refusal.number == number) {
        return Optional.of(refusal);
      }
    }
    return Optional.empty();
  }
}
