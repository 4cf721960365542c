package io.scp2p.core.coding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CodingMatrixTest {
  private static final int K = CodingMatrix.MAX_DATA_SHARDS;
  private static final int M = CodingMatrix.MAX_PARITY_SHARDS;

  @Test
  void theWholeMatrixIsThatOfTheDefinition() {
    assertThat(CodingMatrix.rows(K, M)).isDeepEqualTo(TableReedSolomon.matrix(K, M));
  }

  @Test
  void theFirstTwoRowsAreThePAndQOfRaidSix() {
    int[][] rows = CodingMatrix.rows(10, 2);
    assertThat(rows[0]).containsOnly(1);
    assertThat(rows[1]).containsExactly(1, 2, 4, 8, 16, 32, 64, 128, 0x1d, 0x3a);
  }

  @Test
  void theFirstColumnIsAllOnes() {
    for (int[] row : CodingMatrix.rows(1, M)) {
      assertThat(row).containsExactly(1);
    }
  }

  @Test
  void aSmallerCodeHasTheTopLeftCornerOfALargerOne() {
    int[][] largest = CodingMatrix.rows(K, M);
    for (int m = 0; m <= M; m++) {
      int[][] rows = CodingMatrix.rows(4, m);
      for (int i = 0; i < m; i++) {
        assertThat(rows[i]).isEqualTo(Arrays.copyOf(largest[i], 4));
      }
    }
  }

  /** Together C(k+m, k) minors: any k shards suffice, by enumeration. */
  @ParameterizedTest(name = "{0}+{1}")
  @CsvSource({"4, 32", "3, 32", "2, 32", "64, 2", "64, 3", "10, 4", "8, 8", "12, 5", "30, 4"})
  void everySquareSubmatrixIsRegular(int k, int m) {
    int[][] rows = CodingMatrix.rows(k, m);
    long singular = 0;
    for (int size = 1; size <= Math.min(k, m); size++) {
      int[] chosenRows = first(size);
      do {
        int[] chosenColumns = first(size);
        do {
          if (!TableReedSolomon.isRegular(minor(rows, chosenRows, chosenColumns))) {
            singular++;
          }
        } while (next(chosenColumns, k));
      } while (next(chosenRows, m));
    }
    assertThat(singular).isZero();
  }

  @Test
  void randomSquareSubmatricesOfTheWholeMatrixAreRegular() {
    int[][] rows = CodingMatrix.rows(K, M);
    Random random = new Random(20261121);
    for (int attempt = 0; attempt < 3_000; attempt++) {
      int size = 1 + random.nextInt(M);
      int[] chosenRows = random.ints(0, M).distinct().limit(size).toArray();
      int[] chosenColumns = random.ints(0, K).distinct().limit(size).toArray();
      assertThat(TableReedSolomon.isRegular(minor(rows, chosenRows, chosenColumns))).isTrue();
    }
  }

  @Test
  void theEnumerationWouldNoticeASingularMatrix() {
    assertThat(TableReedSolomon.isRegular(new int[][] {{1, 2}, {2, 4}})).isFalse();
  }

  private static int[][] minor(int[][] rows, int[] chosenRows, int[] chosenColumns) {
    int[][] minor = new int[chosenRows.length][chosenColumns.length];
    for (int i = 0; i < chosenRows.length; i++) {
      for (int j = 0; j < chosenColumns.length; j++) {
        minor[i][j] = rows[chosenRows[i]][chosenColumns[j]];
      }
    }
    return minor;
  }

  private static int[] first(int size) {
    int[] chosen = new int[size];
    Arrays.setAll(chosen, i -> i);
    return chosen;
  }

  /** Steps to the next combination out of {@code n}. */
  private static boolean next(int[] chosen, int n) {
    int i = chosen.length - 1;
    while (i >= 0 && chosen[i] == n - chosen.length + i) {
      i--;
    }
    if (i < 0) {
      return false;
    }
    chosen[i]++;
    for (int j = i + 1; j < chosen.length; j++) {
      chosen[j] = chosen[j - 1] + 1;
    }
    return true;
  }
}
