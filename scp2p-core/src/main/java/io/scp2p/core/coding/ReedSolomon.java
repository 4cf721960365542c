package io.scp2p.core.coding;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

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

  /** Returns k. */
  public int dataShards() {
    return dataShards;
  }

  /** Returns m. */
  public int parityShards() {
    return parityShards;
  }

  /** Returns k + m. */
  public int totalShards() {
    return dataShards + parityShards;
  }

  /**
   * Computes all parity shards. No parity shard may overlap another shard.
   *
   * @throws IllegalArgumentException if there are not k data and m parity shards, their remaining
   *     lengths differ or a parity shard is read-only
   */
  public void encode(ByteBuffer[] data, ByteBuffer[] parity) {
    encoder.apply(data, parity);
  }

  /** Computes all parity shards; like {@link #encode(ByteBuffer[], ByteBuffer[])}. */
  public void encode(byte[][] data, byte[][] parity) {
    encoder.apply(wrap(data), wrap(parity));
  }

  /**
   * Computes the range {@code offset .. offset + length - 1} of all parity shards from the same
   * range of the data; like {@link #encode(ByteBuffer[], ByteBuffer[])}.
   *
   * @throws IndexOutOfBoundsException if a shard has no such range
   */
  public void encode(byte[][] data, byte[][] parity, int offset, int length) {
    encoder.apply(wrap(data, offset, length), wrap(parity, offset, length));
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

  /**
   * Recovers shards. Those that are present are read; the others are written if there is a buffer
   * for them, and left out if there is null.
   *
   * @throws TooFewShardsException if fewer than k shards are present; nothing was written
   * @throws IllegalArgumentException as in {@link Reconstruction#apply}; nothing was written
   */
  public void reconstruct(@Nullable ByteBuffer[] shards, BitSet present)
      throws TooFewShardsException {
    requireShardCount(shards.length);
    BitSet wanted = new BitSet(shards.length);
    for (int i = 0; i < shards.length; i++) {
      wanted.set(i, shards[i] != null && !present.get(i));
    }
    reconstruction(present, wanted).apply(shards);
  }

  /**
   * Recovers all shards that are null and puts them into their places.
   *
   * @throws TooFewShardsException if fewer than k shards are there; nothing was changed
   * @throws IllegalArgumentException if there are not k + m places or the lengths differ; nothing
   *     was changed
   */
  public void reconstruct(byte[] @Nullable [] shards) throws TooFewShardsException {
    requireShardCount(shards.length);
    BitSet present = new BitSet(shards.length);
    int length = 0;
    for (int i = 0; i < shards.length; i++) {
      byte[] shard = shards[i];
      if (shard != null) {
        present.set(i);
        length = shard.length;
      }
    }
    BitSet wanted = new BitSet(shards.length);
    wanted.set(0, shards.length);
    wanted.andNot(present);
    Reconstruction reconstruction = reconstruction(present, wanted);
    byte[][] complete = new byte[shards.length][];
    ByteBuffer[] buffers = new ByteBuffer[shards.length];
    for (int i = 0; i < shards.length; i++) {
      byte[] shard = shards[i];
      complete[i] = shard == null ? new byte[length] : shard;
      buffers[i] = ByteBuffer.wrap(complete[i]);
      requireLength(complete[i].length, length);
    }
    reconstruction.apply(buffers);
    System.arraycopy(complete, 0, shards, 0, shards.length);
  }

  /**
   * Plans how to rebuild one shard, data or parity, from k others.
   *
   * @throws IllegalArgumentException if there are not k different helpers, a number is not that of
   *     a shard of this code, or the lost shard is among its helpers
   */
  public ShardRepair repair(int lost, int... helpers) {
    requireRange("number of the lost shard", lost, 0, totalShards() - 1);
    int[] sorted = Arrays.stream(helpers).sorted().distinct().toArray();
    if (helpers.length != dataShards || sorted.length != dataShards) {
      throw new IllegalArgumentException(
          "a repair takes " + dataShards + " different helpers: " + Arrays.toString(helpers));
    }
    for (int helper : sorted) {
      requireRange("number of a helper", helper, 0, totalShards() - 1);
      if (helper == lost) {
        throw new IllegalArgumentException("shard " + lost + " cannot help to rebuild itself");
      }
    }
    return ShardRepair.plan(dataShards, lost, sorted);
  }

  @Override
  public String toString() {
    return "Reed-Solomon " + dataShards + "+" + parityShards;
  }

  private static ByteBuffer[] wrap(byte[][] shards) {
    return Arrays.stream(shards).map(ByteBuffer::wrap).toArray(ByteBuffer[]::new);
  }

  private static ByteBuffer[] wrap(byte[][] shards, int offset, int length) {
    return Arrays.stream(shards)
        .map(shard -> ByteBuffer.wrap(shard, offset, length))
        .toArray(ByteBuffer[]::new);
  }

  private void requireShardCount(int actual) {
    if (actual != totalShards()) {
      throw new IllegalArgumentException(actual + " shards instead of " + totalShards());
    }
  }

  private static void requireLength(int actual, int expected) {
    if (actual != expected) {
      throw new IllegalArgumentException(
          "shards differ in length: " + expected + " and " + actual + " bytes");
    }
  }

  private static void requireRange(String what, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          what + ": " + value + " is not between " + min + " and " + max);
    }
  }
}
