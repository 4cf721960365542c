package io.scp2p.core.coding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every pattern of losses of every code of up to ten shards. */
class ErasurePatternsTest {
  private static final int MAX_TOTAL = 10;
  private static final int BYTES = 11;

  static IntStream dataShardCounts() {
    return IntStream.rangeClosed(1, MAX_TOTAL);
  }

  @ParameterizedTest(name = "k = {0}")
  @MethodSource("dataShardCounts")
  void anyKShardsBringAllOthersBack(int k) throws TooFewShardsException {
    for (int m = 0; k + m <= MAX_TOTAL; m++) {
      ReedSolomon code = ReedSolomon.of(k, m);
      byte[][] all = Shards.encoded(k, m, BYTES, k);
      for (int pattern = 0; pattern < 1 << (k + m); pattern++) {
        BitSet present = BitSet.valueOf(new long[] {pattern});
        byte[][] some = Shards.only(all, present);
        if (present.cardinality() < k) {
          assertThatThrownBy(() -> Shards.recover(code, some))
              .isInstanceOf(TooFewShardsException.class);
        } else {
          Shards.recover(code, some);
          assertThat(some).isDeepEqualTo(all);
        }
      }
    }
  }

  @ParameterizedTest(name = "k = {0}")
  @MethodSource("dataShardCounts")
  void anySubsetOfTheLostShardsCanBeAskedFor(int k) throws TooFewShardsException {
    int m = Math.min(4, MAX_TOTAL - 2 - k);
    if (m < 0) {
      return;
    }
    ReedSolomon code = ReedSolomon.of(k, m);
    byte[][] all = Shards.encoded(k, m, BYTES, k);
    for (int pattern = 0; pattern < 1 << (k + m); pattern++) {
      BitSet present = BitSet.valueOf(new long[] {pattern});
      int absent = ~pattern & ((1 << (k + m)) - 1);
      if (present.cardinality() < k) {
        continue;
      }
      for (int asked = absent; asked != 0; asked = (asked - 1) & absent) {
        byte[][] some = Shards.only(all, present);
        ByteBuffer[] buffers = new ByteBuffer[k + m];
        for (int i = 0; i < k + m; i++) {
          if ((asked >> i & 1) != 0) {
            some[i] = new byte[BYTES];
          }
          buffers[i] = some[i] == null ? null : ByteBuffer.wrap(some[i]);
        }
        code.reconstruction(present, BitSet.valueOf(new long[] {asked})).apply(buffers);
        for (int i = 0; i < k + m; i++) {
          if (some[i] != null) {
            assertThat(some[i]).isEqualTo(all[i]);
          }
        }
      }
    }
  }
}
