package io.scp2p.core.protocol.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.core.content.ChunkLayout;
import io.scp2p.core.sim.SimWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a swarm has to reach, in worlds of simulated peers, with its figures printed. */
class SwarmSimulationTest {
  private static final long MBIT = 125_000;
  private static final long FAST = 10_000 * MBIT;
  private static final Duration LIMIT = Duration.ofMinutes(20);

  private static BitSet all(ChunkLayout layout) {
    BitSet chunks = new BitSet();
    chunks.set(0, (int) layout.chunkCount());
    return chunks;
  }

  private static List<SimProvider> seeds(
      SimWorld world, ChunkLayout layout, int count, long bytesPerSecond) {
    List<SimProvider> seeds = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Duration oneWay = Duration.ofMillis(5 + world.random("way").nextInt(25));
      seeds.add(new SimProvider(world, "seed " + i, all(layout), bytesPerSecond, oneWay));
    }
    return seeds;
  }

  private static SimLeecher leecher(SimWorld world, ChunkLayout layout, List<SimProvider> seeds) {
    SimLeecher leecher = new SimLeecher(world, "leecher", layout, FAST, Duration.ZERO);
    leecher.start();
    seeds.forEach(leecher::meet);
    return leecher;
  }

  private static void figure(String format, Object... values) {
    System.out.println("figure: " + String.format(Locale.ROOT, format, values));
  }

  private static double wasted(SimLeecher leecher) {
    return leecher.receivedBytes / (double) leecher.layout.fileBytes() - 1;
  }

  private static void swarm(long seed, int count, long megabytes, double least) {
    SimWorld world = SimWorld.seeded(seed);
    ChunkLayout layout = new ChunkLayout(megabytes << 20);
    SimLeecher leecher = leecher(world, layout, seeds(world, layout, count, 20 * MBIT));

    world.runUntil(leecher::isDone, LIMIT);

    double share = leecher.bytesPerSecond() / (count * 20 * MBIT);
    figure(
        "seed %d, %d seeds of 20 Mbit/s: %.1f %% of the sum, last 1 %% of chunks %.1f %% of the"
            + " time, %.1f %% fetched twice",
        seed, count, 100 * share, 100 * leecher.tail(), 100 * wasted(leecher));
    assertThat(share).isGreaterThanOrEqualTo(least);
    assertThat(leecher.tail()).isLessThan(0.03);
    assertThat(wasted(leecher)).isLessThan(0.02);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 7, 20_260_101})
  void eightSeedsAreUsedToTheFull(long seed) {
    swarm(seed, 8, 256, 0.95);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 7, 20_260_101})
  void thirtyTwoSeedsAreUsedToTheFull(long seed) {
    swarm(seed, 32, 512, 0.90);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 7})
  void oneSlowSeedCostsNothing(long seed) {
    SimWorld world = SimWorld.seeded(seed);
    ChunkLayout layout = new ChunkLayout(256L << 20);
    List<SimProvider> seeds = seeds(world, layout, 8, 20 * MBIT);
    seeds.get(3).bytesPerSecond = 2 * MBIT;
    SimLeecher leecher = leecher(world, layout, seeds);

    world.runUntil(leecher::isDone, LIMIT);

    double share = leecher.bytesPerSecond() / (7.1 * 20 * MBIT);
    figure(
        "seed %d, one of 8 ten times slower: %.1f %% of the sum, tail %.1f %%",
        seed, 100 * share, 100 * leecher.tail());
    assertThat(share).isGreaterThan(0.95);
    assertThat(leecher.tail()).isLessThan(0.03);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 7})
  void fiveOfEightSeedsDieHalfWay(long seed) {
    SimWorld world = SimWorld.seeded(seed);
    ChunkLayout layout = new ChunkLayout(256L << 20);
    List<SimProvider> seeds = seeds(world, layout, 8, 20 * MBIT);
    SimLeecher leecher = leecher(world, layout, seeds);

    world.runUntil(() -> leecher.stored.cardinality() >= 512, LIMIT);
    List<PeerRef> refs = List.copyOf(leecher.providers.keySet());
    for (int i = 0; i < 5; i++) {
      if (i < 3) {
        leecher.lose(refs.get(i)); // Its connection breaks.
      } else {
        leecher.providers.get(refs.get(i)).stalled = true; // It says nothing any more.
      }
    }
    world.runUntil(leecher::isDone, LIMIT);

    double ideal = (128L << 20) / (8.0 * 20 * MBIT) + (128L << 20) / (3.0 * 20 * MBIT);
    figure("seed %d, 5 of 8 die half way: %.2f of the ideal time", seed, leecher.seconds() / ideal);
    assertThat(leecher.end).isInstanceOf(SwarmEffect.Completed.class);
    assertThat(leecher.seconds()).isLessThan(1.1 * ideal);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 7})
  void aLiarIsNamedAndLeftOut(long seed) {
    SimWorld world = SimWorld.seeded(seed);
    ChunkLayout layout = new ChunkLayout(64L << 20);
    List<SimProvider> seeds = seeds(world, layout, 4, 20 * MBIT);
    seeds.get(2).corrupt = true;
    SimLeecher leecher = leecher(world, layout, seeds);

    world.runUntil(leecher::isDone, LIMIT);

    double share = leecher.bytesPerSecond() / (3.0 * 20 * MBIT);
    figure("seed %d, one of 4 lies: %.1f %% of the others' sum", seed, 100 * share);
    assertThat(leecher.liars).containsExactly("seed 2");
    assertThat(seeds.get(2).sentBytes).isLessThan(8L * ChunkLayout.CHUNK_BYTES);
    assertThat(share).isGreaterThan(0.90);
  }

  @ParameterizedTest(name = "one of {0} chunks late")
  @ValueSource(ints = {0, 100})
  void aLongFatLineIsFullByTheTenthSecond(int lateOneOf) {
    SimWorld world = SimWorld.seeded(5);
    ChunkLayout layout = new ChunkLayout(1L << 30);
    SimProvider seed =
        new SimProvider(world, "seed", all(layout), 100 * MBIT, Duration.ofMillis(100));
    seed.lateOneOf = lateOneOf;
    SimLeecher leecher = leecher(world, layout, List.of(seed));

    world.runFor(Duration.ofSeconds(9));
    int before = leecher.stored.cardinality();
    world.runFor(Duration.ofSeconds(5));

    double share =
        (leecher.stored.cardinality() - before)
            * (double) ChunkLayout.CHUNK_BYTES
            / (5.0 * 100 * MBIT);
    figure(
        "100 Mbit/s, 200 ms, one of %d chunks late: %.1f %% of the line from second 9 on, %d in"
            + " flight",
        lateOneOf,
        100 * share,
        leecher.book.figures(new PeerRef(0)).orElseThrow().requestsInFlight());
    assertThat(share).isGreaterThan(lateOneOf == 0 ? 0.90 : 0.60);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 7})
  void aReferenceNodeIsNeverAskedTooMuch(long seed) {
    SimWorld world = SimWorld.seeded(seed);
    ChunkLayout layout = new ChunkLayout(400L << 20);
    SimProvider v1 = new SimProvider(world, "v1", all(layout), 400 * MBIT, Duration.ofMillis(20));
    v1.isV1 = true;
    SimLeecher leecher = leecher(world, layout, List.of(v1));

    world.runUntil(leecher::isDone, LIMIT);

    figure("seed %d, 1,600 chunks from a reference node: %.1f s", seed, leecher.seconds());
    assertThat(v1.refused).isZero();
    assertThat(leecher.seconds()).isLessThan(2 * 62 + 15);
  }

  @ParameterizedTest(name = "seed {0}")
  @Tag("heavy")
  @ValueSource(longs = {1, 7})
  void fiftyLeechersPassOnWhatOneSeedSendsOnce(long seed) {
    SimWorld world = SimWorld.seeded(seed);
    ChunkLayout layout = new ChunkLayout(250L << 20);
    SimProvider source =
        new SimProvider(world, "seed", all(layout), 20 * MBIT, Duration.ofMillis(10));
    List<SimLeecher> leechers = new ArrayList<>();
    List<SimProvider> sides = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      Duration oneWay = Duration.ofMillis(5 + world.random("way").nextInt(20));
      SimLeecher leecher = new SimLeecher(world, "leecher " + i, layout, 100 * MBIT, oneWay);
      leechers.add(leecher);
      sides.add(new SimProvider(world, "side " + i, leecher.stored, 20 * MBIT, oneWay));
    }
    for (int i = 0; i < 50; i++) {
      SimLeecher leecher = leechers.get(i);
      leecher.start();
      leecher.meet(source);
      for (int j = 0; j < 50; j++) {
        if (i != j) {
          leecher.meet(sides.get(j));
        }
      }
    }

    world.runUntil(() -> leechers.stream().allMatch(SimLeecher::isDone), LIMIT);

    double copies = source.sentBytes / (double) layout.fileBytes();
    double seconds = leechers.stream().mapToDouble(SimLeecher::seconds).max().orElseThrow();
    double ideal = layout.fileBytes() / (20.0 * MBIT);
    figure(
        "seed %d, 50 leechers: the seed sent %.2f copies, the last finished after %.2f of the"
            + " ideal time",
        seed, copies, seconds / ideal);
    assertThat(copies).isLessThanOrEqualTo(1.25);
    assertThat(seconds).isLessThanOrEqualTo(1.3 * ideal);
  }
}
