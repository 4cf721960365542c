package io.scp2p.core.protocol.dht;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.ContentId;
import io.scp2p.core.protocol.dht.SimDhtNode.Behaviour;
import io.scp2p.core.wire.record.DhtEntry;
import io.scp2p.core.wire.record.ProviderEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Announcing many contents, and a network in which nobody but the reference's nodes lives. */
class SweepSimulationTest {
  static List<ContentId> contents(SimDht world, int count) {
    List<ContentId> contents = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      contents.add(ContentId.of(world.randomKey().bytes()));
    }
    return contents;
  }

  /** Nodes asked by one lookup for one key, on average. */
  static double askedByOneLookup(SimDht world, SimDhtNode owner, List<ContentId> some) {
    long[] asked = {0};
    int[] copies = {0};
    for (ContentId content : some) {
      DhtEntry entry = world.newHead();
      long before = owner.sent;
      owner.publish(
          new DhtEntry(entry.key(), entry.value(), 86_400),
          kept -> {
            asked[0] += owner.sent - before;
            copies[0] += kept;
          });
      world.runFor(Duration.ofSeconds(3));
    }
    return asked[0] / (double) some.size();
  }

  private static void announced(SimDht world, int keys, double mostPercent) {
    SimDhtNode owner = world.nodes.get(7);
    List<ContentId> contents = contents(world, keys);
    double each = askedByOneLookup(world, owner, contents.subList(0, 50));

    owner.feed(
        new DhtInput.Announce(ProviderEntry.unsigned(owner.address), contents, world.unix()));
    for (int i = 0; i < 600 && owner.announceRequests < 0; i++) {
      world.runFor(Duration.ofSeconds(1));
    }

    double percent = 100 * owner.announceRequests / (each * keys);
    double held = 0;
    for (int i = 0; i < 200; i++) {
      ContentId content = contents.get(world.random.nextInt(keys));
      held +=
          world.closest(Point.of(DhtKeys.providers(content)), 20).stream()
                  .filter(
                      node ->
                          node == owner
                              || node.machine
                                  .store()
                                  .find(DhtKeys.providers(content), world.now())
                                  .isPresent())
                  .count()
              / 20.0
              / 200;
    }
    System.out.printf(
        Locale.ROOT,
        "%,d keys to %,d nodes: %,d requests, %.1f for one key alone, %.2f %%; %.1f %% of the"
            + " closest 20 have them%n",
        keys,
        world.nodes.size(),
        owner.announceRequests,
        each,
        percent,
        100 * held);
    assertThat(owner.announceRequests).as("it came to an end").isPositive();
    assertThat(percent).isLessThanOrEqualTo(mostPercent);
    assertThat(held).isGreaterThan(0.95);
  }

  @Test
  void fiveThousandContentsGoToEachNodeTogether() {
    announced(DhtSimulationTest.grown(new SimDht(11, false), 300), 5_000, 5);
  }

  @Tag("heavy")
  @Test
  void aHundredThousandContentsAmongTenThousandNodes() {
    announced(DhtSimulationTest.grown(new SimDht(12, false), 10_000), 100_000, 5);
  }

  @Test
  void amongNodesOfTheReferenceBootstrapPeersCarryEverything() {
    SimDht world = new SimDht(13, false);
    for (int i = 0; i < 3; i++) {
      world.join(Behaviour.REFERENCE);
    }
    SimDhtNode owner = world.join(Behaviour.HONEST);
    SimDhtNode seeker = world.join(Behaviour.HONEST);
    world.runFor(Duration.ofSeconds(10));
    // They do not know each other: all that they share are the bootstrap peers.
    owner.machine.accept(world.now(), new DhtInput.Shun(seeker.address));
    seeker.machine.accept(world.now(), new DhtInput.Shun(owner.address));
    DhtEntry head = world.newHead();
    int[] copies = {0};
    owner.publish(head, kept -> copies[0] = kept);
    List<ContentId> contents = contents(world, 300);
    long began = world.now();
    owner.feed(
        new DhtInput.Announce(ProviderEntry.unsigned(owner.address), contents, world.unix()));
    while (owner.announceRequests < 0 && world.now() < 3_600_000_000_000L) {
      world.runFor(Duration.ofSeconds(1));
    }
    double minutes = (world.now() - began) / 6e10;

    List<LookupResult> results = new ArrayList<>();
    seeker.find(head.key(), false, results::add);
    seeker.find(DhtKeys.providers(contents.get(299)), true, results::add);
    world.runFor(Duration.ofSeconds(40));

    assertThat(copies[0]).isBetween(3, 4);
    assertThat(results).hasSize(2).allSatisfy(each -> assertThat(each.values()).isNotEmpty());
    // Section 17.1: 600 DHT requests a minute and node.
    assertThat(owner.announceRequests / 3.0 / Math.max(1, minutes)).isLessThan(600);
  }
}
