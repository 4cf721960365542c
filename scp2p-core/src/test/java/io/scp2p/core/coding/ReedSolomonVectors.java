package io.scp2p.core.coding;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/** Writes {@code conformance-vectors/reed-solomon.json} with the table-driven reference alone. */
final class ReedSolomonVectors {
  private static final String DESCRIPTION =
      "Reed-Solomon over GF(2^8), polynomial 0x11d. Parity row 0: 1; row 1: t; row i >= 2:"
          + " t (s + 1) / (s + t); with t = 2^j for data shard j and s = 2^(62 + i)."
          + " Bytes are hexadecimal. In reconstruct, shards 0 to k-1 are data and k to k+m-1"
          + " parity; coefficients has a row for each lost shard over the survivors in their"
          + " order.";

  private static final int[][] CASES = {
    {1, 0, 3},
    {1, 1, 5},
    {1, 3, 8},
    {2, 1, 9},
    {3, 2, 1},
    {4, 2, 0},
    {4, 2, 1},
    {4, 2, 16},
    {4, 2, 33},
    {4, 3, 16},
    {4, 4, 17},
    {6, 3, 10},
    {10, 4, 19},
    {16, 4, 8},
    {17, 3, 9},
    {64, 2, 4},
    {64, 32, 2}
  };

  private static final int[][] MATRICES = {{4, 32}, {10, 4}, {64, 32}};

  /** k, m, bytes, then the lost shards. The survivors are the first k others. */
  private static final int[][] LOSSES = {
    {1, 1, 5, 0},
    {4, 2, 16, 0, 1},
    {4, 2, 17, 1, 3},
    {4, 2, 9, 2, 4},
    {4, 2, 8, 3, 5},
    {4, 2, 8, 4, 5},
    {4, 4, 11, 0, 1, 2, 3},
    {4, 4, 11, 1, 4, 5, 7},
    {6, 3, 10, 0, 5, 6},
    {10, 4, 12, 0, 3, 6, 9}
  };

  private ReedSolomonVectors() {}

  static String json() {
    Random random = new Random(0x11d);
    StringJoiner cases = new StringJoiner(",\n");
    for (int[] c : CASES) {
      byte[][] data = data(random, c[0], c[2]);
      byte[][] parity = TableReedSolomon.encode(c[1], data);
      cases.add(
          "    {\"k\": %d, \"m\": %d,\n     \"data\": %s,\n     \"parity\": %s}"
              .formatted(c[0], c[1], hex(data), hex(parity)));
    }
    StringJoiner matrices = new StringJoiner(",\n");
    for (int[] size : MATRICES) {
      matrices.add(
          "    {\"k\": %d, \"m\": %d, \"rows\": %s}"
              .formatted(size[0], size[1], rows(TableReedSolomon.matrix(size[0], size[1]))));
    }
    StringJoiner losses = new StringJoiner(",\n");
    for (int[] loss : LOSSES) {
      losses.add(loss(random, loss));
    }
    return """
        {
          "description": "%s",
          "cases": [
        %s
          ],
          "matrices": [
        %s
          ],
          "reconstruct": [
        %s
          ]
        }
        """
        .formatted(DESCRIPTION, cases, matrices, losses);
  }

  private static String loss(Random random, int[] spec) {
    int k = spec[0];
    int m = spec[1];
    int[] lost = Arrays.copyOfRange(spec, 3, spec.length);
    byte[][] all = Arrays.copyOf(data(random, k, spec[2]), k + m);
    System.arraycopy(TableReedSolomon.encode(m, Arrays.copyOf(all, k)), 0, all, k, m);
    int[] survivors = new int[k];
    for (int shard = 0, count = 0; count < k; shard++) {
      if (Arrays.binarySearch(lost, shard) < 0) {
        survivors[count++] = shard;
      }
    }
    int[][] inverse = TableReedSolomon.decodingMatrix(k, m, survivors);
    int[][] parity = TableReedSolomon.matrix(k, m);
    int[][] coefficients = new int[lost.length][];
    for (int i = 0; i < lost.length; i++) {
      coefficients[i] = lost[i] < k ? inverse[lost[i]] : times(parity[lost[i] - k], inverse);
    }
    return ("    {\"k\": %d, \"m\": %d, \"survivors\": %s, \"lost\": %s,\n"
            + "     \"coefficients\": %s,\n"
            + "     \"survivorShards\": %s,\n     \"lostShards\": %s}")
        .formatted(
            k,
            m,
            Arrays.toString(survivors),
            Arrays.toString(lost),
            rows(coefficients),
            hex(select(all, survivors)),
            hex(select(all, lost)));
  }

  private static int[] times(int[] row, int[][] matrix) {
    int[] product = new int[matrix[0].length];
    for (int j = 0; j < product.length; j++) {
      for (int l = 0; l < row.length; l++) {
        product[j] ^= TableReedSolomon.multiply(row[l], matrix[l][j]);
      }
    }
    return product;
  }

  private static byte[][] select(byte[][] shards, int[] numbers) {
    return Arrays.stream(numbers).mapToObj(i -> shards[i]).toArray(byte[][]::new);
  }

  private static byte[][] data(Random random, int k, int bytes) {
    byte[][] data = new byte[k][bytes];
    for (byte[] shard : data) {
      random.nextBytes(shard);
    }
    return data;
  }

  private static String rows(int[][] rows) {
    return Arrays.stream(rows).map(Arrays::toString).collect(Collectors.joining(", ", "[", "]"));
  }

  private static String hex(byte[][] shards) {
    return Arrays.stream(shards)
        .map(shard -> '"' + HexFormat.of().formatHex(shard) + '"')
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
