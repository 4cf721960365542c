package io.scp2p.core.coding;

/**
 * A straight list of row operations that computes some rows of a tile from others. Immutable.
 *
 * <p>Rows {@code 0 .. inputs - 1} are given, the rest are scratch. An operation lies in the code as
 * kind and number of sources, target row, source rows. The cost of reading it is lost in that of
 * walking 512 longs.
 */
final class TileProgram {
  /** Added to the number of sources for {@code step}; its first source is the one times x. */
  static final int STEP = 8;

  /** What {@code step} reads besides the row that it multiplies. */
  static final int MAX_STEP_ADDENDS = TileKernels.MAX_SOURCES - 1;

  private final int[] code;
  private final int rowCount;
  private final int[] outputRows;

  TileProgram(int[] code, int rowCount, int[] outputRows) {
    this.code = code;
    this.rowCount = rowCount;
    this.outputRows = outputRows;
  }

  int rowCount() {
    return rowCount;
  }

  /** Returns the row that holds an output after a run; it may be one of the inputs. */
  int outputRow(int output) {
    return outputRows[output];
  }

  /** Returns how many operations there are, for tests of the compiler. */
  int operationCount() {
    int count = 0;
    for (int at = 0; at < code.length; at += 2 + (code[at] % STEP)) {
      count++;
    }
    return count;
  }

  void run(long[][] w, int n) {
    int[] c = code;
    for (int at = 0; at < c.length; at += 2 + (c[at] % STEP)) {
      long[] z = w[c[at + 1]];
      long[] a = w[c[at + 2]];
      switch (c[at]) {
        case 2 -> TileKernels.sum(z, a, w[c[at + 3]], n);
        case 3 -> TileKernels.sum(z, a, w[c[at + 3]], w[c[at + 4]], n);
        case 4 -> TileKernels.sum(z, a, w[c[at + 3]], w[c[at + 4]], w[c[at + 5]], n);
        case 5 -> TileKernels.sum(z, a, w[c[at + 3]], w[c[at + 4]], w[c[at + 5]], w[c[at + 6]], n);
        case 6 ->
            TileKernels.sum(
                z, a, w[c[at + 3]], w[c[at + 4]], w[c[at + 5]], w[c[at + 6]], w[c[at + 7]], n);
        case STEP + 1 -> TileKernels.step(z, a, n);
        case STEP + 2 -> TileKernels.step(z, a, w[c[at + 3]], n);
        case STEP + 3 -> TileKernels.step(z, a, w[c[at + 3]], w[c[at + 4]], n);
        case STEP + 4 -> TileKernels.step(z, a, w[c[at + 3]], w[c[at + 4]], w[c[at + 5]], n);
        case STEP + 5 ->
            TileKernels.step(z, a, w[c[at + 3]], w[c[at + 4]], w[c[at + 5]], w[c[at + 6]], n);
        case STEP + 6 ->
            TileKernels.step(
                z, a, w[c[at + 3]], w[c[at + 4]], w[c[at + 5]], w[c[at + 6]], w[c[at + 7]], n);
        default -> throw new IllegalStateException("operation " + c[at]);
      }
    }
  }
}
