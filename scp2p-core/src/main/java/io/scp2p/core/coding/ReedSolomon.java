package io.scp2p.core.coding;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;

/**
 * A systematic Reed-Solomon code: k data shards, m parity shards computed from them, and any k of
 * the k + m give back the rest. Shards are numbered data first: 0 to k-1 data, k to k+m-1 parity.
 *
 * <p>Codes with the same k share their parity: parity shard i is the same for every m above i. So
 * parity can be added later by asking a code with a larger m for the further shards.
 *
 * <p>Shards are byte sequences of one length, any length, zero included. Buffers may be heap or
 * direct; what counts is from position to limit, and neither is changed. Data is not copied as a
 * whole. Nothing here detects a corrupt shard: hash before decoding.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class ReedSolomon {
  /** The most data shards a code can have. */
  public static final int MAX_DATA_SHARDS = CodingMatrix.MAX_DATA_SHARDS;

  /** The most parity shards a code can have. */
  public static final int MAX_PARITY_SHARDS = CodingMatrix.MAX_PARITY_SHARDS;

  private final int dataShards;
  private final int parityShards;
  private final LinearMap encoder;

  private ReedSolomon(int dataShards, int parityShards) {
    this.dataShards = dataShards;
    this.parityShards = parityShards;
    this.encoder = new LinearMap(dataShards, CodingMatrix.rows(dataShards, parityShards));
  }

  /**
   * Returns the code with k data and m parity shards.
   *
   * @throws IllegalArgumentException unless k is 1 to 64 and m is 0 to 32
   */
  public static ReedSolomon of(int dataShards, int parityShards) {
    requireRange("data shards", dataShards, 1, MAX_DATA_SHARDS);
    requireRange("parity shards", parityShards, 0, MAX_PARITY_SHARDS);
    return new ReedSolomon(dataShards, parityShards);
  }

  /** Returns k + m. */
  public int totalShards() {
    return dataShards + parityShards;
  }

  /**
   * Computes all parity shards.
   *
   * @throws IllegalArgumentException if there are not k data and m parity shards, or their lengths
   *     differ
   */
  public void encode(byte[][] data, byte[][] parity) {
    encoder.apply(wrap(data), wrap(parity));
  }

  /**
   * Plans how to compute the wanted shards, data or parity, from those present. To add parity to
   * what exists, want parity while all data is present.
   *
   * @throws TooFewShardsException if fewer than k shards are present, even if none is wanted
   * @throws IllegalArgumentException if a number is not that of a shard of this code, or a shard is
   *     both present and wanted
   */
  public Reconstruction reconstruction(BitSet present, BitSet wanted) throws TooFewShardsException {
    requireRange("shards in the set of those present", present.length(), 0, totalShards());
    requireRange("shards in the set of those wanted", wanted.length(), 0, totalShards());
    if (present.intersects(wanted)) {
      throw new IllegalArgumentException("a shard is both present and wanted");
    }
    return Reconstruction.plan(
        dataShards, parityShards, (BitSet) present.clone(), (BitSet) wanted.clone());
  }

  @Override
  public String toString() {
    return "Reed-Solomon " + dataShards + "+" + parityShards;
  }

  private static ByteBuffer[] wrap(byte[][] shards) {
    return Arrays.stream(shards).map(ByteBuffer::wrap).toArray(ByteBuffer[]::new);
  }

  private static void requireRange(String what, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          what + ": " + value + " is not between " + min + " and " + max);
    }
  }
}
