package io.scp2p.core.coding;

/** Fewer shards are present than the code has data shards, so nothing can be recovered yet. */
public final class TooFewShardsException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int present;
  private final int required;

  TooFewShardsException(int present, int required) {
    super(present + " shards are present and " + required + " are required");
    this.present = present;
    this.required = required;
  }

  /** Returns how many shards there are. */
  public int present() {
    return present;
  }

  /** Returns how many it takes. */
  public int required() {
    return required;
  }
}
