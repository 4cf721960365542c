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
}
