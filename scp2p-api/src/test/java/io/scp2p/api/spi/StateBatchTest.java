package io.scp2p.api.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateBatchTest {
  private static final StateTable TABLE = new StateTable("t");

  @Test
  void changesAreKeptInOrderAndAsCopies() {
    byte[] key = {1};
    StateBatch batch = new StateBatch().put(TABLE, key, new byte[] {2}).delete(TABLE, key);
    key[0] = 9;
    assertThat(batch.changes()).extracting(StateBatch.Change::key).allMatch(k -> k[0] == 1);
    assertThat(batch.changes())
        .extracting(StateBatch.Change::value)
        .extracting(Optional::isPresent)
        .containsExactly(true, false);
    assertThat(batch.changes()).isUnmodifiable();
  }

  @Test
  void keysAndValuesBeyondTheirBoundAreRefused() {
    byte[] key = new byte[StateStore.MAX_KEY_BYTES + 1];
    StateBatch batch = new StateBatch();
    assertThatThrownBy(() -> batch.put(TABLE, key, key)).hasMessageContaining("key of 1025");
    assertThatThrownBy(() -> batch.delete(TABLE, key)).hasMessageContaining("key of 1025");
    byte[] value = new byte[StateStore.MAX_VALUE_BYTES + 1];
    assertThatThrownBy(() -> batch.put(TABLE, new byte[1], value))
        .hasMessageContaining("value of 16777217");
    assertThat(batch.changes()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Upper", "under_score", "../up", "a b"})
  void aTableNameThatSomeStoreCouldNotHaveIsRefused(String name) {
    assertThatThrownBy(() -> new StateTable(name)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new StateTable("a".repeat(65)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
