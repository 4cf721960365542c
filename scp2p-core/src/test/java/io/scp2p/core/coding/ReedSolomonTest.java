package io.scp2p.core.coding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReedSolomonTest {
  private static final ReedSolomon FOUR_TWO = ReedSolomon.of(4, 2);

  @ParameterizedTest(name = "{0} bytes")
  @ValueSource(ints = {0, 1, 7, 8, 9, 63, 4088, 4095, 4096, 4097, 4104, 8191, 8192, 8193, 12_345})
  void parityIsThatOfTheReferenceForEveryKindOfLength(int bytes) {
    byte[][] data = Shards.random(4, bytes, bytes);
    byte[][] parity = new byte[4][bytes];
    ReedSolomon.of(4, 4).encode(data, parity);
    assertThat(parity).isDeepEqualTo(TableReedSolomon.encode(4, data));
  }

  @ParameterizedTest(name = "{0}+{1}")
  @CsvSource({
    "1, 0", "1, 1", "1, 32", "64, 0", "64, 1", "64, 32", "15, 9", "16, 9", "17, 9", "33, 8"
  })
  void parityIsThatOfTheReferenceAtTheEdgesOfTheParameters(int k, int m) {
    byte[][] data = Shards.random(k, 133, k + m);
    byte[][] parity = new byte[m][133];
    ReedSolomon.of(k, m).encode(data, parity);
    assertThat(parity).isDeepEqualTo(TableReedSolomon.encode(m, data));
  }

  @Test
  void heapDirectAndReadOnlyBuffersMixAndKeepTheirPositions() throws TooFewShardsException {
    byte[][] all = Shards.encoded(4, 2, 5_003, 2);
    ByteBuffer[] data = new ByteBuffer[4];
    for (int i = 0; i < 4; i++) {
      ByteBuffer wide = i < 2 ? ByteBuffer.allocateDirect(5_100) : ByteBuffer.allocate(5_100);
      wide.position(3 + i).put(all[i]).flip().position(3 + i);
      data[i] = i == 3 ? wide.asReadOnlyBuffer() : wide;
    }
    ByteBuffer[] parity = {ByteBuffer.allocateDirect(5_050), ByteBuffer.allocate(5_050)};
    for (ByteBuffer shard : parity) {
      shard.position(5).limit(5 + 5_003);
    }

    ByteBuffer[] shards = Arrays.copyOf(data, 6);
    System.arraycopy(parity, 0, shards, 4, 2);
    FOUR_TWO.reconstruction(Shards.set(0, 1, 2, 3), Shards.set(4, 5)).apply(shards);

    for (int i = 0; i < 2; i++) {
      assertThat(parity[i].position()).isEqualTo(5);
      assertThat(parity[i].remaining()).isEqualTo(5_003);
      assertThat(parity[i].mismatch(ByteBuffer.wrap(all[4 + i]))).isEqualTo(-1);
      parity[i].clear();
      assertThat(parity[i].get(4)).isZero();
      assertThat(parity[i].get(5 + 5_003)).isZero();
    }
    assertThat(data[3].position()).isEqualTo(6);
  }

  @Test
  void nullArraysAreFilledIn() throws TooFewShardsException {
    byte[][] all = Shards.encoded(4, 2, 777, 3);
    byte[][] some = Shards.only(all, Shards.set(0, 2, 3, 5));
    Shards.recover(FOUR_TWO, some);
    assertThat(some).isDeepEqualTo(all);
  }

  @Test
  void parityCanBeAddedLaterWithoutTouchingWhatExists() throws TooFewShardsException {
    byte[][] old = Shards.encoded(4, 2, 501, 5);
    byte[][] grown = Arrays.copyOf(old, 8);
    grown[6] = new byte[501];
    grown[7] = new byte[501];
    Reconstruction more =
        ReedSolomon.of(4, 4).reconstruction(Shards.set(0, 1, 2, 3, 4, 5), Shards.set(6, 7));
    more.apply(Shards.wrap(grown));
    assertThat(more.sources()).containsExactly(0, 1, 2, 3);
    assertThat(grown).isDeepEqualTo(Shards.encoded(4, 4, 501, 5));
  }

  @Test
  void aPlanReadsNoMoreThanItMust() throws TooFewShardsException {
    Reconstruction plan =
        ReedSolomon.of(4, 4).reconstruction(Shards.set(1, 2, 3, 5, 6, 7), Shards.set(0));
    assertThat(plan.sources()).containsExactly(1, 2, 3, 5);
    byte[][] all = Shards.encoded(4, 4, 99, 6);
    byte[][] some = Shards.only(all, Shards.set(1, 2, 3, 5));
    some[0] = new byte[99];
    ByteBuffer[] shards = new ByteBuffer[8];
    for (int i : new int[] {0, 1, 2, 3, 5}) {
      shards[i] = ByteBuffer.wrap(some[i]);
    }
    plan.apply(shards);
    assertThat(some[0]).isEqualTo(all[0]);
  }

  @Test
  void theBitSetsOfAPlanMayChangeAfterwards() throws TooFewShardsException {
    BitSet present = Shards.set(1, 2, 3, 4);
    BitSet wanted = Shards.set(0);
    Reconstruction plan = FOUR_TWO.reconstruction(present, wanted);
    present.clear();
    wanted.clear();
    byte[][] all = Shards.encoded(4, 2, 10, 7);
    byte[][] copy = Shards.only(all, Shards.set(0, 1, 2, 3, 4, 5));
    Arrays.fill(copy[0], (byte) 0);
    plan.apply(Shards.wrap(copy));
    assertThat(copy).isDeepEqualTo(all);
  }

  @Test
  void wantingNothingDoesNothing() throws TooFewShardsException {
    byte[][] all = Shards.encoded(4, 2, 10, 8);
    byte[][] copy = Shards.only(all, Shards.set(0, 1, 2, 3, 4, 5));
    Shards.recover(FOUR_TWO, copy);
    assertThat(copy).isDeepEqualTo(all);
  }

  @Test
  void tooFewShardsAreReportedWithNumbersAndNothingIsChanged() {
    byte[][] some = Shards.only(Shards.encoded(4, 2, 10, 9), Shards.set(0, 4, 5));
    TooFewShardsException refused =
        catchThrowableOfType(TooFewShardsException.class, () -> Shards.recover(FOUR_TWO, some));
    assertThat(refused.present()).isEqualTo(3);
    assertThat(refused.required()).isEqualTo(4);
    assertThat(some[1]).isNull();
    assertThatThrownBy(() -> FOUR_TWO.reconstruction(Shards.set(), Shards.set()))
        .isInstanceOf(TooFewShardsException.class);
  }

  @ParameterizedTest(name = "{0}+{1}")
  @CsvSource({"0, 2", "-1, 2", "65, 2", "4, -1", "4, 33"})
  void parametersOutsideTheLimitsAreRefused(int k, int m) {
    assertThatIllegalArgumentException().isThrownBy(() -> ReedSolomon.of(k, m));
  }

  @Test
  void theLimitsThemselvesAreFine() {
    ReedSolomon largest =
        ReedSolomon.of(ReedSolomon.MAX_DATA_SHARDS, ReedSolomon.MAX_PARITY_SHARDS);
    assertThat(largest.totalShards()).isEqualTo(96);
    assertThat(largest).hasToString("Reed-Solomon 64+32");
    assertThat(ReedSolomon.of(1, 0).totalShards()).isEqualTo(1);
  }

  @Test
  void wrongCountsAndUnequalLengthsAreRefused() {
    byte[][] four = new byte[4][8];
    byte[][] two = new byte[2][8];
    assertThatIllegalArgumentException().isThrownBy(() -> FOUR_TWO.encode(two, two));
    assertThatIllegalArgumentException().isThrownBy(() -> FOUR_TWO.encode(four, four));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FOUR_TWO.encode(four, new byte[][] {new byte[8], new byte[7]}))
        .withMessageContaining("8 and 7");
  }

  @Test
  void aReadOnlyTargetIsRefusedBeforeAnythingIsWritten() throws TooFewShardsException {
    ByteBuffer first = ByteBuffer.allocate(8);
    ByteBuffer[] shards = Arrays.copyOf(Shards.wrap(Shards.random(4, 8, 10)), 6);
    shards[4] = first;
    shards[5] = ByteBuffer.allocate(8).asReadOnlyBuffer();
    Reconstruction plan = FOUR_TWO.reconstruction(Shards.set(0, 1, 2, 3), Shards.set(4, 5));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plan.apply(shards))
        .withMessageContaining("read-only");
    assertThat(first.array()).containsOnly(0);
  }

  @Test
  void contradictoryOrForeignShardNumbersAreRefused() {
    BitSet present = Shards.set(0, 1, 2, 3);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FOUR_TWO.reconstruction(present, Shards.set(3)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FOUR_TWO.reconstruction(present, Shards.set(6)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FOUR_TWO.reconstruction(Shards.set(0, 1, 2, 6), Shards.set(3)));
  }

  @Test
  void aShardThatIsNeededMustBeThere() throws TooFewShardsException {
    Reconstruction plan = FOUR_TWO.reconstruction(Shards.set(1, 2, 3, 4), Shards.set(0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plan.apply(new ByteBuffer[6]))
        .withMessageContaining("shard 1");
    assertThatIllegalArgumentException().isThrownBy(() -> plan.apply(new ByteBuffer[5]));
  }

  @Test
  void oneCodeServesManyThreads() throws Exception {
    int threads = 2 * TilePool.SLOTS;
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Boolean>> results = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        long seed = thread;
        results.add(
            pool.submit(
                () -> {
                  byte[][] all = Shards.encoded(4, 2, 20_000, seed);
                  boolean right = true;
                  for (int round = 0; round < 50; round++) {
                    byte[][] some = Shards.only(all, Shards.set(1, 2, 4, 5));
                    Shards.recover(FOUR_TWO, some);
                    right &= Arrays.deepEquals(some, all);
                  }
                  return right;
                }));
      }
      for (Future<Boolean> result : results) {
        assertThat(result.get()).isTrue();
      }
    } finally {
      pool.shutdownNow();
    }
  }
}
