package io.scp2p.core.vault.catalog;

/**
 * What is known of a placement. Both parts only ever grow.
 *
 * @param stage how far it has come
 * @param leaseUntilSeconds until when the holder has promised to keep it; 0 if it has not
 */
public record ReplicaState(Stage stage, long leaseUntilSeconds) {
  /** The life of a placement, in this order and never back. */
  public enum Stage {
    /** It may be there, or on its way. */
    PLANNED,
    /** The holder has signed for it. */
    HELD,
    /** It is lost, or no longer wanted, and the holder has still to be told. */
    DROPPED,
    /** Nothing is there any more. */
    GONE
  }

  /** The later of both in each part. */
  ReplicaState merge(ReplicaState other) {
    return new ReplicaState(
        stage.compareTo(other.stage) >= 0 ? stage : other.stage,
        Math.max(leaseUntilSeconds, other.leaseUntilSeconds));
  }
}
