package io.scp2p.core.engine.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.share.Subscription;
import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.StateBatch;
import io.scp2p.api.spi.StateCursor;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.StateStoreProvider;
import io.scp2p.api.spi.StateTable;
import io.scp2p.core.engine.keys.MemoryState;
import io.scp2p.core.engine.share.MadeShares;
import io.scp2p.core.protocol.catalog.CatalogOffer;
import io.scp2p.core.protocol.catalog.GetCatalog;
import io.scp2p.core.protocol.catalog.GetPages;
import io.scp2p.core.wire.message.FindValue;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From the publisher's rows to the follower's, and what that costs on the wire. */
class PagedSyncTest {
  /** The target for an update of a hundred items among a million. */
  private static final int MAX_BYTES = 64 << 10;

  private static final int MAX_ROUND_TRIPS = 3;

  @TempDir private Path dir;

  private static StateStore rocks(Path directory) throws Exception {
    return ServiceLoader.load(StateStoreProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(each -> each.supports(true))
        .findFirst()
        .orElseThrow()
        .open(directory);
  }

  /** A hundred of the first {@code count}: 60 changed, 20 gone; and 20 new ones behind them. */
  private static IntUnaryOperator changed(IntUnaryOperator before, int count, Set<Integer> chosen) {
    int[] gone = chosen.stream().limit(20).mapToInt(Integer::intValue).toArray();
    Set<Integer> removed = new TreeSet<>();
    for (int each : gone) {
      removed.add(each);
    }
    return number -> {
      int revision = before.applyAsInt(number);
      if (removed.contains(number)) {
        return -1;
      }
      return chosen.contains(number) ? revision + 1 : revision;
    };
  }

  private static Set<Integer> scattered(int count) {
    SplittableRandom random = new SplittableRandom(42);
    Set<Integer> chosen = new TreeSet<>();
    while (chosen.size() < 80) {
      chosen.add(random.nextInt(count));
    }
    return chosen;
  }

  private static Set<Integer> inOneFolder(int count) {
    Set<Integer> chosen = new TreeSet<>();
    int first = count / 2 / MadeShares.PER_FOLDER * MadeShares.PER_FOLDER;
    for (int i = 0; i < 80; i++) {
      chosen.add(first + 3 * i);
    }
    return chosen;
  }

  private static void updatesCostLittle(CatalogWorld world, int count) throws Exception {
    IntUnaryOperator first = number -> 0;
    long begin = System.nanoTime();
    world.publish(count, first);
    tell("published " + count, begin, world);
    begin = System.nanoTime();
    Subscription full = world.follow();
    tell("followed", begin, world);
    assertThat(full.newest().itemCount()).isEqualTo(count);
    assertThat(full.problem()).isNull();

    IntUnaryOperator second = changed(first, count, scattered(count));
    update(world, "100 scattered", count + 20, second);
    IntUnaryOperator third = changed(second, count, inOneFolder(count));
    update(world, "100 in one folder and beyond", count + 40, third);
  }

  private static void update(CatalogWorld world, String what, int count, IntUnaryOperator revision)
      throws Exception {
    long begin = System.nanoTime();
    world.publish(count, revision);
    tell("published " + what, begin, world);
    world.wire.reset();
    long upserted = world.follower.index.upserted;
    begin = System.nanoTime();
    Subscription after = world.sync();
    tell("followed " + what, begin, world);
    assertThat(after.problem()).isNull();
    assertThat(after.newest().sequence()).isEqualTo(world.published.seq());
    assertThat(after.newest().itemCount()).isEqualTo(world.published.itemCount());
    assertThat(world.wire.asked).hasSizeLessThanOrEqualTo(MAX_ROUND_TRIPS);
    assertThat(world.wire.asked.stream().map(Object::getClass).toList())
        .containsExactly(FindValue.class, GetCatalog.class);
    assertThat(world.wire.bytes).isLessThanOrEqualTo(MAX_BYTES);
    assertThat(world.follower.index.upserted - upserted).isEqualTo(80);
  }

  private static void tell(String what, long begin, CatalogWorld world) {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    System.out.printf(
        "%s: %d ms, %d requests, %d bytes, heap %d MiB%n",
        what,
        (System.nanoTime() - begin) / 1_000_000,
        world.wire.asked.size(),
        world.wire.bytes,
        (runtime.totalMemory() - runtime.freeMemory()) >> 20);
  }

  @Test
  void aHundredChangesOfTwentyThousandCostTwoSmallAnswers() throws Exception {
    try (CatalogWorld world = new CatalogWorld(new MemoryState(), new MemoryState())) {
      updatesCostLittle(world, 20_000);
      assertThat(world.bothHaveTheSame()).isTrue();
    }
  }

  @Test
  @Tag("heavy")
  void aHundredChangesOfAMillionCostTwoSmallAnswers() throws Exception {
    try (StateStore own = rocks(dir.resolve("own"));
        StateStore others = rocks(dir.resolve("others"));
        CatalogWorld world = new CatalogWorld(own, others)) {
      updatesCostLittle(world, 1_000_000);
    }
  }

  /** What may have become of a row. */
  enum Damage {
    GONE,
    TURNED_OVER
  }

  @ParameterizedTest
  @CsvSource({
    "catalog-pages, GONE",
    "catalog-pages, TURNED_OVER",
    "catalog-roots, GONE",
    "catalog-roots, TURNED_OVER"
  })
  void aPublisherMakesPagesAnewThatAreDamaged(String table, Damage damage) throws Exception {
    try (CatalogWorld world = new CatalogWorld(new MemoryState(), new MemoryState())) {
      world.publish(5_000, number -> 0);
      StateTable rows = new StateTable(table);
      StateBatch harm = new StateBatch();
      try (StateCursor all = world.publisher.state.scan(rows, new byte[0])) {
        while (all.next()) {
          byte[] value = all.value();
          value[value.length / 2] ^= 1;
          if (damage == Damage.GONE) {
            harm.delete(rows, all.key());
          } else {
            harm.put(rows, all.key(), value);
          }
        }
      }
      world.publisher.state.apply(harm, Durability.POWER);
      world.publish(5_000, number -> number == 4_711 ? 1 : 0);
      world.follow();
      assertThat(world.events).containsExactly("updated 2");
      assertThat(world.follower.pages.root(world.share)).isPresent();
      assertThat(world.bothHaveTheSame()).isTrue();
    }
  }

  @Test
  void whoMissedVersionsIsToldWhatBecameOfThem() throws Exception {
    try (CatalogWorld world = new CatalogWorld(new MemoryState(), new MemoryState())) {
      world.publish(5_000, number -> 0);
      world.follow();
      for (int i = 1; i <= 5; i++) {
        int round = i;
        world.publish(5_000, number -> number % 1_000 == 7 ? round % 3 - 1 : 0);
      }
      world.wire.reset();
      world.sync();
      assertThat(world.wire.asked).hasSize(2);
      assertThat(world.bothHaveTheSame()).isTrue();
    }
  }

  @Test
  void withoutHistoryOnlyPagesThatDifferAreFetched() throws Exception {
    try (CatalogWorld world = new CatalogWorld(new MemoryState(), new MemoryState())) {
      world.publish(20_000, number -> 0);
      world.follow();
      long all = world.wire.bytes;
      world.wire.tamper =
          (request, response) ->
              response instanceof CatalogOffer offer
                  ? new CatalogOffer(
                      offer.head(), offer.root(), offer.signature(), offer.manifest(), null)
                  : response;
      world.publish(20_000, number -> number == 4_711 ? 1 : 0);
      world.wire.reset();
      world.sync();
      assertThat(world.wire.asked.stream().filter(GetPages.class::isInstance).count())
          .isBetween(2L, 5L);
      assertThat(world.wire.bytes).isLessThan(all / 100);
      assertThat(world.bothHaveTheSame()).isTrue();
    }
  }
}
