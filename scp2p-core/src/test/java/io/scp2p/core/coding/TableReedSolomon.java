package io.scp2p.core.coding;

/**
 * The textbook codec that the real one is compared with: one 256 by 256 product table, a lookup for
 * each byte and coefficient, and k by k elimination. It shares no code with the real one; even the
 * field and the matrix are set up from their definitions.
 */
public final class TableReedSolomon {
  private static final byte[][] PRODUCT = new byte[256][256];
  private static final int[] INVERSE = new int[256];

  static {
    for (int a = 0; a < 256; a++) {
      for (int b = 0; b < 256; b++) {
        PRODUCT[a][b] = (byte) carrylessProduct(a, b);
        if ((PRODUCT[a][b] & 0xff) == 1) {
          INVERSE[a] = b;
        }
      }
    }
  }

  private TableReedSolomon() {}

  private static int carrylessProduct(int a, int b) {
    int product = 0;
    for (int bit = 7; bit >= 0; bit--) {
      product <<= 1;
      if (product > 0xff) {
        product ^= 0x11d;
      }
      if ((b >> bit & 1) != 0) {
        product ^= a;
      }
    }
    return product;
  }

  static int multiply(int a, int b) {
    return PRODUCT[a][b] & 0xff;
  }

  static int inverse(int a) {
    return INVERSE[a];
  }

  private static int power(int base, int exponent) {
    int power = 1;
    for (int i = 0; i < exponent; i++) {
      power = multiply(power, base);
    }
    return power;
  }

  /** The parity rows as docs/decisions/0010 defines them. */
  public static int[][] matrix(int dataShards, int parityShards) {
    int[][] rows = new int[parityShards][dataShards];
    for (int i = 0; i < parityShards; i++) {
      for (int j = 0; j < dataShards; j++) {
        int t = power(2, j);
        int s = power(2, 62 + i);
        rows[i][j] = i == 0 ? 1 : i == 1 ? t : multiply(multiply(t, s ^ 1), inverse(s ^ t));
      }
    }
    return rows;
  }

  /** Applies a matrix to shards: the loops of the usual Java implementations. */
  public static void apply(int[][] matrix, byte[][] in, byte[][] out) {
    for (int o = 0; o < out.length; o++) {
      for (int j = 0; j < in.length; j++) {
        byte[] table = PRODUCT[matrix[o][j]];
        if (j == 0) {
          set(table, in[j], out[o]);
        } else {
          add(table, in[j], out[o]);
        }
      }
    }
  }

  private static void set(byte[] table, byte[] in, byte[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] = table[in[i] & 0xff];
    }
  }

  private static void add(byte[] table, byte[] in, byte[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] ^= table[in[i] & 0xff];
    }
  }

  static byte[][] encode(int parityShards, byte[][] data) {
    byte[][] parity = new byte[parityShards][data[0].length];
    apply(matrix(data.length, parityShards), data, parity);
    return parity;
  }

  /** Returns the rows that compute all data shards from k given shards of the code. */
  public static int[][] decodingMatrix(int dataShards, int parityShards, int[] survivors) {
    int[][] parity = matrix(dataShards, parityShards);
    int[][] square = new int[dataShards][dataShards];
    for (int i = 0; i < dataShards; i++) {
      if (survivors[i] < dataShards) {
        square[i][survivors[i]] = 1;
      } else {
        square[i] = parity[survivors[i] - dataShards].clone();
      }
    }
    return inverse(square);
  }

  /** Gauss-Jordan on the matrix with the unit matrix at its right side. */
  private static int[][] inverse(int[][] square) {
    int n = square.length;
    int[][] wide = new int[n][2 * n];
    for (int i = 0; i < n; i++) {
      System.arraycopy(square[i], 0, wide[i], 0, n);
      wide[i][n + i] = 1;
    }
    for (int c = 0; c < n; c++) {
      int pivot = c;
      while (wide[pivot][c] == 0) {
        pivot++;
      }
      int[] row = wide[pivot];
      wide[pivot] = wide[c];
      wide[c] = row;
      int scale = inverse(row[c]);
      for (int j = 0; j < 2 * n; j++) {
        row[j] = multiply(row[j], scale);
      }
      for (int r = 0; r < n; r++) {
        int factor = wide[r][c];
        for (int j = 0; r != c && j < 2 * n; j++) {
          wide[r][j] ^= multiply(factor, row[j]);
        }
      }
    }
    int[][] result = new int[n][n];
    for (int i = 0; i < n; i++) {
      System.arraycopy(wide[i], n, result[i], 0, n);
    }
    return result;
  }

  /** Tells by elimination whether a square matrix can be inverted, for the proof by enumeration. */
  static boolean isRegular(int[][] square) {
    int n = square.length;
    int[][] m = new int[n][];
    for (int i = 0; i < n; i++) {
      m[i] = square[i].clone();
    }
    for (int c = 0; c < n; c++) {
      int pivot = c;
      while (pivot < n && m[pivot][c] == 0) {
        pivot++;
      }
      if (pivot == n) {
        return false;
      }
      int[] row = m[pivot];
      m[pivot] = m[c];
      m[c] = row;
      for (int r = c + 1; r < n; r++) {
        int factor = multiply(m[r][c], inverse(row[c]));
        for (int j = c; j < n; j++) {
          m[r][j] ^= multiply(factor, row[j]);
        }
      }
    }
    return true;
  }
}
