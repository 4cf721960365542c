package io.scp2p.api.vault;

/**
 * How a file is split: any {@code dataShards} of all shards bring it back.
 *
 * @param dataShards 1 to 64
 * @param parityShards how many may be lost, 0 to 32
 */
public record Coding(int dataShards, int parityShards) {
  /** The codec's bound on data shards. */
  public static final int MAX_DATA_SHARDS = 64;

  /** The codec's bound on parity shards. */
  public static final int MAX_PARITY_SHARDS = 32;

  /** Half again the size of the file; any two holders may be lost. */
  public static final Coding DEFAULT = new Coding(4, 2);

  /** Refuses what the codec cannot do. */
  public Coding {
    if (dataShards < 1 || dataShards > MAX_DATA_SHARDS) {
      throw new IllegalArgumentException("dataShards is 1 to 64, not " + dataShards);
    }
    if (parityShards < 0 || parityShards > MAX_PARITY_SHARDS) {
      throw new IllegalArgumentException("parityShards is 0 to 32, not " + parityShards);
    }
  }

  /** {@return how many shards there are} */
  public int totalShards() {
    return dataShards + parityShards;
  }

  /** Such as {@code 4+2}. */
  @Override
  public String toString() {
    return dataShards + "+" + parityShards;
  }
}
