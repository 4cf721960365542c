package io.scp2p.store.rocks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.StateBatch;
import io.scp2p.api.spi.StateCursor;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.StateTable;
import io.scp2p.api.spi.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Stores on disk with known content, and what a crash would leave of them. */
final class Homes {
  static final StateTable LEFT = new StateTable("left");
  static final StateTable RIGHT = new StateTable("right");
  private static final int VALUE_BYTES = 500;

  private Homes() {}

  static StateStore open(Path home) throws StoreException {
    return new RocksStateStoreProvider().open(home);
  }

  static byte[] key(int number) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
  }

  static byte[] value(int number) {
    byte[] value = new byte[VALUE_BYTES];
    new Random(number).nextBytes(value);
    return value;
  }

  /** The batch of a number: one entry in each of two tables. */
  static void write(StateStore store, int number, Durability durability) throws StoreException {
    store.apply(
        new StateBatch().put(LEFT, key(number), value(number)).put(RIGHT, key(number), key(number)),
        durability);
  }

  /** How many batches from the first on are there, whole; fails if there is anything else. */
  static int wholeBatches(StateStore store) throws StoreException {
    int whole = 0;
    try (StateCursor left = store.scan(LEFT, new byte[0]);
        StateCursor right = store.scan(RIGHT, new byte[0])) {
      while (left.next()) {
        assertThat(right.next()).as("the other half of batch %s", whole).isTrue();
        assertThat(left.key()).isEqualTo(key(whole)).isEqualTo(right.key());
        assertThat(left.value()).isEqualTo(value(whole));
        assertThat(right.value()).isEqualTo(key(whole));
        whole++;
      }
      assertThat(right.next()).as("half a batch after %s", whole).isFalse();
    }
    return whole;
  }

  /** Copies the files of a store, open or not: what is left when its process is killed now. */
  static Path image(Path home, Path to) throws IOException {
    Files.createDirectories(to);
    for (Path file : files(home, "")) {
      Files.copy(file, to.resolve(file.getFileName().toString()));
    }
    return to;
  }

  static List<Path> files(Path home, String ending) throws IOException {
    try (Stream<Path> files = Files.list(home)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }

  static List<Path> manifests(Path home) throws IOException {
    try (Stream<Path> files = Files.list(home)) {
      return files.filter(file -> file.getFileName().toString().startsWith("MANIFEST")).toList();
    }
  }

  static byte[] text(String text) {
    return text.getBytes(UTF_8);
  }
}
