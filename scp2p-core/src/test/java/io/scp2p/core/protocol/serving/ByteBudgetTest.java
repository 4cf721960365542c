package io.scp2p.core.protocol.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ByteBudgetTest {
  private static final long START = Long.MAX_VALUE - 1_000;
  private static final long SECOND = 1_000_000_000L;
  private static final long MIB = 1L << 20;

  @Test
  void withoutACapEverythingMayGo() {
    ByteBudget budget = new ByteBudget(0, START);
    budget.spend(Long.MAX_VALUE, START);
    assertThat(budget.nanosUntil(Long.MAX_VALUE, START)).isZero();
  }

  @Test
  void theBurstIsATenthOfASecondOrATlsRecord() {
    assertThat(ByteBudget.burstBytes(10 * MIB)).isEqualTo(MIB);
    assertThat(ByteBudget.burstBytes(1_000)).isEqualTo(ByteBudget.MIN_BURST_BYTES);
  }

  @Test
  void anAmountAboveTheBurstGoesOnceItIsFullAndIsPaidOffAfterwards() {
    ByteBudget budget = new ByteBudget(10 * MIB, START);
    assertThat(budget.nanosUntil(3 * MIB, START)).isZero();
    budget.spend(3 * MIB, START);
    // Two tenths of a second of debt, and one to be full again.
    assertThat(budget.nanosUntil(3 * MIB, START)).isEqualTo(3 * SECOND / 10);
    assertThat(budget.nanosUntil(3 * MIB, START + 3 * SECOND / 10)).isZero();
  }

  @Test
  void aNewCapCountsFromNowOnAndDebtsRemain() {
    ByteBudget budget = new ByteBudget(10 * MIB, START);
    budget.spend(3 * MIB, START);
    budget.cap(20 * MIB, START);
    assertThat(budget.nanosUntil(0, START)).isEqualTo(SECOND / 10);
    budget.cap(2 * MIB, START);
    assertThat(budget.nanosUntil(0, START)).isEqualTo(SECOND);
  }

  @Test
  void turningTheCapUpAndDownGivesNothingAway() {
    ByteBudget budget = new ByteBudget(1_000, START);
    budget.spend(ByteBudget.MIN_BURST_BYTES, START);
    for (int i = 0; i < 100; i++) {
      budget.cap(100 * MIB, START);
      budget.cap(1_000, START);
    }
    assertThat(budget.nanosUntil(1_000, START)).isEqualTo(SECOND);
  }

  @Test
  void aCapCanBeLiftedAndComeBack() {
    ByteBudget budget = new ByteBudget(1_000, START);
    budget.spend(1_000_000, START);
    budget.cap(0, START);
    assertThat(budget.nanosUntil(1_000_000, START)).isZero();
    budget.cap(1_000, START);
    assertThat(budget.nanosUntil(1_000, START)).isZero();
  }

  @Test
  void capsBeyondEveryLineAreKeptAndNegativeOnesRefused() {
    ByteBudget budget = new ByteBudget(Long.MAX_VALUE, START);
    budget.spend(MIB, START);
    budget.cap(Long.MAX_VALUE, START);
    assertThat(budget.nanosUntil(MIB, START)).isZero();
    assertThatThrownBy(() -> new ByteBudget(-1, START))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
