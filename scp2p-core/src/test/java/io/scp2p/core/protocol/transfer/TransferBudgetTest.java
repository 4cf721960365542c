package io.scp2p.core.protocol.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TransferBudgetTest {
  private static final int CHUNK = 256 << 10;

  private final TransferBudget budget = new TransferBudget(16L * CHUNK);

  private void take(int chunks) {
    for (int i = 0; i < chunks; i++) {
      budget.take(0, CHUNK);
    }
  }

  @Test
  void soMuchIsGivenOutAndNoMore() {
    take(15);
    assertThat(budget.fits(CHUNK)).isTrue();
    take(1);
    assertThat(budget.fits(CHUNK)).isFalse();
    budget.release(CHUNK);
    assertThat(budget.fits(CHUNK)).isTrue();
  }

  @Test
  void whileTheDiskIsBehindNothingMoreIsAskedFor() {
    take(5);
    budget.storing(4 * CHUNK);
    assertThat(budget.fits(CHUNK)).isTrue();
    budget.storing(CHUNK);
    assertThat(budget.fits(CHUNK)).isFalse();

    budget.stored(CHUNK);
    budget.release(CHUNK);
    assertThat(budget.fits(CHUNK)).isTrue();
  }

  @Test
  void oneChunkFitsWhateverTheLimit() {
    TransferBudget tiny = new TransferBudget(1);
    assertThat(tiny.fits(CHUNK)).isTrue();
    tiny.take(0, CHUNK);
    assertThat(tiny.fits(1)).isFalse();
  }

  @Test
  void aCapClosesUntilItsBytesHaveComeBack() {
    assertThat(budget.closedUntilNanos(0)).as("without a cap").isEmpty();
    budget.rateCap(0, 8L * CHUNK);
    assertThat(budget.closedUntilNanos(0)).isEmpty();
    budget.take(0, CHUNK); // An eighth of a second of it, which is all there is at first.
    assertThat(budget.closedUntilNanos(0)).isPresent();
    budget.take(0, CHUNK);
    long opens = budget.closedUntilNanos(0).getAsLong();
    assertThat(opens).isBetween(125_000_000L, 125_001_000L);
    assertThat(budget.closedUntilNanos(100_000_000L)).hasValue(opens);
    assertThat(budget.closedUntilNanos(opens)).isEmpty();
    budget.rateCap(0, 0);
    budget.take(0, CHUNK);
    assertThat(budget.closedUntilNanos(0)).isEmpty();
  }
}
