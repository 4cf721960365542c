package io.scp2p.core.engine.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.share.Share;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node that downloads and a node that publishes, killed again and again at any moment. Whatever
 * they had promised is there the next time, and in the end every download is complete and right.
 */
@Tag("long")
class KillTest {
  /** Each moment in its turn; twice as often where there is time for it. */
  private static final int SOME_KILLS = Boolean.getBoolean("heavy") ? 12 : 6;

  /** More of them, and fresh moments: {@code examples/bench/kills}. */
  private static final int DOWNLOAD_KILLS = Integer.getInteger("crash.downloads", SOME_KILLS);

  private static final int PUBLISH_KILLS = Integer.getInteger("crash.publications", SOME_KILLS);
  private static final int HEAVY_KILLS = 250;

  /** A node opens well below a second; the rest is for a machine with other things to do. */
  private static final long MAX_OPENING_MILLIS = 30_000;

  @TempDir Path folder;

  @Test
  void nothingPromisedIsLostByAKill() throws Exception {
    killed(20_260_101, DOWNLOAD_KILLS, PUBLISH_KILLS);
  }

  @Test
  @Tag("heavy")
  void nothingPromisedIsLostByFiveHundredKillsAtFreshMoments() throws Exception {
    killed(new Random().nextLong(), HEAVY_KILLS, HEAVY_KILLS);
  }

  private void killed(long seed, int downloadKills, int publishKills) throws Exception {
    seed = Long.getLong("crash.seed", seed);
    System.out.println("crash.seed " + seed);
    try (Seed node = new Seed(folder.resolve("seed"), seed)) {
      DownloadPromises downloads =
          new DownloadPromises(node, folder.resolve("downloading").resolve("files"));
      KillLane downloading =
          new KillLane(
              DownloadingMain.class,
              downloads,
              folder.resolve("downloading"),
              links(node.folders),
              seed);
      PublishPromises shares = new PublishPromises();
      KillLane publishing =
          new KillLane(
              PublishingMain.class,
              shares,
              folder.resolve("publishing"),
              links(node.texts),
              seed + 1);
      CompletableFuture<Void> beside =
          CompletableFuture.runAsync(() -> publish(node, publishing, publishKills, seedOf(node)));
      for (int i = 0; i < downloadKills; i++) {
        downloading.lifeAndDeath();
      }
      downloading.end();
      downloads.mustBeOver();
      DownloadPromises.mustHaveNoPartials(downloading.files());
      assertThat(files(downloading.home().resolve("notes"))).isEmpty();
      beside.get();
      System.out.println("downloading: " + downloading);
      System.out.printf(
          "  %d downloads completed, %d cancelled, %d pauses outlived a kill; at most %d KiB"
              + " fetched in vain at one kill%n",
          downloads.completed,
          downloads.cancelled,
          downloads.pausedAcrossRuns,
          downloads.mostFetchedAgain >> 10);
      System.out.println("publishing: " + publishing);
      System.out.printf("  %d versions published%n", shares.published);
      assertThat(downloads.completed).isPositive();
      assertThat(shares.published).isPositive();
      assertThat(downloads.slowestOpeningMillis).isLessThan(MAX_OPENING_MILLIS);
      assertThat(shares.slowestOpeningMillis).isLessThan(MAX_OPENING_MILLIS);
    }
  }

  private static Random seedOf(Seed node) {
    return new Random(node.texts.size());
  }

  private static void publish(Seed node, KillLane publishing, int kills, Random random) {
    try {
      for (int i = 0; i < kills; i++) {
        node.update(random.nextInt(Seed.TEXTS));
        publishing.lifeAndDeath();
      }
      publishing.end();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> links(List<Share> shares) {
    return shares.stream().map(Share::link).toList();
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
