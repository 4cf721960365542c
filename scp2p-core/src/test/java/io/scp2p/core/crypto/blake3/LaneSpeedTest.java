package io.scp2p.core.crypto.blake3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Notices when an edit costs the lanes their vector code, which nothing else would: the result
 * stays right, and it is only several times slower.
 *
 * <p>The measure is processor time of this thread, lanes and scalar core by turns, so that a busy
 * machine changes little. The test is skipped on one condition only: the processor is known to have
 * neither AVX2 nor NEON. It fails, and should, in a JVM without C2 ({@code -Xint}, {@code
 * -XX:TieredStopAtLevel=1}).
 */
@Tag("speed")
class LaneSpeedTest {
  private static final double MIN_RATIO = 3.0;
  private static final double MAX_SPREAD = 2.5;
  private static final int ATTEMPTS = 8;
  private static final int ROUND_TURNS = 200;
  private static final int ROUND_CALLS = 20;
  private static final int ROUNDS = 15;
  private static final int LANE_GROUPS = 40;
  private static final int SCALAR_GROUPS = 8;
  private static final Duration COMPILATION = Duration.ofMinutes(4);

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final byte[] data = Blake3PropertyTest.random(Blake3Spec.GROUP_BYTES, 3);
  private final LaneSubtree lanes = new LaneSubtree();

  @Test
  void lanesAreSeveralTimesFasterThanTheScalarCore() throws Exception {
    assumeTrue(mayHaveWideVectors(), "the processor has neither AVX2 nor NEON");
    LaneGate gate = new LaneGate(1, new LaneWarmUp());
    gate.start();
    assertThat(gate.join(COMPILATION)).isTrue();
    assertThat(gate.state())
        .as("the warm-up found the lanes right and fast")
        .isEqualTo(LaneGate.State.OPEN);

    assertThat(bestRatio(false, MIN_RATIO)).as("one hash").isGreaterThan(MIN_RATIO);
    assertThat(bestRatio(true, MIN_RATIO / 2))
        .as("chunk and content in one pass")
        .isGreaterThan(MIN_RATIO / 2);
    assertThat(leastSpread()).as("slowest round over fastest round").isLessThan(MAX_SPREAD);
  }

  /** All rounds do the same work; one that lost its vectors is many times slower than the rest. */
  private static double leastSpread() {
    double least = Double.MAX_VALUE;
    for (int i = 0; i < ATTEMPTS && least >= MAX_SPREAD; i++) {
      least = Math.min(least, spread());
    }
    return least;
  }

  private static double spread() {
    int[] w = new int[LaneRows.WORDS];
    int from = LaneRows.MAX_SHIFT;
    int to = from + 1 + Blake3Spec.GROUP_LEAVES;
    List<Runnable> rounds =
        List.of(
            () -> LaneEnds.beginFirst(w, from, to, 0, 64, 0),
            () -> LaneEnds.beginSecond(w, from, to, 0, 64, 0),
            () -> LaneRoundsTwoToFour.roundTwo(w, from, to),
            () -> LaneRoundsTwoToFour.roundThree(w, from, to),
            () -> LaneRoundsTwoToFour.roundFour(w, from, to),
            () -> LaneRoundsFiveToSeven.roundFive(w, from, to),
            () -> LaneRoundsFiveToSeven.roundSix(w, from, to),
            () -> LaneRoundsFiveToSeven.roundSeven(w, from, to));
    long[] best = new long[rounds.size()];
    Arrays.fill(best, Long.MAX_VALUE);
    for (int turn = 0; turn < ROUND_TURNS; turn++) {
      for (int i = 0; i < best.length; i++) {
        long start = System.nanoTime();
        for (int call = 0; call < ROUND_CALLS; call++) {
          rounds.get(i).run();
        }
        best[i] = Math.min(best[i], System.nanoTime() - start);
      }
    }
    Arrays.sort(best);
    return (double) best[best.length - 1] / best[0];
  }

  /** Measures again while the result is too low: on a busy machine C2 may still be at work. */
  private double bestRatio(boolean twins, double enough) {
    double best = 0;
    for (int i = 0; i < ATTEMPTS && best <= enough; i++) {
      best = Math.max(best, ratio(twins));
    }
    return best;
  }

  /** Median speed in lanes over median scalar speed. */
  private double ratio(boolean twins) {
    double[] inLanes = new double[ROUNDS];
    double[] scalar = new double[ROUNDS];
    for (int i = -1; i < ROUNDS; i++) {
      double laneNanos = nanosPerGroup(LANE_GROUPS, leaf -> lane(twins, leaf));
      double scalarNanos =
          nanosPerGroup(
              SCALAR_GROUPS, leaf -> ScalarSubtree.node(HashMode.HASH, data, 0, data.length, leaf));
      if (i >= 0) {
        inLanes[i] = laneNanos;
        scalar[i] = scalarNanos;
      }
    }
    Arrays.sort(inLanes);
    Arrays.sort(scalar);
    return scalar[ROUNDS / 2] / inLanes[ROUNDS / 2];
  }

  private Object lane(boolean twins, long leaf) {
    return twins
        ? lanes.twins(data, 0, data.length, leaf)
        : lanes.node(HashMode.HASH, data, 0, data.length, leaf);
  }

  private double nanosPerGroup(int groups, LongFunction<Object> hash) {
    long start = threads.getCurrentThreadCpuTime();
    for (int i = 0; i < groups; i++) {
      assertThat(hash.apply((long) i * Blake3Spec.GROUP_LEAVES)).isNotNull();
    }
    return (threads.getCurrentThreadCpuTime() - start) / (double) groups;
  }

  private static boolean mayHaveWideVectors() throws IOException {
    Path processor = Path.of("/proc/cpuinfo");
    boolean intel = System.getProperty("os.arch").equals("amd64");
    // Elsewhere there is no way to ask; every aarch64 has NEON.
    return !intel || !Files.exists(processor) || Files.readString(processor).contains(" avx2 ");
  }
}
