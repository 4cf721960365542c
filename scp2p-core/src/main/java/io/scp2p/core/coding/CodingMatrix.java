package io.scp2p.core.coding;

/**
 * The parity part of the generator matrix. <b>This is a storage format: it never changes.</b>
 *
 * <p>Parity shard i is the sum over all data shards j of {@code coefficient(i, j)} times that
 * shard, byte by byte in GF(2^8), polynomial 0x11d. With t = 2^j:
 *
 * <pre>
 *   row 0       1
 *   row 1       t
 *   row i >= 2  t (s + 1) / (s + t)      with s = 2^(62 + i)
 * </pre>
 *
 * <p>Neither k nor m occurs in it, so the parity of a k+m code is a prefix of that of k+(m+1), and
 * parity can be added later to shards that already lie with their holders. The first two rows are
 * the P and Q of RAID-6, which are cheap to compute; the first column is all ones.
 *
 * <p><b>Any k shards suffice</b> if and only if every square submatrix is regular. Take n rows and
 * n columns and suppose that some combination of the rows is zero in all of these columns. Divided
 * by t, that combination is, as a function of t, the sum of c0/t (row 0), c1 (row 1) and ci/(s + t)
 * (the others, the factor s + 1 being non-zero). Over the common denominator its numerator has a
 * degree below n but vanishes at n different t, so it is the zero polynomial; the poles 0, s and
 * infinity all differ, so every c is zero. The t are 2^0 .. 2^63 and the s are 2^64 .. 2^93: none
 * equal, no denominator zero, 96 shards in all.
 */
final class CodingMatrix {
  static final int MAX_DATA_SHARDS = 64;
  static final int MAX_PARITY_SHARDS = 32;

  /** The s of row 2 lies right behind the last possible t. */
  private static final int POLE_EXPONENT_BASE = MAX_DATA_SHARDS - 2;

  private CodingMatrix() {}

  static int coefficient(int row, int column) {
    int t = GaloisField.powerOfTwo(column);
    if (row == 0) {
      return 1;
    }
    if (row == 1) {
      return t;
    }
    int s = GaloisField.powerOfTwo(POLE_EXPONENT_BASE + row);
    return GaloisField.divide(GaloisField.multiply(t, s ^ 1), s ^ t);
  }

  /** Returns the parity rows {@code 0 .. parityShards - 1} over the first data columns. */
  static int[][] rows(int dataShards, int parityShards) {
    int[][] rows = new int[parityShards][dataShards];
    for (int i = 0; i < parityShards; i++) {
      for (int j = 0; j < dataShards; j++) {
        rows[i][j] = coefficient(i, j);
      }
    }
    return rows;
  }
}
