package io.scp2p.store.rocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.scp2p.api.spi.StoreException;
import io.scp2p.api.spi.StoreException.Reason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a store says that could not be closed as it should. */
class ClosingTest {
  private final StoreException database = new StoreException(Reason.FULL, "no room", null);
  private final StoreException lock = new StoreException(Reason.FAILED, "no unlocking", null);

  private void refuse() throws StoreException {
    throw lock;
  }

  @Test
  void theDatabaseSpeaksFirstAndTheLockBesideIt() {
    assertThat(catchThrowable(() -> RocksStateStore.unlock(this::refuse, database)))
        .isSameAs(database)
        .satisfies(failure -> assertThat(failure.getSuppressed()).containsExactly(lock));
  }

  @Test
  void theLockSpeaksWhereTheDatabaseHasNothingToSay() {
    assertThat(catchThrowable(() -> RocksStateStore.unlock(this::refuse, null))).isSameAs(lock);
  }

  @Test
  void theLockIsGivenUpInAnyCase() {
    List<String> done = new ArrayList<>();
    assertThatCode(() -> RocksStateStore.unlock(() -> done.add("well"), null))
        .doesNotThrowAnyException();
    assertThat(catchThrowable(() -> RocksStateStore.unlock(() -> done.add("ill"), database)))
        .isSameAs(database);
    assertThat(done).containsExactly("well", "ill");
  }
}
