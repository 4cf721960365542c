package io.scp2p.core.coding;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;

/** Test data: all shards of a code, by the reference. */
final class Shards {
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

  /** Returns a copy in which only the shards of the set are there. */
  static byte[][] only(byte[][] shards, BitSet present) {
    byte[][] some = new byte[shards.length][];
    present.stream().forEach(i -> some[i] = shards[i].clone());
    return some;
  }
}
