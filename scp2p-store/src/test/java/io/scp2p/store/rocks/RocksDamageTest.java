package io.scp2p.store.rocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.StoreException;
import io.scp2p.api.spi.StoreException.Reason;
import io.scp2p.store.migration.Schema;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What is damaged says so, with the folder and what to do; it never looks like an empty store. */
class RocksDamageTest {
  private static final int BATCHES = 400;

  @TempDir Path folder;
  private Path healthy;

  @BeforeEach
  void fill() throws Exception {
    healthy = folder.resolve("healthy");
    try (StateStore store = Homes.open(healthy)) {
      for (int i = 0; i < BATCHES; i++) {
        Homes.write(store, i, Durability.PROCESS);
      }
    }
  }

  /** Something that happens to the files of a store. */
  private interface Damage {
    void to(Path home) throws IOException;
  }

  @TestFactory
  Stream<DynamicTest> isReportedAsSuch() {
    return Stream.of(
        damage("a table cut in half", home -> cut(largestTable(home), 0.5)),
        damage("a table without its last byte", home -> cutBytes(largestTable(home), 1)),
        damage("an empty table", home -> cut(largestTable(home), 0)),
        damage("a table with other bytes in its middle", home -> garble(largestTable(home), 0.4)),
        damage("a table with another end", home -> garble(largestTable(home), 0.999)),
        damage("a table gone", home -> Files.delete(largestTable(home))),
        damage("a manifest with other bytes", home -> garble(manifest(home), 0.5)),
        damage("an empty manifest", home -> cut(manifest(home), 0)),
        damage("no manifest", home -> Files.delete(manifest(home))),
        damage("no CURRENT", home -> Files.delete(current(home))),
        damage("no CURRENT and no log", RocksDamageTest::loseCurrentAndLogs),
        damage("an empty CURRENT", home -> cut(current(home), 0)),
        damage("a CURRENT of other bytes", home -> Files.write(current(home), new byte[20])),
        damage(
            "a CURRENT that names another manifest",
            home -> Files.writeString(current(home), "MANIFEST-999999\n")));
  }

  private DynamicTest damage(String name, Damage damage) {
    return DynamicTest.dynamicTest(
        name,
        () -> {
          Path home = Homes.image(healthy, folder.resolve(name.replace(' ', '-')));
          damage.to(home);
          StoreException failure =
              catchThrowableOfType(StoreException.class, () -> readEverything(home));
          assertThat(failure).as("reading everything fails").isNotNull();
          assertThat(failure.reason()).as(failure.getMessage()).isEqualTo(Reason.CORRUPT);
          assertThat(failure).hasMessageContaining(home.toString()).hasMessageContaining("backup");
        });
  }

  private static void readEverything(Path home) throws StoreException {
    try (StateStore store = Homes.open(home)) {
      Homes.wholeBatches(store);
    }
  }

  private static void loseCurrentAndLogs(Path home) throws IOException {
    Files.delete(current(home));
    for (Path log : Homes.files(home, ".log")) {
      Files.delete(log);
    }
  }

  private static Path current(Path home) {
    return home.resolve("CURRENT");
  }

  private static Path manifest(Path home) throws IOException {
    return Homes.manifests(home).get(0);
  }

  private static Path largestTable(Path home) throws IOException {
    Path largest = Homes.files(home, ".sst").get(0);
    for (Path table : Homes.files(home, ".sst")) {
      largest = Files.size(table) > Files.size(largest) ? table : largest;
    }
    return largest;
  }

  private static void cut(Path file, double share) throws IOException {
    cutBytes(file, Files.size(file) - (long) (Files.size(file) * share));
  }

  private static void cutBytes(Path file, long bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() - bytes);
    }
  }

  private static void garble(Path file, double where) throws IOException {
    byte[] other = new byte[64];
    new Random(5).nextBytes(other);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      long position = Math.min((long) (channel.size() * where), channel.size() - other.length);
      channel.write(ByteBuffer.wrap(other), position);
    }
  }

  @Test
  void aHealthyCopyIsHealthy() throws Exception {
    try (StateStore store = Homes.open(Homes.image(healthy, folder.resolve("copy")))) {
      assertThat(Homes.wholeBatches(store)).isEqualTo(BATCHES);
    }
  }

  @Test
  void aStoreThatWasNeverBegunIsBegunAgain() throws Exception {
    Path home = Files.createDirectories(folder.resolve("begun"));
    Files.write(home.resolve("MANIFEST-000001"), new byte[7]);
    try (StateStore store = Homes.open(home)) {
      assertThat(Homes.wholeBatches(store)).isZero();
      Homes.write(store, 0, Durability.POWER);
    }
    try (StateStore store = Homes.open(home)) {
      assertThat(Homes.wholeBatches(store)).isEqualTo(1);
    }
  }

  @Test
  void aNewerSchemaIsRefusedAndLeftAlone() throws Exception {
    try (StateStore store = Homes.open(healthy)) {
      store.put(Schema.TABLE, Homes.text("version"), Homes.key(99), Durability.POWER);
    }
    for (int i = 0; i < 2; i++) {
      StoreException failure =
          catchThrowableOfType(StoreException.class, () -> readEverything(healthy));
      assertThat(failure.reason()).isEqualTo(Reason.TOO_NEW);
      assertThat(failure).hasMessageContaining("99").hasMessageContaining(healthy.toString());
    }
  }

  @Test
  void aStoreThatLostItsSchemaIsDamaged() throws Exception {
    try (StateStore store = Homes.open(healthy)) {
      store.delete(Schema.TABLE, Homes.text("version"), Durability.POWER);
    }
    StoreException failure =
        catchThrowableOfType(StoreException.class, () -> readEverything(healthy));
    assertThat(failure.reason()).isEqualTo(Reason.CORRUPT);
  }
}
