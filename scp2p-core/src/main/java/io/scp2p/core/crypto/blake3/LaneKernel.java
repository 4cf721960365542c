package io.scp2p.core.crypto.blake3;

import static io.scp2p.core.crypto.blake3.Blake3Spec.BLOCK_BYTES;
import static io.scp2p.core.crypto.blake3.Blake3Spec.GROUP_LEAVES;

/**
 * The compression function over up to 256 message blocks side by side, in loops that C2's superword
 * pass turns into vector code with no JVM option (JDK 17 and 25; SSE, AVX2, AVX-512).
 *
 * <p>Each of these was found by measurement. Break one and the speed falls two- to eightfold, and
 * only {@code LaneSpeedTest} says so:
 *
 * <ul>
 *   <li>256 lanes. C2 wraps a loop into scalar iterations before and after; with 16 lanes they are
 *       nearly everything.
 *   <li>One flat {@code int[]} with rows at constant offsets: of separate arrays the compiler
 *       cannot tell that they do not overlap. The row stride is in {@link LaneRows}.
 *   <li>One loop a round. Half rounds are slower; two rounds in a loop, or the feed-forward in the
 *       loop of round seven, are not vectorised.
 *   <li>Loop bounds clamped with {@code min} and {@code max}: without a known range, no vectors.
 *   <li>The loop variable is never a value: counters come from a row.
 *   <li>The lanes start one column after {@code shift}, where a dummy lane runs. C2 runs scalar
 *       iterations up to a 64-byte boundary and after the last full vector. With a shift such that
 *       the first lane is aligned that is one scalar iteration, the dummy, and full vectors for the
 *       rest: half as fast again to twice as fast with AVX-512. Java hides addresses, so {@link
 *       #tune()} finds the shift by timing.
 *   <li>The transposition takes one leaf a step; wider steps are slower on some processors.
 * </ul>
 *
 * <p>Not thread-safe; 58 KiB. Reached through {@link LanePool}.
 */
final class LaneKernel {
  /**
   * The collector may move the array, and then another shift suits. Tuning costs about 3 groups.
   */
  static final int TUNE_EVERY_GROUPS = 2048;

  /** Before that, at each power of two from here on: a young array moves more often. */
  static final int FIRST_TUNE_GROUPS = 64;

  private static final int TUNE_REPEATS = 4;

  final int[] words = new int[LaneRows.WORDS];
  private int shift = LaneRows.MAX_SHIFT;
  private int groups;

  /** The column of lane 0; it changes only in {@link #nextGroup()}. */
  int column() {
    return shift + 1;
  }

  /** Called before each group: now and then adapts to where the array lies. Rows are undefined. */
  void nextGroup() {
    groups++;
    boolean powerOfTwo = (groups & (groups - 1)) == 0;
    if (groups % TUNE_EVERY_GROUPS == 0 || (groups >= FIRST_TUNE_GROUPS && powerOfTwo)) {
      tune();
    }
  }

  /** Message rows from the block at {@code off} and those 1,024, 2,048 ... bytes further. */
  void message(byte[] in, int off, int lanes) {
    LaneMessage.transpose(in, off, lanes, words, column());
  }

  /** Replaces the first set of values, of lanes 0 to {@code lanes - 1}, by its compression. */
  void compressFirst(int lanes, int counterHigh, int blockBytes, int flags) {
    int end = column() + lanes;
    LaneEnds.beginFirst(words, shift, end, counterHigh, blockBytes, flags);
    rounds(end);
    LaneEnds.endFirst(words, shift, end);
  }

  /** The same for the second set. */
  void compressSecond(int lanes, int counterHigh, int blockBytes, int flags) {
    int end = column() + lanes;
    LaneEnds.beginSecond(words, shift, end, counterHigh, blockBytes, flags);
    rounds(end);
    LaneEnds.endSecond(words, shift, end);
  }

  private void rounds(int end) {
    LaneRoundsTwoToFour.roundTwo(words, shift, end);
    LaneRoundsTwoToFour.roundThree(words, shift, end);
    LaneRoundsTwoToFour.roundFour(words, shift, end);
    LaneRoundsFiveToSeven.roundFive(words, shift, end);
    LaneRoundsFiveToSeven.roundSix(words, shift, end);
    LaneRoundsFiveToSeven.roundSeven(words, shift, end);
  }

  /** Times every shift, about 0.2 ms in all, and keeps the fastest. */
  void tune() {
    long best = Long.MAX_VALUE;
    int bestShift = shift;
    for (int candidate = 0; candidate <= LaneRows.MAX_SHIFT; candidate++) {
      shift = candidate;
      for (int i = 0; i < TUNE_REPEATS; i++) {
        long start = System.nanoTime();
        compressFirst(GROUP_LEAVES, 0, BLOCK_BYTES, 0);
        long nanos = System.nanoTime() - start;
        if (nanos < best) {
          best = nanos;
          bestShift = candidate;
        }
      }
    }
    shift = bestShift;
  }
}
