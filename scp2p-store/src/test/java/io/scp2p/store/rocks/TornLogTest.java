package io.scp2p.store.rocks;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.StateStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * After the loss of power the end of the log may be short, zero or rubbish. What was acknowledged
 * with {@code POWER} lies before that, and the store opens with everything up to there.
 */
@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
class TornLogTest {
  private static final int BATCHES = 300;
  private static final int ROUNDS = 15;
  private static final int RUBBISH_ROUNDS = 40;

  /** RocksDB 11.8.1 alone never returns from this round of rubbish. */
  private static final int WORST_ROUND = 33;

  /** So many rounds lie between two that are tried. */
  private static final int EVERY = Boolean.getBoolean("heavy") ? 1 : 3;

  @TempDir Path folder;
  private Path image;

  /** The length of the log after each batch. */
  private final List<Long> ends = new ArrayList<>();

  @BeforeEach
  void leaveALogBehind() throws Exception {
    Path home = folder.resolve("home");
    Homes.open(home).close();
    try (StateStore store = Homes.open(home)) {
      // The tables are made first: each new one begins another log.
      store.put(Homes.LEFT, new byte[0], new byte[0], Durability.POWER);
      store.put(Homes.RIGHT, new byte[0], new byte[0], Durability.POWER);
      store.delete(Homes.LEFT, new byte[0], Durability.POWER);
      store.delete(Homes.RIGHT, new byte[0], Durability.POWER);
      ends.add(Files.size(log(home)));
      for (int i = 0; i < BATCHES; i++) {
        Homes.write(store, i, Durability.PROCESS);
        ends.add(Files.size(log(home)));
      }
      image = Homes.image(home, folder.resolve("image"));
    }
  }

  private static Path log(Path home) throws IOException {
    List<Path> logs = Homes.files(home, ".log");
    return logs.get(logs.size() - 1);
  }

  private int batchesBefore(long length) {
    int batches = 0;
    while (batches < BATCHES && ends.get(batches + 1) <= length) {
      batches++;
    }
    return batches;
  }

  /** Something that happens to the log from a position on. */
  private interface Loss {
    void of(FileChannel log, long position) throws IOException;
  }

  private void survives(int seed, int rounds, Loss loss) throws Exception {
    Random random = new Random(seed);
    long first = ends.get(0);
    long length = ends.get(BATCHES) - first;
    for (int round = 0; round < rounds; round++) {
      long position = first + (long) (random.nextDouble() * length);
      if (round % EVERY != 0 && round != WORST_ROUND) {
        continue;
      }
      Path home = Homes.image(image, folder.resolve("round" + round));
      try (FileChannel log =
          FileChannel.open(log(home), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        loss.of(log, position);
      }
      Path cut = Homes.image(home, folder.resolve("cut" + round));
      LogTail.cutAll(cut);
      assertThat(Files.size(log(cut))).isBetween(ends.get(batchesBefore(position)), position);
      try (StateStore store = Homes.open(home)) {
        int whole = Homes.wholeBatches(store);
        assertThat(whole).isBetween(batchesBefore(position), batchesBefore(position) + 1);
        Homes.write(store, whole, Durability.POWER);
      }
      try (StateStore store = Homes.open(home)) {
        assertThat(Homes.wholeBatches(store)).isGreaterThan(batchesBefore(position));
      }
    }
  }

  @Test
  void aLogThatIsCutOffOpensWithWhatIsWhole() throws Exception {
    survives(1, ROUNDS, FileChannel::truncate);
  }

  @Test
  void aLogThatEndsInZeroesOpensWithWhatIsWhole() throws Exception {
    survives(
        2,
        ROUNDS,
        (log, position) -> {
          ByteBuffer zeroes = ByteBuffer.allocate((int) (log.size() - position) + 4_096);
          log.write(zeroes, position);
        });
  }

  @Test
  void aLogThatEndsInRubbishOpensWithWhatIsWhole() throws Exception {
    survives(
        3,
        RUBBISH_ROUNDS,
        (log, position) -> {
          byte[] rubbish = new byte[(int) (log.size() - position)];
          new Random(position).nextBytes(rubbish);
          log.write(ByteBuffer.wrap(rubbish), position);
        });
  }

  @Test
  void aPageThatNeverReachedTheDiskHidesOnlyWhatCameAfterIt() throws Exception {
    survives(
        4,
        ROUNDS,
        (log, position) -> {
          int lost = (int) Math.min(4_096, log.size() - position);
          log.write(ByteBuffer.allocate(lost), position);
        });
  }
}
