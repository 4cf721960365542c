package io.scp2p.core.coding;

/**
 * Arithmetic in GF(2^8) with the polynomial x^8 + x^4 + x^3 + x^2 + 1 (0x11d), in which 2 generates
 * every element but zero. For setting up matrices; shards never pass through here.
 */
final class GaloisField {
  static final int POLYNOMIAL = 0x11d;

  /** The order of the multiplicative group. */
  private static final int ORDER = 255;

  /** Powers of two, written down twice so that a sum of two logarithms needs no reduction. */
  private static final int[] POWER = new int[2 * ORDER];

  private static final int[] LOG = new int[ORDER + 1];

  static {
    int power = 1;
    for (int exponent = 0; exponent < ORDER; exponent++) {
      POWER[exponent] = power;
      POWER[exponent + ORDER] = power;
      LOG[power] = exponent;
      power <<= 1;
      if (power > ORDER) {
        power ^= POLYNOMIAL;
      }
    }
  }

  private GaloisField() {}

  /** Returns 2 to the given power, which is at least zero. */
  static int powerOfTwo(int exponent) {
    return POWER[exponent % ORDER];
  }

  static int multiply(int a, int b) {
    return a == 0 || b == 0 ? 0 : POWER[LOG[a] + LOG[b]];
  }

  /** Divides by {@code b}, which is not zero. */
  static int divide(int a, int b) {
    if (b == 0) {
      throw new ArithmeticException("division by zero");
    }
    return a == 0 ? 0 : POWER[LOG[a] + ORDER - LOG[b]];
  }

  /**
   * Inverts a square matrix by Gauss-Jordan elimination.
   *
   * @throws ArithmeticException if the matrix is singular
   */
  static int[][] invert(int[][] matrix) {
    int size = matrix.length;
    int[][] left = new int[size][];
    int[][] right = new int[size][size];
    for (int i = 0; i < size; i++) {
      left[i] = matrix[i].clone();
      right[i][i] = 1;
    }
    for (int column = 0; column < size; column++) {
      int pivot = column;
      while (pivot < size && left[pivot][column] == 0) {
        pivot++;
      }
      if (pivot == size) {
        throw new ArithmeticException("singular matrix");
      }
      swap(left, column, pivot);
      swap(right, column, pivot);
      int scale = divide(1, left[column][column]);
      addScaled(left[column], left[column], scale ^ 1);
      addScaled(right[column], right[column], scale ^ 1);
      for (int row = 0; row < size; row++) {
        if (row != column) {
          int factor = left[row][column];
          addScaled(left[row], left[column], factor);
          addScaled(right[row], right[column], factor);
        }
      }
    }
    return right;
  }

  private static void swap(int[][] rows, int a, int b) {
    int[] kept = rows[a];
    rows[a] = rows[b];
    rows[b] = kept;
  }

  private static void addScaled(int[] target, int[] source, int factor) {
    for (int i = 0; i < target.length; i++) {
      target[i] ^= multiply(source[i], factor);
    }
  }
}
