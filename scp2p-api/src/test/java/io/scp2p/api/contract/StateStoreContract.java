package io.scp2p.api.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.StateBatch;
import io.scp2p.api.spi.StateCursor;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.StateTable;
import io.scp2p.api.spi.StoreException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link StateStore} has to do. An implementation extends this class in its own tests
 * and says how its stores are opened; all tests then run against it.
 */
public abstract class StateStoreContract {
  /** A table of the tests. */
  protected static final StateTable TABLE = new StateTable("contract");

  private static final StateTable OTHER = new StateTable("contract-2");
  private static final byte[] NONE = {};

  /** The store under test. */
  protected StateStore store;

  /** Opens an empty store. */
  protected abstract StateStore open() throws Exception;

  /**
   * Opens again what {@code closed} had stored. A store that keeps nothing beyond its life opens
   * whatever its documentation promises.
   */
  protected abstract StateStore reopen(StateStore closed) throws Exception;

  /** Whether a store that is opened again still has what was stored before. */
  protected boolean keepsBeyondClose() {
    return true;
  }

  @BeforeEach
  final void openStore() throws Exception {
    store = open();
  }

  @AfterEach
  final void closeStore() throws Exception {
    store.close();
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  private static byte[] text(String text) {
    return text.getBytes(UTF_8);
  }

  private void put(String keyHex, String value) throws StoreException {
    store.put(TABLE, bytes(keyHex), text(value), Durability.PROCESS);
  }

  private static List<String> keys(StateCursor cursor) throws StoreException {
    List<String> keys = new ArrayList<>();
    try (cursor) {
      while (cursor.next()) {
        keys.add(HexFormat.of().formatHex(cursor.key()));
      }
      assertThat(cursor.next()).as("a finished cursor stays finished").isFalse();
    }
    return keys;
  }

  @Test
  void whatWasNeverWrittenIsNotThere() throws Exception {
    assertThat(store.get(TABLE, bytes("00"))).isEmpty();
    assertThat(keys(store.scan(TABLE, NONE))).isEmpty();
  }

  @Test
  void whatWasWrittenLastIsRead() throws Exception {
    put("01", "one");
    put("01", "two");
    assertThat(store.get(TABLE, bytes("01"))).contains(text("two"));
  }

  @Test
  void whatWasDeletedIsNotThereAndDeletingTwiceIsHarmless() throws Exception {
    put("01", "one");
    store.delete(TABLE, bytes("01"), Durability.PROCESS);
    store.delete(TABLE, bytes("01"), Durability.POWER);
    assertThat(store.get(TABLE, bytes("01"))).isEmpty();
    assertThat(keys(store.scan(TABLE, NONE))).isEmpty();
  }

  @Test
  void anEmptyValueIsAValue() throws Exception {
    put("01", "");
    assertThat(store.get(TABLE, bytes("01"))).contains(NONE);
  }

  @Test
  void theLongestKeyAndALongValueAreKept() throws Exception {
    byte[] key = new byte[StateStore.MAX_KEY_BYTES];
    Arrays.fill(key, (byte) 0xff);
    byte[] value = new byte[1 << 20];
    new Random(1).nextBytes(value);
    store.put(TABLE, key, value, Durability.PROCESS);
    assertThat(store.get(TABLE, key)).contains(value);
  }

  @Test
  void tablesAreApart() throws Exception {
    put("01", "one");
    assertThat(store.get(OTHER, bytes("01"))).isEmpty();
    assertThat(keys(store.scan(OTHER, NONE))).isEmpty();
    store.delete(OTHER, bytes("01"), Durability.PROCESS);
    assertThat(store.get(TABLE, bytes("01"))).contains(text("one"));
  }

  @Test
  void keysComeInUnsignedByteOrder() throws Exception {
    for (String key : List.of("ff", "80", "00ff", "7f", "00", "0000", "ff00", "8000", "01")) {
      put(key, key);
    }
    assertThat(keys(store.scan(TABLE, NONE)))
        .containsExactly("00", "0000", "00ff", "01", "7f", "80", "8000", "ff", "ff00");
  }

  @Test
  void aScanSeesItsPrefixAndNothingElse() throws Exception {
    for (String key : List.of("00", "01", "0100", "01ff", "01ffff", "02", "ff", "ffff", "fffe")) {
      put(key, key);
    }
    assertThat(keys(store.scan(TABLE, bytes("01"))))
        .containsExactly("01", "0100", "01ff", "01ffff");
    assertThat(keys(store.scan(TABLE, bytes("01ff")))).containsExactly("01ff", "01ffff");
    assertThat(keys(store.scan(TABLE, bytes("ff")))).containsExactly("ff", "fffe", "ffff");
    assertThat(keys(store.scan(TABLE, bytes("ffff")))).containsExactly("ffff");
    assertThat(keys(store.scan(TABLE, bytes("03")))).isEmpty();
  }

  @Test
  void aScanCanBeginInTheMiddle() throws Exception {
    for (String key : List.of("0100", "0110", "0120", "02")) {
      put(key, key);
    }
    assertThat(keys(store.scan(TABLE, bytes("01"), bytes("0110")))).containsExactly("0110", "0120");
    assertThat(keys(store.scan(TABLE, bytes("01"), bytes("0111")))).containsExactly("0120");
    assertThat(keys(store.scan(TABLE, bytes("01"), bytes("00")))).hasSize(3);
    assertThat(keys(store.scan(TABLE, bytes("01"), bytes("02")))).isEmpty();
  }

  @Test
  void aScanShowsTheMomentItBegan() throws Exception {
    put("01", "one");
    put("02", "two");
    try (StateCursor cursor = store.scan(TABLE, NONE)) {
      put("01", "changed");
      put("03", "three");
      store.delete(TABLE, bytes("02"), Durability.PROCESS);
      assertThat(cursor.next()).isTrue();
      assertThat(cursor.value()).isEqualTo(text("one"));
      assertThat(cursor.next()).isTrue();
      assertThat(cursor.key()).isEqualTo(bytes("02"));
      assertThat(cursor.next()).isFalse();
    }
  }

  @Test
  void noArrayIsShared() throws Exception {
    byte[] key = bytes("01");
    byte[] value = text("one");
    store.put(TABLE, key, value, Durability.PROCESS);
    key[0] = 9;
    value[0] = 9;
    store.get(TABLE, bytes("01")).orElseThrow()[0] = 9;
    try (StateCursor cursor = store.scan(TABLE, NONE)) {
      assertThat(cursor.next()).isTrue();
      cursor.key()[0] = 9;
      cursor.value()[0] = 9;
    }
    assertThat(store.get(TABLE, bytes("01"))).contains(text("one"));
    assertThat(keys(store.scan(TABLE, NONE))).containsExactly("01");
  }

  @Test
  void aBatchIsAppliedInItsOrderAcrossTables() throws Exception {
    put("01", "old");
    StateBatch batch =
        new StateBatch()
            .put(TABLE, bytes("01"), text("new"))
            .put(OTHER, bytes("01"), text("other"))
            .put(TABLE, bytes("02"), text("gone"))
            .delete(TABLE, bytes("02"))
            .delete(TABLE, bytes("03"))
            .put(TABLE, bytes("03"), text("stays"));
    store.apply(batch, Durability.POWER);
    store.apply(new StateBatch(), Durability.POWER);
    assertThat(store.get(TABLE, bytes("01"))).contains(text("new"));
    assertThat(store.get(OTHER, bytes("01"))).contains(text("other"));
    assertThat(store.get(TABLE, bytes("02"))).isEmpty();
    assertThat(store.get(TABLE, bytes("03"))).contains(text("stays"));
  }

  @Test
  void nobodySeesHalfABatch() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService threads = Executors.newSingleThreadExecutor();
    try {
      CompletableFuture<Integer> torn =
          CompletableFuture.supplyAsync(() -> countTornScans(done), threads);
      for (int round = 0; round < 2_000; round++) {
        byte[] value = text("round " + round);
        store.apply(
            new StateBatch().put(TABLE, bytes("01"), value).put(TABLE, bytes("02"), value),
            Durability.PROCESS);
      }
      done.set(true);
      assertThat(torn.get()).isZero();
    } finally {
      done.set(true);
      threads.shutdown();
    }
  }

  private int countTornScans(AtomicBoolean done) {
    int torn = 0;
    while (!done.get()) {
      try (StateCursor cursor = store.scan(TABLE, NONE)) {
        byte[] first = cursor.next() ? cursor.value() : NONE;
        byte[] second = cursor.next() ? cursor.value() : NONE;
        torn += Arrays.equals(first, second) ? 0 : 1;
      } catch (StoreException e) {
        throw new AssertionError(e);
      }
    }
    return torn;
  }

  @Test
  void randomHistoriesMatchASortedMap() throws Exception {
    TreeMap<byte[], byte[]> model = new TreeMap<>(Arrays::compareUnsigned);
    Random random = new Random(20_260_101);
    for (int step = 0; step < 2_000; step++) {
      byte[] key = new byte[1 + random.nextInt(2)];
      random.nextBytes(key);
      key[0] &= 0x0f;
      if (random.nextInt(3) == 0) {
        store.delete(TABLE, key, Durability.PROCESS);
        model.remove(key);
      } else {
        byte[] value = text("step " + step);
        store.put(TABLE, key, value, Durability.PROCESS);
        model.put(key, value);
      }
    }
    assertSame(model);
    store.close();
    store = reopen(store);
    assertSame(keepsBeyondClose() ? model : new TreeMap<>());
  }

  private void assertSame(TreeMap<byte[], byte[]> model) throws StoreException {
    List<String> expected = model.keySet().stream().map(HexFormat.of()::formatHex).toList();
    assertThat(keys(store.scan(TABLE, NONE))).isEqualTo(expected);
    for (byte[] key : model.keySet()) {
      assertThat(store.get(TABLE, key)).contains(model.get(key));
    }
  }

  @Test
  void whatWasAppliedIsThereAfterReopening() throws Exception {
    put("01", "one");
    store.put(OTHER, bytes("02"), text("two"), Durability.POWER);
    store.close();
    store = reopen(store);
    if (keepsBeyondClose()) {
      assertThat(store.get(TABLE, bytes("01"))).contains(text("one"));
      assertThat(store.get(OTHER, bytes("02"))).contains(text("two"));
    } else {
      assertThat(store.get(TABLE, bytes("01"))).isEmpty();
      assertThat(store.get(OTHER, bytes("02"))).isEmpty();
    }
  }

  @Test
  void theLargestValueIsKeptAndALargerOneIsRefused() throws Exception {
    byte[] value = new byte[StateStore.MAX_VALUE_BYTES];
    new Random(2).nextBytes(value);
    store.put(TABLE, bytes("01"), value, Durability.POWER);
    assertThat(store.get(TABLE, bytes("01")).orElseThrow()).isEqualTo(value);
    try (StateCursor cursor = store.scan(TABLE, NONE)) {
      assertThat(cursor.next()).isTrue();
      assertThat(cursor.value()).isEqualTo(value);
    }
    assertThatThrownBy(
            () -> store.put(TABLE, bytes("01"), new byte[value.length + 1], Durability.PROCESS))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                store.put(TABLE, new byte[StateStore.MAX_KEY_BYTES + 1], NONE, Durability.PROCESS))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theEmptyKeyIsAKey() throws Exception {
    store.put(TABLE, NONE, text("none"), Durability.PROCESS);
    put("00", "zero");
    assertThat(store.get(TABLE, NONE)).contains(text("none"));
    assertThat(keys(store.scan(TABLE, NONE))).containsExactly("", "00");
    store.delete(TABLE, NONE, Durability.PROCESS);
    assertThat(keys(store.scan(TABLE, NONE))).containsExactly("00");
  }

  @Test
  void manyTablesAreApartAlsoAfterReopening() throws Exception {
    StateBatch batch = new StateBatch();
    for (StateTable table : manyTables()) {
      batch.put(table, bytes("01"), text(table.name()));
    }
    store.apply(batch, Durability.POWER);
    if (keepsBeyondClose()) {
      store.close();
      store = reopen(store);
    }
    for (StateTable table : manyTables()) {
      assertThat(store.get(table, bytes("01"))).contains(text(table.name()));
      assertThat(keys(store.scan(table, NONE))).containsExactly("01");
    }
  }

  private static List<StateTable> manyTables() {
    List<StateTable> tables = new ArrayList<>();
    for (String name : List.of("default", "0", "-", "a-b", "x".repeat(64))) {
      tables.add(new StateTable(name));
    }
    for (int i = 0; i < 32; i++) {
      tables.add(new StateTable("many-" + i));
    }
    return tables;
  }

  @Test
  void readingDoesNotMakeATableAndItsCursorSeesNothingThatComesLater() throws Exception {
    try (StateCursor cursor = store.scan(OTHER, NONE)) {
      store.put(OTHER, bytes("01"), text("later"), Durability.PROCESS);
      assertThat(cursor.next()).isFalse();
    }
    assertThat(keys(store.scan(OTHER, NONE))).containsExactly("01");
  }

  @Test
  void whoWalksMayWriteAndStillSeesEachOldEntryOnce() throws Exception {
    StateBatch batch = new StateBatch();
    for (int i = 0; i < 1_000; i++) {
      batch.put(TABLE, key(i), text("old"));
    }
    store.apply(batch, Durability.PROCESS);
    int seen = 0;
    try (StateCursor cursor = store.scan(TABLE, NONE)) {
      while (cursor.next()) {
        assertThat(cursor.key()).isEqualTo(key(seen));
        assertThat(cursor.value()).isEqualTo(text("old"));
        store.apply(
            new StateBatch()
                .delete(TABLE, key(999 - seen))
                .put(TABLE, key(1_000 + seen), text("new")),
            Durability.PROCESS);
        seen++;
      }
    }
    assertThat(seen).isEqualTo(1_000);
    assertThat(keys(store.scan(TABLE, NONE))).hasSize(1_000);
    assertThat(store.get(TABLE, key(0))).isEmpty();
    assertThat(store.get(TABLE, key(1_999))).contains(text("new"));
  }

  private static byte[] key(int number) {
    return new byte[] {(byte) (number >> 8), (byte) number};
  }

  @Test
  void aTableCanBeEmptiedAndFilledAgain() throws Exception {
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 300; i++) {
        store.put(TABLE, key(i), text("round " + round), Durability.PROCESS);
      }
      assertThat(keys(store.scan(TABLE, NONE))).hasSize(300);
      for (int i = 0; i < 300; i++) {
        store.delete(TABLE, key((i * 7) % 300), Durability.PROCESS);
      }
      assertThat(keys(store.scan(TABLE, NONE))).isEmpty();
    }
  }

  @Test
  void aCursorWithoutAnEntryHasNoKey() throws Exception {
    put("01", "one");
    StateCursor cursor = store.scan(TABLE, NONE);
    assertThatThrownBy(cursor::key).isInstanceOf(IllegalStateException.class);
    assertThat(cursor.next()).isTrue();
    cursor.close();
    cursor.close();
    assertThatThrownBy(cursor::value).isInstanceOf(IllegalStateException.class);
    assertThat(cursor.next()).as("a closed cursor is at its end").isFalse();
  }

  @Test
  void writersOfDifferentKeysDoNotDisturbEachOther() throws Exception {
    int writers = 4;
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    try {
      List<CompletableFuture<Void>> all = new ArrayList<>();
      for (int writer = 0; writer < writers; writer++) {
        byte mine = (byte) writer;
        all.add(CompletableFuture.runAsync(() -> writeOwnKeys(mine), threads));
      }
      for (CompletableFuture<Void> each : all) {
        each.get();
      }
    } finally {
      threads.shutdown();
    }
    for (byte writer = 0; writer < writers; writer++) {
      assertThat(keys(store.scan(TABLE, new byte[] {writer}))).hasSize(200);
      assertThat(keys(store.scan(new StateTable("own-" + writer), NONE))).hasSize(200);
    }
  }

  private void writeOwnKeys(byte writer) {
    try {
      for (int i = 0; i < 200; i++) {
        byte[] key = {writer, (byte) i};
        store.apply(
            new StateBatch()
                .put(TABLE, key, text("v" + i))
                .put(new StateTable("own-" + writer), key, text("v" + i)),
            Durability.PROCESS);
        assertThat(store.get(TABLE, key)).contains(text("v" + i));
      }
    } catch (StoreException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void closingEndsCursorsAndWhateverOthersAreDoing() throws Exception {
    for (int i = 0; i < 500; i++) {
      store.put(TABLE, key(i), text("v"), Durability.PROCESS);
    }
    StateCursor open = store.scan(TABLE, NONE);
    assertThat(open.next()).isTrue();
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      CountDownLatch started = new CountDownLatch(3);
      List<CompletableFuture<StoreException.Reason>> ends = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        int kind = i;
        ends.add(CompletableFuture.supplyAsync(() -> useUntilRefused(kind, started), threads));
      }
      started.await();
      store.close();
      for (CompletableFuture<StoreException.Reason> end : ends) {
        assertThat(end.get()).isEqualTo(StoreException.Reason.CLOSED);
      }
    } finally {
      threads.shutdown();
    }
    assertClosed(open::next);
    open.close();
    assertClosed(() -> store.apply(new StateBatch(), Durability.POWER));
  }

  private StoreException.Reason useUntilRefused(int kind, CountDownLatch started) {
    try {
      for (int i = 0; ; i++) {
        if (kind == 0) {
          put("ff", "v" + i);
        } else if (kind == 1) {
          store.get(TABLE, key(1));
        } else {
          keys(store.scan(TABLE, NONE));
        }
        if (i == 0) {
          started.countDown();
        }
      }
    } catch (StoreException e) {
      return e.reason();
    }
  }

  @Test
  void closingTwiceIsHarmlessAndAClosedStoreSaysSo() throws Exception {
    store.close();
    store.close();
    assertClosed(() -> store.get(TABLE, bytes("01")));
    assertClosed(() -> put("01", "one"));
    assertClosed(() -> store.scan(TABLE, NONE));
  }

  private static void assertClosed(ThrowingCallable call) {
    assertThatThrownBy(call)
        .asInstanceOf(type(StoreException.class))
        .extracting(StoreException::reason)
        .isEqualTo(StoreException.Reason.CLOSED);
  }
}
