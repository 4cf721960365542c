package io.scp2p.store.migration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.StateBatch;
import io.scp2p.api.spi.StateCursor;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.StateTable;
import io.scp2p.api.spi.StoreException;
import io.scp2p.api.spi.StoreException.Reason;
import io.scp2p.store.memory.MemoryStateStoreProvider;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SchemaTest {
  private static final StateTable OLD = new StateTable("old");
  private static final StateTable NEW = new StateTable("new");
  private static final byte[] NONE = {};
  private static final int ENTRIES = 25;

  private StateStore store = new MemoryStateStoreProvider().open(null);

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  /** Moves a table in batches of ten, and forgets the old one in the last. */
  private static final class MoveTable implements Migration {
    @Override
    public int version() {
      return 2;
    }

    @Override
    public void run(StateStore store, StateBatch last) throws StoreException {
      StateBatch batch = new StateBatch();
      try (StateCursor cursor = store.scan(OLD, NONE)) {
        while (cursor.next()) {
          batch.put(NEW, cursor.key(), bytes("moved " + new String(cursor.value(), UTF_8)));
          last.delete(OLD, cursor.key());
          if (batch.changes().size() == 10) {
            store.apply(batch, Durability.PROCESS);
            batch = new StateBatch();
          }
        }
      }
      store.apply(batch, Durability.PROCESS);
    }
  }

  /** Adds one to a counter: a step that must not happen twice. */
  private record Count(int version) implements Migration {
    @Override
    public void run(StateStore store, StateBatch last) throws StoreException {
      byte[] old = store.get(NEW, bytes("counter")).orElse(new byte[1]);
      last.put(NEW, bytes("counter"), new byte[] {(byte) (old[0] + 1)});
    }
  }

  private static final Schema FIRST = new Schema(List.of());
  private static final Schema THIRD = new Schema(List.of(new MoveTable(), new Count(3)));

  private void fill() throws StoreException {
    FIRST.bringUp(store, true, "home");
    for (int i = 0; i < ENTRIES; i++) {
      store.put(OLD, new byte[] {(byte) i}, bytes("value " + i), Durability.PROCESS);
    }
  }

  private Map<Integer, String> table(StateTable table) throws StoreException {
    Map<Integer, String> entries = new TreeMap<>();
    try (StateCursor cursor = store.scan(table, NONE)) {
      while (cursor.next()) {
        if (cursor.key().length == 1) {
          entries.put((int) cursor.key()[0], new String(cursor.value(), UTF_8));
        }
      }
    }
    return entries;
  }

  private static void assertFails(Reason reason, String saying, StateStore store, Schema schema) {
    assertThatThrownBy(() -> schema.bringUp(store, false, "home"))
        .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageContaining("home")
        .hasMessageContaining(saying);
  }

  @Test
  void aFreshStoreHasTheNewestVersionAndNoStepRuns() throws Exception {
    THIRD.bringUp(store, true, "home");
    assertThat(store.get(NEW, bytes("counter"))).isEmpty();
    THIRD.bringUp(store, false, "home");
    assertThat(store.get(NEW, bytes("counter"))).isEmpty();
    assertFails(Reason.TOO_NEW, "newer version", store, FIRST);
  }

  @Test
  void anOldStoreIsBroughtUpStepByStepAndOnlyOnce() throws Exception {
    fill();
    for (int i = 0; i < 3; i++) {
      THIRD.bringUp(store, false, "home");
    }
    assertMoved();
  }

  private void assertMoved() throws StoreException {
    assertThat(table(OLD)).isEmpty();
    assertThat(table(NEW)).hasSize(ENTRIES).containsEntry(7, "moved value 7");
    assertThat(store.get(NEW, bytes("counter"))).contains(new byte[] {1});
  }

  @Test
  void aStepThatWasCutOffAnywhereIsDoneAgain() throws Exception {
    for (int writes = 0; ; writes++) {
      StateStore fresh = new MemoryStateStoreProvider().open(null);
      SchemaTest world = new SchemaTest();
      world.store = fresh;
      world.fill();
      try {
        THIRD.bringUp(new CutOff(fresh, writes), false, "home");
        assertThat(writes).as("each write was the last once").isGreaterThan(4);
        return;
      } catch (StoreException e) {
        assertThat(e.reason()).isEqualTo(Reason.FAILED);
      }
      THIRD.bringUp(fresh, false, "home");
      world.assertMoved();
    }
  }

  @Test
  void aStoreWithoutItsVersionIsDamaged() throws Exception {
    store.put(OLD, NONE, NONE, Durability.PROCESS);
    assertFails(Reason.CORRUPT, "version record is missing", store, FIRST);
    for (byte[] record : List.of(NONE, new byte[4], new byte[] {-1, 0, 0, 0}, new byte[5])) {
      store.put(Schema.TABLE, bytes("version"), record, Durability.PROCESS);
      assertFails(Reason.CORRUPT, "version record is not one", store, FIRST);
    }
  }

  @Test
  void stepsWithoutAGapOrNotAtAll() {
    assertThatThrownBy(() -> new Schema(List.of(new Count(3))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(THIRD.version()).isEqualTo(3);
    assertThat(Schema.ofThisVersion().version()).isEqualTo(1);
  }

  /** A store that stops after some writes, as a process that ends does. */
  private static final class CutOff implements StateStore {
    private final StateStore store;
    private int writesLeft;

    CutOff(StateStore store, int writes) {
      this.store = store;
      this.writesLeft = writes;
    }

    @Override
    public Optional<byte[]> get(StateTable table, byte[] key) throws StoreException {
      return store.get(table, key);
    }

    @Override
    public void apply(StateBatch batch, Durability durability) throws StoreException {
      if (writesLeft-- <= 0) {
        throw new StoreException(Reason.FAILED, "cut off", null);
      }
      store.apply(batch, durability);
    }

    @Override
    public StateCursor scan(StateTable table, byte[] prefix) throws StoreException {
      return store.scan(table, prefix);
    }

    @Override
    public StateCursor scan(StateTable table, byte[] prefix, byte[] from) throws StoreException {
      return store.scan(table, prefix, from);
    }

    @Override
    public void close() throws StoreException {
      store.close();
    }
  }
}
