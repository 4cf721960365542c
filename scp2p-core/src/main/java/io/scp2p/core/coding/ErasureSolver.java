package io.scp2p.core.coding;

/**
 * Expresses every shard of a code by k given ones: the present data shards and as many parity
 * shards as data shards are missing.
 *
 * <p>Only the square part of the matrix where used parity meets missing data is inverted, which is
 * never larger than the number of losses.
 */
final class ErasureSolver {
  private final int[] presentData;
  private final int[] missingData;
  private final int[] parityRows;

  /** One row for each missing data shard, over the inputs. */
  private final int[][] missingDataRows;

  /** Takes data shard numbers and parity rows, each ascending; as many rows as data is missing. */
  ErasureSolver(int[] presentData, int[] missingData, int[] parityRows) {
    this.presentData = presentData;
    this.missingData = missingData;
    this.parityRows = parityRows;
    this.missingDataRows = solve();
  }

  int inputCount() {
    return presentData.length + parityRows.length;
  }

  int[] presentData() {
    return presentData;
  }

  int[] missingData() {
    return missingData;
  }

  int[] parityRows() {
    return parityRows;
  }

  /** Returns the coefficients of the missing data shard at a position of the missing ones. */
  int[] missingDataRow(int position) {
    return missingDataRows[position].clone();
  }

  /** Returns the coefficients of a parity shard, be it missing or not. */
  int[] parityRow(int parity) {
    int[] row = new int[inputCount()];
    for (int j = 0; j < presentData.length; j++) {
      row[j] = CodingMatrix.coefficient(parity, presentData[j]);
    }
    for (int l = 0; l < missingData.length; l++) {
      addScaled(row, missingDataRows[l], CodingMatrix.coefficient(parity, missingData[l]));
    }
    return row;
  }

  private int[][] solve() {
    int losses = missingData.length;
    int[][] square = new int[losses][losses];
    int[][] known = new int[losses][inputCount()];
    for (int r = 0; r < losses; r++) {
      for (int l = 0; l < losses; l++) {
        square[r][l] = CodingMatrix.coefficient(parityRows[r], missingData[l]);
      }
      for (int j = 0; j < presentData.length; j++) {
        known[r][j] = CodingMatrix.coefficient(parityRows[r], presentData[j]);
      }
      known[r][presentData.length + r] = 1;
    }
    int[][] inverse = GaloisField.invert(square);
    int[][] rows = new int[losses][inputCount()];
    for (int l = 0; l < losses; l++) {
      for (int r = 0; r < losses; r++) {
        addScaled(rows[l], known[r], inverse[l][r]);
      }
    }
    return rows;
  }

  private static void addScaled(int[] target, int[] source, int factor) {
    for (int i = 0; i < target.length; i++) {
      target[i] ^= GaloisField.multiply(source[i], factor);
    }
  }
}
