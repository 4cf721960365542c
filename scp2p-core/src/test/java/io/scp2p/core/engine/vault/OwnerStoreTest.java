package io.scp2p.core.engine.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.FileId;
import io.scp2p.api.spi.Durability;
import io.scp2p.core.engine.keys.MemoryState;
import io.scp2p.core.vault.Keys;
import io.scp2p.core.wire.Bytes;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an owner remembers of a put under way. */
class OwnerStoreTest {
  private static final FileId FILE = Keys.file(1);

  private final MemoryState state = new MemoryState();
  private final OwnerStore store = new OwnerStore(state);

  private static Bytes[] values(int seed) {
    return new Bytes[] {Bytes.wrap(Keys.bytes(seed, 32)), Bytes.wrap(Keys.bytes(seed + 1, 32))};
  }

  @Test
  void aRunIsFoundUnderItsNumberInWhateverOrderRunsWereNoted() throws Exception {
    assertThat(store.note(FILE, 1, values(10))).isTrue();
    assertThat(store.note(Keys.file(2), 0, values(70))).isTrue();
    assertThat(store.notes(FILE, 2)).containsOnlyKeys(1);
    assertThat(store.note(FILE, 300, values(30))).isTrue();
    assertThat(store.note(FILE, 0, values(50))).isTrue();
    assertThat(store.notes(FILE, 2))
        .containsExactly(
            Map.entry(0, Map.of(0, values(50)[0], 1, values(50)[1])),
            Map.entry(1, Map.of(0, values(10)[0], 1, values(10)[1])),
            Map.entry(300, Map.of(0, values(30)[0], 1, values(30)[1])));
  }

  @Test
  void aNoteSurvivesTheLossOfPowerAndIsNeverReplaced() throws Exception {
    assertThat(store.note(FILE, 0, values(10))).isTrue();
    assertThat(state.lastDurability()).isEqualTo(Durability.POWER);
    assertThat(store.note(FILE, 0, values(10))).isTrue();
    assertThat(store.note(FILE, 0, values(20))).as("the file has changed").isFalse();
    assertThat(store.notes(FILE, 2).get(0)).containsEntry(0, values(10)[0]);
  }
}
