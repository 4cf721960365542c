package io.scp2p.core.coding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class GaloisFieldTest {
  @Test
  void everyProductIsThatOfTheReference() {
    for (int a = 0; a < 256; a++) {
      for (int b = 0; b < 256; b++) {
        assertThat(GaloisField.multiply(a, b)).isEqualTo(TableReedSolomon.multiply(a, b));
      }
    }
  }

  @Test
  void divisionUndoesMultiplication() {
    for (int a = 0; a < 256; a++) {
      for (int b = 1; b < 256; b++) {
        assertThat(GaloisField.divide(GaloisField.multiply(a, b), b)).isEqualTo(a);
      }
    }
  }

  @Test
  void thereIsNoDivisionByZero() {
    assertThatThrownBy(() -> GaloisField.divide(1, 0)).isInstanceOf(ArithmeticException.class);
  }

  @Test
  void powersOfTwoReachEveryElementButZeroOnce() {
    boolean[] seen = new boolean[256];
    for (int exponent = 0; exponent < 255; exponent++) {
      int power = GaloisField.powerOfTwo(exponent);
      assertThat(seen[power]).isFalse();
      seen[power] = true;
    }
    assertThat(seen[0]).isFalse();
    assertThat(GaloisField.powerOfTwo(255)).isEqualTo(1);
  }

  @Test
  void anInverseTimesItsMatrixIsOne() {
    int[][] matrix = {{0, 1, 7}, {3, 0, 200}, {9, 77, 0}};
    int[][] inverse = GaloisField.invert(matrix);
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        int sum = 0;
        for (int l = 0; l < 3; l++) {
          sum ^= GaloisField.multiply(inverse[i][l], matrix[l][j]);
        }
        assertThat(sum).isEqualTo(i == j ? 1 : 0);
      }
    }
  }

  @Test
  void aSingularMatrixHasNoInverse() {
    int[][] matrix = {{1, 2}, {2, 4}};
    assertThatThrownBy(() -> GaloisField.invert(matrix)).isInstanceOf(ArithmeticException.class);
  }
}
