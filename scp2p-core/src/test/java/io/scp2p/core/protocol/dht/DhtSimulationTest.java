package io.scp2p.core.protocol.dht;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.core.protocol.dht.SimDhtNode.Behaviour;
import io.scp2p.core.wire.record.DhtEntry;
import io.scp2p.core.wire.record.IpAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The targets of {@code docs/benchmarks/dht.md}, in worlds of simulated nodes. */
class DhtSimulationTest {
  /** What the documented figures are of; fewer take their time where it matters less. */
  private static final int NODES = Boolean.getBoolean("heavy") ? 1_000 : 250;

  /** What a series of lookups came to. */
  static final class Series {
    final List<Integer> hops = new ArrayList<>();
    final List<Integer> rounds = new ArrayList<>();
    long asked;
    int tried;
    int found;

    double meanHops() {
      return hops.stream().mapToInt(each -> each).average().orElse(99);
    }

    int rounds(double quantile) {
      List<Integer> sorted = rounds.stream().sorted().toList();
      return sorted.isEmpty() ? 99 : sorted.get((int) Math.ceil(quantile * sorted.size()) - 1);
    }

    double success() {
      return 100.0 * found / tried;
    }

    String text() {
      return String.format(
          Locale.ROOT,
          "success %.2f %% of %d, hops %.2f, rounds p50 %d p95 %d, asked %.1f",
          success(),
          tried,
          meanHops(),
          rounds(0.5),
          rounds(0.95),
          (double) asked / tried);
    }
  }

  static SimDht grown(SimDht world, int count) {
    for (int i = 0; i < count; i++) {
      world.join(Behaviour.HONEST);
      world.runFor(Duration.ofMillis(20));
    }
    world.runFor(Duration.ofMinutes(3));
    return world;
  }

  static List<DhtEntry> published(SimDht world, int count) {
    List<DhtEntry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      DhtEntry entry = world.newHead();
      entries.add(entry);
      world.anyHonest().publish(entry, copies -> {});
      world.runFor(Duration.ofMillis(100));
    }
    world.runFor(Duration.ofSeconds(40));
    return entries;
  }

  static Series lookups(SimDht world, List<DhtEntry> entries, int count, Duration pause) {
    Series series = new Series();
    for (int i = 0; i < count; i++) {
      DhtEntry wanted = entries.get(world.random.nextInt(entries.size()));
      SimDhtNode from = world.anyHonest();
      if (from.machine.store().find(wanted.key(), world.now()).isPresent()) {
        continue; // It would not even ask.
      }
      series.tried++;
      long begin = world.now();
      from.find(
          wanted.key(),
          false,
          result -> {
            series.asked += result.asked();
            if (!result.values().isEmpty()) {
              series.found++;
              series.hops.add(result.hops());
              long round = 2 * SimDht.LATENCY.toNanos();
              series.rounds.add((int) ((world.now() - begin + round - 1) / round));
            }
          });
      world.runFor(pause);
    }
    world.runFor(Duration.ofSeconds(40));
    return series;
  }

  @Test
  @Tag("long")
  void nodesFindWhatTheyPublishAlsoWhileHalfOfThemLeaveInAnHour() {
    SimDht world = grown(new SimDht(1, false), NODES);
    long joining = world.messages;
    List<DhtEntry> entries = published(world, 200);

    Series series = lookups(world, entries, 1_000, Duration.ofMillis(50));

    double table =
        world.nodes.stream().mapToInt(node -> node.machine.table().size()).average().orElse(0);
    System.out.println(
        NODES
            + " nodes: "
            + series.text()
            + ", table "
            + table
            + ", joining "
            + joining / NODES
            + " messages a node");
    assertThat(series.success()).isEqualTo(100);
    assertThat(series.meanHops()).isLessThanOrEqualTo(2.5);
    assertThat(series.rounds(0.95)).isLessThanOrEqualTo(5);

    long before = world.messages;
    long began = world.now();
    Series moving = underChurn(world, NODES, 5, 1_000);

    double hours = (world.now() - began) / 3.6e12;
    System.out.printf(
        Locale.ROOT,
        "the same under churn: %s, %.0f messages a node and hour%n",
        moving.text(),
        (world.messages - before) / (double) NODES / hours);
    assertThat(moving.success()).isGreaterThanOrEqualTo(99.5);
    assertThat(moving.meanHops()).isLessThanOrEqualTo(2.5);
    assertThat(moving.rounds(0.95)).isLessThanOrEqualTo(5);
  }

  @Tag("heavy")
  @Test
  void tenThousandNodesFindWhatTheyPublish() {
    SimDht world = grown(new SimDht(2, false), 10_000);
    List<DhtEntry> entries = published(world, 500);

    Series series = lookups(world, entries, 3_000, Duration.ofMillis(20));

    System.out.println("10,000 nodes: " + series.text());
    assertThat(series.success()).isGreaterThanOrEqualTo(99.9);
    assertThat(series.meanHops()).isLessThanOrEqualTo(3.5);
    assertThat(series.rounds(0.95)).isLessThanOrEqualTo(5);
  }

  /** Nodes leave without a word and others come, so that half of them are gone after an hour. */
  static void churn(SimDht world, int count, Duration span, Runnable eachMinute) {
    for (long minute = 0; minute < span.toMinutes(); minute++) {
      double leaving = count * (1 - Math.pow(0.5, 1 / 60.0));
      int now = (int) leaving + (world.random.nextDouble() < leaving % 1 ? 1 : 0);
      for (int i = 0; i < now; i++) {
        SimDhtNode gone = world.anyHonest();
        if (world.nodes.indexOf(gone) >= OWNERS) {
          world.kill(gone);
          world.nodes.remove(gone);
          world.join(Behaviour.HONEST);
        }
        world.runFor(Duration.ofMillis(60_000 / Math.max(1, now)));
      }
      eachMinute.run();
    }
  }

  /** The first nodes stay: bootstrap peers, and the owners of what is looked for. */
  private static final int OWNERS = 20;

  static Series underChurn(SimDht world, int count, int settle, int lookups) {
    List<DhtEntry> entries = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      entries.add(world.newHead());
    }
    int[] minute = {0};
    Runnable republish =
        () -> {
          if (minute[0]++ % 30 == 0) {
            for (int i = 0; i < entries.size(); i++) {
              world.nodes.get(3 + i % (OWNERS - 3)).publish(entries.get(i), copies -> {});
            }
          }
        };
    churn(world, count, Duration.ofMinutes(settle), republish);
    Series all = new Series();
    churn(
        world,
        count,
        Duration.ofMinutes(5),
        () -> {
          republish.run();
          for (int i = 0; i < lookups / 5; i++) {
            look(world, entries, all);
          }
        });
    world.runFor(Duration.ofSeconds(40));
    return all;
  }

  private static void look(SimDht world, List<DhtEntry> entries, Series series) {
    DhtEntry wanted = entries.get(world.random.nextInt(entries.size()));
    SimDhtNode from = world.anyHonest();
    if (from.machine.table().size() == 0
        || from.machine.store().find(wanted.key(), world.now()).isPresent()) {
      return;
    }
    series.tried++;
    long begin = world.now();
    from.find(
        wanted.key(),
        false,
        result -> {
          series.asked += result.asked();
          if (!from.alive) {
            series.tried--;
          } else if (!result.values().isEmpty()) {
            series.found++;
            series.hops.add(result.hops());
            long round = 2 * SimDht.LATENCY.toNanos();
            series.rounds.add((int) ((world.now() - begin + round - 1) / round));
          }
        });
  }

  @Tag("heavy")
  @Test
  void tenThousandNodesUnderChurn() {
    SimDht world = grown(new SimDht(4, false), 10_000);

    Series series = underChurn(world, 10_000, 35, 3_000);

    System.out.println("10,000 nodes under churn: " + series.text());
    assertThat(series.success()).isGreaterThanOrEqualTo(99.5);
    assertThat(series.meanHops()).isLessThanOrEqualTo(3.5);
  }

  /** Every fifth node means harm, each in one of five ways; they know each other. */
  static SimDht besieged(long seed, int count) {
    return besieged(
        seed,
        count,
        Behaviour.DROP,
        Behaviour.INVENT,
        Behaviour.COLLUDE,
        Behaviour.POISON,
        Behaviour.FLOOD);
  }

  static SimDht besieged(long seed, int count, Behaviour... ways) {
    SimDht world = new SimDht(seed, false);
    for (int i = 0; i < count; i++) {
      boolean hostile = i > 3 && i % 5 == 0;
      world.join(hostile ? ways[i / 5 % ways.length] : Behaviour.HONEST);
      world.runFor(Duration.ofMillis(20));
    }
    world.runFor(Duration.ofMinutes(3));
    world.nodes.stream()
        .filter(node -> node.behaviour == Behaviour.FLOOD)
        .forEach(SimDhtNode::flood);
    return world;
  }

  @Test
  @Tag("long")
  void aFifthOfTheNodesMeansHarmAndValuesAreFoundAllTheSame() {
    SimDht world = besieged(5, NODES);
    List<DhtEntry> entries = published(world, 100);

    Series series = lookups(world, entries, 1_000, Duration.ofMillis(50));

    System.out.println(NODES + " nodes, 20 % hostile: " + series.text());
    assertThat(series.success()).isGreaterThanOrEqualTo(99);
    assertThat(series.meanHops()).isLessThanOrEqualTo(2.5);
  }

  /** The worst of the five ways: they know every target in advance, and answer well. */
  @Test
  @Tag("long")
  void aFifthOfTheNodesNameOnlyEachOtherAndValuesAreFoundAllTheSame() {
    SimDht world = besieged(1, 500, Behaviour.COLLUDE);
    List<DhtEntry> entries = published(world, 200);

    Series series = lookups(world, entries, 1_500, Duration.ofMillis(20));

    System.out.println("500 nodes, 20 % collude: " + series.text());
    assertThat(series.success()).isGreaterThanOrEqualTo(99);
  }

  @Test
  void oneKeyCannotBeSurroundedFromAFewSubnets() {
    SimDht world = grown(new SimDht(6, false), 300);
    DhtEntry victim = world.newHead();
    Point target = Point.of(victim.key());
    for (int i = 0; i < 100; i++) {
      // Closer to the key than anybody honest, from five subnets.
      byte subnet = (byte) (i % 5);
      world.join(
          Behaviour.COLLUDE,
          world.keyNear(target, 14),
          IpAddress.of((byte) 99, (byte) 1, subnet, (byte) (1 + i)));
      world.runFor(Duration.ofMillis(100));
    }
    world.runFor(Duration.ofMinutes(10));
    world.nodes.get(3).publish(victim, copies -> {});
    world.runFor(Duration.ofMinutes(1));

    Series series = lookups(world, List.of(victim), 300, Duration.ofMillis(100));

    System.out.println("300 nodes, 100 around one key: " + series.text());
    assertThat(series.tried).isGreaterThan(200);
    assertThat(series.success()).isGreaterThanOrEqualTo(99);
  }

  @Test
  @Tag("long")
  void aNodeTakesLittleMemory() {
    long before = usedBytes();
    // Through the wire form, so that no node shares an address with another.
    SimDht world = grown(new SimDht(7, true), 200);
    List<DhtEntry> entries = published(world, 100);

    long each = (usedBytes() - before) / world.nodes.size();

    System.out.println("heap: " + each / 1024 + " KiB a node, " + entries.size() + " values");
    assertThat(each).isLessThanOrEqualTo((long) (0.1 * (1 << 20)));
    assertThat(world.nodes.get(0).machine.table().size()).isGreaterThan(40);
  }

  static long usedBytes() {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      System.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }
}
