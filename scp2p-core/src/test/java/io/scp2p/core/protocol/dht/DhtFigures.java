package io.scp2p.core.protocol.dht;

import io.scp2p.api.id.ContentId;
import io.scp2p.core.protocol.dht.SimDhtNode.Behaviour;
import io.scp2p.core.wire.record.DhtEntry;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.record.ProviderEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The figures of {@code docs/benchmarks/dht.md}, one command each: {@code scp2p-core/dht quiet
 * 10000}. The same worlds as in {@link DhtSimulationTest}, which guards them at 1,000 nodes.
 */
final class DhtFigures {
  private static final int LOOKUPS = 3_000;

  private final String figure;
  private final int count;
  private final long seed;

  private DhtFigures(String figure, int count, long seed) {
    this.figure = figure;
    this.count = count;
    this.seed = seed;
  }

  /** Takes the figure, the number of nodes and, if not 1, the seed. */
  public static void main(String[] args) {
    long seed = args.length > 2 ? Long.parseLong(args[2]) : 1;
    new DhtFigures(args[0], Integer.parseInt(args[1]), seed).take();
  }

  private void take() {
    switch (figure) {
      case "quiet" -> quiet();
      case "absent" -> absent();
      case "heap" -> heap();
      case "churn" -> churn();
      case "hostile" -> hostile();
      case "drop" -> hostile(Behaviour.DROP);
      case "lie" -> hostile(Behaviour.INVENT);
      case "collude" -> hostile(Behaviour.COLLUDE);
      case "poison" -> hostile(Behaviour.POISON);
      case "flood" -> hostile(Behaviour.FLOOD);
      case "eclipse" -> eclipse();
      case "partition" -> partition();
      case "announce" -> announce();
      default -> throw new IllegalArgumentException("no figure is called " + figure);
    }
  }

  private void say(String text, Object... values) {
    System.out.printf(
        Locale.ROOT, "%s %,d (seed %d): %s%n", figure, count, seed, text.formatted(values));
  }

  private SimDht grown() {
    SimDht world = DhtSimulationTest.grown(new SimDht(seed, false), count);
    say("table %.0f, joining %d messages a node", table(world), world.messages / count);
    return world;
  }

  private static double table(SimDht world) {
    return world.nodes.stream().mapToInt(node -> node.machine.table().size()).average().orElse(0);
  }

  /** What nodes say to each other while nobody wants anything. */
  private void idle(SimDht world, Duration span) {
    long messages = world.messages;
    long meetings = world.meetings;
    world.bytes = 0;
    world.weighing = true;
    world.runFor(span);
    world.weighing = false;
    double hours = count * span.toMinutes() / 60.0;
    say(
        "idle: %.0f messages, %.1f KiB and %.1f new sessions a node and hour",
        (world.messages - messages) / hours,
        world.bytes / hours / 1024,
        (world.meetings - meetings) / hours);
  }

  private void quiet() {
    SimDht world = grown();
    List<DhtEntry> entries = DhtSimulationTest.published(world, 500);
    long before = world.messages;
    DhtSimulationTest.Series series =
        DhtSimulationTest.lookups(world, entries, LOOKUPS, Duration.ofMillis(20));
    say("%s", series.text());
    say("%.1f messages for each lookup, upkeep included", (world.messages - before) / 3_000.0);
    idle(world, Duration.ofMinutes(30));
  }

  /** What it costs to look for what nobody has. */
  private void absent() {
    SimDht world = grown();
    List<DhtEntry> entries = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      entries.add(world.newHead());
    }
    say("%s", DhtSimulationTest.lookups(world, entries, LOOKUPS, Duration.ofMillis(20)).text());
  }

  /** Every answer through its wire form, so that nodes share no object. */
  private void heap() {
    long before = DhtSimulationTest.usedBytes();
    SimDht world = DhtSimulationTest.grown(new SimDht(seed, true), count);
    List<DhtEntry> entries = DhtSimulationTest.published(world, 500);
    DhtSimulationTest.lookups(world, entries, LOOKUPS, Duration.ofMillis(20));
    double each = (DhtSimulationTest.usedBytes() - before) / 1048576.0 / world.nodes.size();
    say("%.3f MiB heap a node, table %.0f", each, table(world));
  }

  private void churn() {
    SimDht world = grown();
    long before = world.messages;
    long began = world.now();
    DhtSimulationTest.Series series = DhtSimulationTest.underChurn(world, count, 35, LOOKUPS);
    double hours = (world.now() - began) / 3.6e12;
    say("half-life 1 h: %s", series.text());
    say("%.0f messages a node and hour", (world.messages - before) / (double) count / hours);
  }

  private void hostile(Behaviour... ways) {
    SimDht world =
        ways.length == 0
            ? DhtSimulationTest.besieged(seed, count)
            : DhtSimulationTest.besieged(seed, count, ways);
    List<DhtEntry> entries = DhtSimulationTest.published(world, 300);
    DhtSimulationTest.Series series =
        DhtSimulationTest.lookups(world, entries, LOOKUPS, Duration.ofMillis(20));
    int values = world.nodes.stream().mapToInt(node -> node.machine.store().size()).max().orElse(0);
    say("20 %% hostile: %s; fullest store %,d values", series.text(), values);
  }

  /** A hundred nodes closer to one key than anybody honest, from five subnets. */
  private void eclipse() {
    SimDht world = grown();
    DhtEntry victim = world.newHead();
    Point target = Point.of(victim.key());
    int bits = 8 + Integer.SIZE - Integer.numberOfLeadingZeros(count / 300);
    for (int i = 0; i < 100; i++) {
      world.join(
          Behaviour.COLLUDE,
          world.keyNear(target, bits + 4),
          IpAddress.of((byte) 99, (byte) 1, (byte) (i % 5), (byte) (1 + i)));
      world.runFor(Duration.ofMillis(100));
    }
    world.runFor(Duration.ofMinutes(10));
    world.nodes.get(3).publish(victim, copies -> say("%d copies stored", copies));
    world.runFor(Duration.ofMinutes(1));
    say(
        "100 nodes around one key: %s",
        DhtSimulationTest.lookups(world, List.of(victim), 1_000, Duration.ofMillis(100)).text());
  }

  /** For half an hour a third of the nodes is apart. */
  private void partition() {
    SimDht world = grown();
    List<DhtEntry> before = DhtSimulationTest.published(world, 100);
    Set<SimDhtNode> third = new HashSet<>();
    for (int i = 0; i < count; i += 3) {
      third.add(world.nodes.get(i));
    }
    world.divided = third::contains;
    mend(world);
    world.runFor(Duration.ofMinutes(20));
    say("apart for 20 min, what was there before: %s", look(world, before));
    List<DhtEntry> during = DhtSimulationTest.published(world, 100);
    say("still apart, what came in between: %s", look(world, during));
    world.runFor(Duration.ofMinutes(10));
    world.divided = null;
    int minutes = 0;
    for (int more : new int[] {1, 4, 10, 15}) {
      world.runFor(Duration.ofMinutes(more));
      minutes += more;
      say("healed for %d min, what came in between: %s", minutes, look(world, during));
    }
  }

  private static String look(SimDht world, List<DhtEntry> entries) {
    return DhtSimulationTest.lookups(world, entries, 1_000, Duration.ofMillis(20)).text();
  }

  /** Every node calls on a bootstrap peer every five to ten minutes, as {@code DhtService} does. */
  static void mend(SimDht world) {
    for (SimDhtNode node : world.nodes) {
      call(world, node);
    }
  }

  private static void call(SimDht world, SimDhtNode node) {
    long pause = Duration.ofMinutes(5).toNanos() + node.random.nextLong(300_000_000_000L);
    world.at(
        world.now() + pause,
        () -> {
          world.meet(node, world.nodes.get(node.random.nextInt(3)));
          call(world, node);
        });
  }

  private void announce() {
    SimDht world = grown();
    SimDhtNode owner = world.nodes.get(7);
    List<ContentId> contents = SweepSimulationTest.contents(world, 100_000);
    double each = SweepSimulationTest.askedByOneLookup(world, owner, contents.subList(0, 50));
    owner.feed(
        new DhtInput.Announce(ProviderEntry.unsigned(owner.address), contents, world.unix()));
    long began = world.now();
    while (owner.announceRequests < 0) {
      world.runFor(Duration.ofSeconds(1));
    }
    say(
        "100,000 keys: %,d requests in %.0f s, %.1f for one key alone: %.2f %%",
        owner.announceRequests,
        (world.now() - began) / 1e9,
        each,
        100 * owner.announceRequests / (each * contents.size()));
  }
}
