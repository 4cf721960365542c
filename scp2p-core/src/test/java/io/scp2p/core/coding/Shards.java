package io.scp2p.core.coding;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;

/** Test data: all shards of a code, by the reference. */
public final class Shards {
  private Shards() {}

  static byte[][] random(int count, int bytes, long seed) {
    Random random = new Random(seed);
    byte[][] shards = new byte[count][bytes];
    for (byte[] shard : shards) {
      random.nextBytes(shard);
    }
    return shards;
  }

  /** Returns k random data shards followed by m parity shards from the reference. */
  static byte[][] encoded(int k, int m, int bytes, long seed) {
    byte[][] data = random(k, bytes, seed);
    byte[][] all = Arrays.copyOf(data, k + m);
    System.arraycopy(TableReedSolomon.encode(m, data), 0, all, k, m);
    return all;
  }

  static BitSet set(int... numbers) {
    BitSet set = new BitSet();
    for (int number : numbers) {
      set.set(number);
    }
    return set;
  }

  static ByteBuffer[] wrap(byte[][] shards) {
    return Arrays.stream(shards).map(ByteBuffer::wrap).toArray(ByteBuffer[]::new);
  }

  /** Recovers all shards that are null and puts them into their places. */
  public static void recover(ReedSolomon code, byte[][] shards) throws TooFewShardsException {
    BitSet present = new BitSet();
    BitSet wanted = new BitSet();
    int length = 0;
    for (int i = 0; i < shards.length; i++) {
      (shards[i] == null ? wanted : present).set(i);
      length = shards[i] == null ? length : shards[i].length;
    }
    Reconstruction plan = code.reconstruction(present, wanted);
    for (int i = wanted.nextSetBit(0); i >= 0; i = wanted.nextSetBit(i + 1)) {
      shards[i] = new byte[length];
    }
    plan.apply(wrap(shards));
  }

  /** Returns a copy in which only the shards of the set are there. */
  static byte[][] only(byte[][] shards, BitSet present) {
    byte[][] some = new byte[shards.length][];
    present.stream().forEach(i -> some[i] = shards[i].clone());
    return some;
  }
}
