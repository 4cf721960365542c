package io.scp2p.store.rocks;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.StateStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that writes is killed again and again. Nothing it acknowledged may be lost. */
class KillNineIT {
  private static final int KILLS = Boolean.getBoolean("heavy") ? 25 : 5;
  private static final int MAX_LIFE_MILLIS = 400;
  private static final Duration MAX_OPENING = Duration.ofSeconds(5);

  @TempDir Path folder;

  @Test
  void whatWasAcknowledgedIsThereWholeAfterEveryKill() throws Exception {
    Path home = folder.resolve("home");
    Random random = new Random(20_260_101);
    int before = 0;
    long[] openingNanos = new long[KILLS];
    for (int kill = 0; kill < KILLS; kill++) {
      int acknowledged = writeUntilKilled(home, random.nextInt(MAX_LIFE_MILLIS), before);
      long start = System.nanoTime();
      try (StateStore store = Homes.open(home)) {
        openingNanos[kill] = System.nanoTime() - start;
        int whole = Homes.wholeBatches(store);
        assertThat(whole).as("kill %s", kill).isGreaterThanOrEqualTo(acknowledged);
        before = whole;
      }
    }
    assertThat(before).as("batches that survived").isGreaterThan(KILLS);
    Arrays.sort(openingNanos);
    // The median: a disk that others use may keep any single opening waiting.
    assertThat(openingNanos[KILLS / 2]).isLessThan(MAX_OPENING.toNanos());
    System.out.printf(
        "%d kills, %d batches, openings %d ms (median), %d ms (slowest)%n",
        KILLS,
        before,
        TimeUnit.NANOSECONDS.toMillis(openingNanos[KILLS / 2]),
        TimeUnit.NANOSECONDS.toMillis(openingNanos[KILLS - 1]));
  }

  /** Answers with the number of batches that were acknowledged before the process was killed. */
  private static int writeUntilKilled(Path home, int lifeMillis, int before) throws Exception {
    try (ChildJvm writer = ChildJvm.start(WriteMain.class, home.toString())) {
      String first = writer.readLine();
      assertThat(first).isEqualTo(Integer.toString(before));
      CompletableFuture<Void> killed =
          CompletableFuture.runAsync(
              writer::kill, CompletableFuture.delayedExecutor(lifeMillis, TimeUnit.MILLISECONDS));
      int acknowledged = before;
      for (String line = writer.readLine(); line != null; line = writer.readLine()) {
        if (line.endsWith(".")) { // Otherwise cut off by the kill.
          acknowledged = Integer.parseInt(line.substring(0, line.length() - 1));
        }
      }
      killed.get();
      return acknowledged;
    }
  }

  /** Prints how many batches there are, then writes more and prints each when it is done. */
  static final class WriteMain {
    public static void main(String[] arguments) throws Exception {
      StateStore store = Homes.open(Path.of(arguments[0]));
      int next = Homes.wholeBatches(store);
      System.out.println(next);
      for (; ; next++) {
        Homes.write(store, next, next % 8 == 0 ? Durability.POWER : Durability.PROCESS);
        System.out.println((next + 1) + ".");
      }
    }
  }
}
