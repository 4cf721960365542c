package io.scp2p.core.coding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TileCompilerTest {
  @Test
  void theDefaultCodeTakesOneSumAndThreeSteps() {
    TileProgram program = TileCompiler.compile(4, CodingMatrix.rows(4, 2));
    assertThat(program.operationCount()).isEqualTo(4);
    assertThat(program.rowCount()).isEqualTo(6);
  }

  @Test
  void aCopyTakesNoOperation() {
    TileProgram program = TileCompiler.compile(3, new int[][] {{0, 1, 0}});
    assertThat(program.operationCount()).isZero();
    assertThat(program.outputRow(0)).isEqualTo(1);
  }

  @Test
  void everyMultipleOfASingleRowIsRight() {
    for (int coefficient = 1; coefficient < 256; coefficient++) {
      assertThat(run(1, new int[][] {{coefficient}}, new int[] {0x9a}))
          .containsExactly(TableReedSolomon.multiply(coefficient, 0x9a));
    }
  }

  @Test
  void everyNumberOfSummandsIsRight() {
    for (int inputs = 1; inputs <= 40; inputs++) {
      int[] ones = new int[inputs];
      int[] twos = new int[inputs];
      int[] values = new int[inputs];
      int sum = 0;
      for (int i = 0; i < inputs; i++) {
        ones[i] = 1;
        twos[i] = 3;
        values[i] = 17 * i + 1 & 0xff;
        sum ^= values[i];
      }
      assertThat(run(inputs, new int[][] {ones, twos}, values))
          .containsExactly(sum, TableReedSolomon.multiply(3, sum));
    }
  }

  @Test
  void anOutputMayBuildOnThoseBeforeIt() {
    int[][] matrix = {{1, 1}, {2, 0, 7}, {0, 1, 1, 0x80}};
    int first = 0x11 ^ 0x22;
    int second = TableReedSolomon.multiply(2, 0x11) ^ TableReedSolomon.multiply(7, first);
    int third = 0x22 ^ first ^ TableReedSolomon.multiply(0x80, second);
    assertThat(run(2, matrix, new int[] {0x11, 0x22})).containsExactly(first, second, third);
  }

  @Test
  void sharedSumsAreBoundedHoweverMuchThereIsToShare() {
    int[][] matrix = CodingMatrix.rows(64, 32);
    TileProgram program = TileCompiler.compile(64, matrix);
    int blocks = 64 / TileCompiler.BLOCK_INPUTS;
    assertThat(program.rowCount()).isEqualTo(64 + 32 + blocks * TileCompiler.MAX_SHARED_SUMS);
  }

  @Test
  void sharingMakesLargeMatricesCheaper() {
    Random random = new Random(1);
    int[][] matrix = new int[12][12];
    for (int[] row : matrix) {
      Arrays.setAll(row, i -> 1 + random.nextInt(255));
    }
    int alone = 0;
    for (int[] row : matrix) {
      alone += TileCompiler.compile(12, new int[][] {row}).operationCount();
    }
    assertThat(TileCompiler.compile(12, matrix).operationCount()).isLessThan(alone * 9 / 10);
  }

  @Test
  void aRowOfZerosIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TileCompiler.compile(2, new int[][] {{0, 0}}));
  }

  /** Runs on rows that are filled with one value each. */
  private static int[] run(int inputs, int[][] matrix, int[] values) {
    TileProgram program = TileCompiler.compile(inputs, matrix);
    long[][] tile = new long[program.rowCount()][TilePool.ALLOCATED_ROW_LONGS];
    for (int i = 0; i < inputs; i++) {
      Arrays.fill(tile[i], 0x0101010101010101L * values[i]);
    }
    program.run(tile, TileKernels.ROW_LONGS);
    int[] results = new int[matrix.length];
    for (int o = 0; o < results.length; o++) {
      long[] row = tile[program.outputRow(o)];
      results[o] = (int) (row[0] & 0xff);
      for (int i = 0; i < TileKernels.ROW_LONGS; i++) {
        assertThat(row[i]).isEqualTo(0x0101010101010101L * results[o]);
      }
    }
    return results;
  }
}
