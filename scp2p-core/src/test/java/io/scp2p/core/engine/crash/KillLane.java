package io.scp2p.core.engine.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** One home, used by one process after another, each killed at another moment. */
final class KillLane {
  private static final long LIMIT_NANOS = Duration.ofMinutes(4).toNanos();

  /** When a process is killed; each moment is hit in its turn, at random within its window. */
  private enum Moment {
    /** Counted from the start of the process: the virtual machine, the node, what was left. */
    STARTING(900),
    /** From when the node has said what is there. */
    JUST_STARTED(60),
    WORKING(900),
    /** From when something is said to be about to end. */
    ENDING(12);

    private final int windowMillis;

    Moment(int windowMillis) {
      this.windowMillis = windowMillis;
    }
  }

  /** Twice as many where most of the work is. */
  private static final List<Moment> ROUND =
      List.of(
          Moment.WORKING,
          Moment.ENDING,
          Moment.JUST_STARTED,
          Moment.WORKING,
          Moment.ENDING,
          Moment.STARTING);

  /** Whoever waits for a thousand of them hears from time to time how far it is. */
  private static final int TOLD_EACH = 50;

  /** One of so many ends is the last. */
  private static final int MAX_ENDS = 20;

  private final Class<?> main;
  private final Promises promises;
  private final Path home;
  private final Path files;
  private final List<String> links;
  private final Random random;
  private final int[] kills = new int[Moment.values().length];
  private int beforeReady;
  private int lives;

  KillLane(Class<?> main, Promises promises, Path folder, List<String> links, long seed) {
    this.main = main;
    this.promises = promises;
    this.home = folder.resolve("home");
    this.files = folder.resolve("files");
    this.links = links;
    this.random = new Random(seed);
  }

  private ChildProcess start(boolean onlyEnd) throws Exception {
    Files.createDirectories(files);
    List<String> arguments = new ArrayList<>();
    arguments.addAll(
        List.of(home.toString(), files.toString(), "" + random.nextLong(), "" + onlyEnd));
    arguments.addAll(links);
    promises.nextRun();
    Path output = home.resolveSibling("output");
    return ChildProcess.start(output, main, arguments);
  }

  /** Lets a process live for a while. */
  void lifeAndDeath() throws Exception {
    Moment moment = ROUND.get(lives++ % ROUND.size());
    int ends = random.nextInt(MAX_ENDS);
    long delayNanos = (long) (random.nextDouble() * moment.windowMillis * 1e6);
    long began = System.nanoTime();
    try (ChildProcess child = start(false)) {
      boolean counting = moment == Moment.STARTING;
      long since = began;
      while (!counting || System.nanoTime() - since < delayNanos) {
        assertThat(System.nanoTime() - began).as("nanos until %s", moment).isLessThan(LIMIT_NANOS);
        String line = child.poll();
        if (line == null) {
          assertThat(child.isAlive()).as("the process lives until it is killed").isTrue();
          ChildProcess.breathe();
          continue;
        }
        promises.heard(line);
        boolean begins = promises.isReady();
        if (moment == Moment.ENDING) {
          begins &= promises.isCloseToAnEnd(line) && ends-- == 0;
        }
        if (begins && !counting) {
          counting = true;
          since = System.nanoTime();
        }
      }
      child.kill();
      for (String line = child.poll(); line != null; line = child.poll()) {
        promises.heard(line);
      }
    }
    kills[moment.ordinal()]++;
    if (lives % TOLD_EACH == 0) {
      System.out.printf("  %s killed %d times%n", main.getSimpleName(), lives);
    }
    beforeReady += promises.isReady() ? 0 : 1;
    promises.whileDead();
  }

  /** A process that ends what was begun, and then itself. */
  void end() throws Exception {
    try (ChildProcess child = start(true)) {
      long began = System.nanoTime();
      boolean alive = true;
      while (alive) {
        assertThat(System.nanoTime() - began).as("nanos until the end").isLessThan(LIMIT_NANOS);
        alive = child.isAlive();
        ChildProcess.breathe();
        for (String line = child.poll(); line != null; line = child.poll()) {
          promises.heard(line);
        }
      }
      assertThat(child.exitValue()).isZero();
    }
    promises.whileDead();
  }

  Path home() {
    return home;
  }

  Path files() {
    return files;
  }

  @Override
  public String toString() {
    return Arrays.stream(kills).sum()
        + " kills ("
        + Arrays.toString(Moment.values())
        + " "
        + Arrays.toString(kills)
        + ", before the node was open "
        + beforeReady
        + "), slowest opening "
        + promises.slowestOpeningMillis
        + " ms";
  }
}
