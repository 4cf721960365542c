package io.scp2p.core.vault.catalog;

/**
 * What is known of a placement. Both parts only ever grow.
 *
 * @param stage how far it has come
 * @param leaseUntilSeconds until when the holder has promised to keep it; 0 if it has not
 */
public record ReplicaState(Stage stage, long leaseUntilSeconds) {
  private static final long DAY_SECONDS = 86_400;

  /** The life of a placement, in this order and never back. */
  public enum Stage {
    /** It may be there, or on its way. */
    PLANNED(0),
    /** The holder has signed for it. */
    HELD(1),
    /** It is lost, or no longer wanted, and the holder has still to be told. */
    DROPPED(2),
    /** Nothing is there any more. */
    GONE(3);

    private final int number;

    Stage(int number) {
      this.number = number;
    }

    /** In catalogs; never changes. */
    int number() {
      return number;
    }

    /** What a newer version of this SDK may mean by a number that is not known here. */
    static Stage of(int number) {
      for (Stage stage : values()) {
        if (stage.number == number) {
          return stage;
        }
      }
      return GONE;
    }
  }

  /** Whether nothing can be there: gone or leased once, and the lease has run out for a day. */
  boolean isOver(long nowSeconds) {
    boolean known = stage == Stage.GONE || leaseUntilSeconds > 0;
    return known && leaseUntilSeconds < nowSeconds - DAY_SECONDS;
  }

  /** The later of both in each part. */
  ReplicaState merge(ReplicaState other) {
    return new ReplicaState(
        stage.compareTo(other.stage) >= 0 ? stage : other.stage,
        Math.max(leaseUntilSeconds, other.leaseUntilSeconds));
  }
}
