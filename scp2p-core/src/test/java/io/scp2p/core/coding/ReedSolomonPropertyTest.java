package io.scp2p.core.coding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class ReedSolomonPropertyTest {
  private static final int TILE_BYTES = TileKernels.ROW_LONGS * Long.BYTES;

  @Provide
  Arbitrary<Integer> shardBytes() {
    return Arbitraries.oneOf(
        Arbitraries.of(0, 1, 7, 8, 9, TILE_BYTES - 1, TILE_BYTES, TILE_BYTES + 1),
        Arbitraries.integers().between(0, 3 * TILE_BYTES));
  }

  @Property(tries = 150)
  void anyKOfAllShardsSuffice(
      @ForAll @IntRange(min = 1, max = 64) int k,
      @ForAll @IntRange(max = 32) int m,
      @ForAll("shardBytes") int bytes,
      @ForAll long seed)
      throws TooFewShardsException {
    byte[][] all = Shards.encoded(k, m, bytes, seed);
    BitSet present = survivors(k, m, seed);
    byte[][] some = Shards.only(all, present);
    Shards.recover(ReedSolomon.of(k, m), some);
    assertThat(some).isDeepEqualTo(all);
  }

  @Property(tries = 150)
  void parityIsThatOfTheReference(
      @ForAll @IntRange(min = 1, max = 64) int k,
      @ForAll @IntRange(max = 32) int m,
      @ForAll("shardBytes") int bytes,
      @ForAll long seed) {
    byte[][] data = Shards.random(k, bytes, seed);
    byte[][] parity = new byte[m][bytes];
    ReedSolomon.of(k, m).encode(data, parity);
    assertThat(parity).isDeepEqualTo(TableReedSolomon.encode(m, data));
  }

  @Property(tries = 60)
  void parityOfASmallerCodeIsAPrefixOfThatOfALargerOne(
      @ForAll @IntRange(min = 1, max = 64) int k,
      @ForAll @IntRange(max = 31) int m,
      @ForAll @IntRange(max = 600) int bytes,
      @ForAll long seed) {
    byte[][] data = Shards.random(k, bytes, seed);
    byte[][] smaller = new byte[m][bytes];
    byte[][] larger = new byte[m + 1][bytes];
    ReedSolomon.of(k, m).encode(data, smaller);
    ReedSolomon.of(k, m + 1).encode(data, larger);
    for (int i = 0; i < m; i++) {
      assertThat(smaller[i]).isEqualTo(larger[i]);
    }
  }

  @Property(tries = 60)
  void theParityOfASumIsTheSumOfTheParities(
      @ForAll @IntRange(min = 1, max = 20) int k,
      @ForAll @IntRange(min = 1, max = 10) int m,
      @ForAll @IntRange(max = 600) int bytes,
      @ForAll long seed) {
    ReedSolomon code = ReedSolomon.of(k, m);
    byte[][] a = Shards.random(k, bytes, seed);
    byte[][] b = Shards.random(k, bytes, ~seed);
    byte[][] parityOfA = new byte[m][bytes];
    byte[][] parityOfB = new byte[m][bytes];
    byte[][] parityOfSum = new byte[m][bytes];
    code.encode(a, parityOfA);
    code.encode(b, parityOfB);
    code.encode(sum(a, b), parityOfSum);
    assertThat(parityOfSum).isDeepEqualTo(sum(parityOfA, parityOfB));
  }

  /** Returns k of the shards, any of them. */
  private static BitSet survivors(int k, int m, long seed) {
    BitSet present = new BitSet();
    new Random(seed).ints(0, k + m).distinct().limit(k).forEach(present::set);
    return present;
  }

  private static byte[][] sum(byte[][] a, byte[][] b) {
    byte[][] sum = new byte[a.length][];
    for (int i = 0; i < a.length; i++) {
      sum[i] = a[i].clone();
      for (int j = 0; j < sum[i].length; j++) {
        sum[i][j] ^= b[i][j];
      }
    }
    return sum;
  }
}
