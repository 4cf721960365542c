package io.scp2p.core.coding;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Notices when a harmless-looking edit costs the vector instructions.
 *
 * <p>Times as fast as the table-driven reference in the same run, measured on JDK 17 and 25:
 * encoding 13 to 25 with vectors of 256 or 512 bits, 9.4 to 10 with 128, 6.4 to 7.2 with scalar
 * loops; decoding 8 (once, usually 12 to 14) with vectors and 3.3 to 3.6 without. The floors lie
 * between.
 */
@Tag("speed")
class VectorisationGuardTest {
  private static final double ENCODING_FLOOR = 8.3;
  private static final double DECODING_FLOOR = 5;
  private static final int MIN_ROUNDS = 6;
  private static final int SHARD_BYTES = 16_384;

  /** How long compiling may take on a busy machine before the floor counts. */
  private static final long PATIENCE_NANOS = 2_500_000_000L;

  @Test
  void encodingWithTheDefaultCodeIsVectorised() {
    byte[][] data = Shards.random(4, SHARD_BYTES, 1);
    byte[][] parity = new byte[2][SHARD_BYTES];
    int[][] matrix = TableReedSolomon.matrix(4, 2);
    ReedSolomon code = ReedSolomon.of(4, 2);
    assertFaster(
        ENCODING_FLOOR,
        () -> code.encode(data, parity),
        () -> TableReedSolomon.apply(matrix, data, parity));
  }

  @Test
  void decodingTwoLostShardsIsVectorised() throws TooFewShardsException {
    byte[][] all = Shards.encoded(4, 2, SHARD_BYTES, 2);
    ByteBuffer[] shards = Shards.wrap(all);
    byte[][] survivors = {all[2], all[3], all[4], all[5]};
    byte[][] lost = {all[0], all[1]};
    int[][] inverse = TableReedSolomon.decodingMatrix(4, 2, new int[] {2, 3, 4, 5});
    int[][] matrix = {inverse[0], inverse[1]};
    Reconstruction plan =
        ReedSolomon.of(4, 2).reconstruction(Shards.set(2, 3, 4, 5), Shards.set(0, 1));
    assertFaster(
        DECODING_FLOOR,
        () -> plan.apply(shards),
        () -> TableReedSolomon.apply(matrix, survivors, lost));
  }

  /**
   * Compares the best round of each side, so that neither a reference that is not compiled yet nor
   * a pause of the machine decides. Ends early only once both had time to be compiled.
   */
  private static void assertFaster(double floor, Runnable codec, Runnable reference) {
    long start = cpuNanos();
    double referenceNanos = Double.MAX_VALUE;
    double codecNanos = Double.MAX_VALUE;
    for (int round = 1;
        round <= MIN_ROUNDS
            || (referenceNanos < floor * codecNanos && cpuNanos() - start < PATIENCE_NANOS);
        round++) {
      referenceNanos = Math.min(referenceNanos, nanosPerPass(reference, 300));
      codecNanos = Math.min(codecNanos, nanosPerPass(codec, 3_000));
    }
    assertThat(referenceNanos / codecNanos)
        .as("times as fast as the table-driven reference")
        .isGreaterThan(floor);
  }

  private static double nanosPerPass(Runnable work, int passes) {
    long start = cpuNanos();
    for (int i = 0; i < passes; i++) {
      work.run();
    }
    return (double) (cpuNanos() - start) / passes;
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
