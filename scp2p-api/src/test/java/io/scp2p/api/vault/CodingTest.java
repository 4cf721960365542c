package io.scp2p.api.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CodingTest {
  @Test
  void theLargestCodingIsAllowedAndPrintedAsPeopleSayIt() {
    Coding largest = new Coding(Coding.MAX_DATA_SHARDS, Coding.MAX_PARITY_SHARDS);
    assertThat(largest.totalShards()).isEqualTo(96);
    assertThat(Coding.DEFAULT).hasToString("4+2");
  }

  @ParameterizedTest
  @CsvSource({"0, 2", "65, 2", "4, -1", "4, 33"})
  void whatTheCodecCannotDoIsRefused(int data, int parity) {
    assertThatThrownBy(() -> new Coding(data, parity)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 12.1, Double.NaN})
  void aTargetThatCannotBeEstimatedIsRefused(double nines) {
    assertThatThrownBy(() -> VaultPutPlan.file(Path.of("a")).targetNines(nines).build())
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aFileKeepsItsNameUnlessToldOtherwise() {
    assertThat(VaultPutPlan.file(Path.of("dir", "a.txt")).build().name()).isEqualTo("a.txt");
    assertThat(VaultPutPlan.file(Path.of("a")).name("b").allowDegraded().build().name())
        .isEqualTo("b");
  }
}
