package io.scp2p.core.protocol.reach;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.core.wire.record.IpAddress;
import org.junit.jupiter.api.Test;

class GuessBudgetTest {
  private static final IpAddress ONE = SimRouter.ip(203, 0, 113, 11);
  private static final IpAddress OTHER = SimRouter.ip(203, 0, 113, 12);

  /** The clock of the system may start anywhere. */
  private static final long START = Long.MAX_VALUE - 5;

  private final GuessBudget budget = new GuessBudget();

  @Test
  void thereIsOneSearchAtATimeAndARestAfterIt() {
    assertThat(budget.tryBegin(START, ONE)).isTrue();
    assertThat(budget.tryBegin(START, OTHER)).isFalse();
    long end = START + GuessRules.LIMIT_NANOS;
    budget.ended(end, ONE, false);

    assertThat(budget.tryBegin(end + GuessRules.REST_NANOS - 1, OTHER)).isFalse();
    assertThat(budget.tryBegin(end + GuessRules.REST_NANOS, OTHER)).isTrue();
  }

  /** Whoever names the address of somebody else gets little sent there. */
  @Test
  void anAddressWhereNobodyWasMetRestsLonger() {
    assertThat(budget.tryBegin(START, ONE)).isTrue();
    long end = START + GuessRules.LIMIT_NANOS;
    budget.ended(end, ONE, false);
    assertThat(budget.tryBegin(end + GuessRules.REST_NANOS, ONE)).isFalse();
    assertThat(budget.tryBegin(end + GuessRules.ADDRESS_REST_NANOS - 1, ONE)).isFalse();
    assertThat(budget.tryBegin(end + GuessRules.ADDRESS_REST_NANOS, ONE)).isTrue();
  }

  @Test
  void whoeverWasMetIsLookedForAgainAfterTheShortRest() {
    assertThat(budget.tryBegin(START, ONE)).isTrue();
    budget.ended(START + 1, ONE, true);

    assertThat(budget.tryBegin(START + 1 + GuessRules.REST_NANOS, ONE)).isTrue();
  }

  @Test
  void ordinaryChecksHaveTheirTimeFirst() {
    assertThat(GuessBudget.isTime(START, START + GuessRules.PATIENCE_NANOS - 1)).isFalse();
    assertThat(GuessBudget.isTime(START, START + GuessRules.PATIENCE_NANOS)).isTrue();
  }
}
