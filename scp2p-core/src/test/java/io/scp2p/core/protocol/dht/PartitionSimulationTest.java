package io.scp2p.core.protocol.dht;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.core.wire.record.DhtEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A network that falls into two parts, and grows together again ({@code scp2p-core/dht partition}).
 */
@Tag("long")
class PartitionSimulationTest {
  private static final int NODES = Boolean.getBoolean("heavy") ? 300 : 150;
  private static final int VALUES = 40;
  private static final int LOOKUPS = 300;

  /** Long enough for either side to forget the other. */
  private static final Duration APART = Duration.ofMinutes(120);

  /** Decision 0023: every five minutes a node calls on those it began with. */
  private static final Duration MENDED_AFTER = Duration.ofMinutes(5);

  private final SimDht world = DhtSimulationTest.grown(new SimDht(24, false), NODES);
  private final Set<SimDhtNode> third = new HashSet<>();

  private SimDhtNode any(boolean inThird) {
    SimDhtNode node = world.anyHonest();
    while (third.contains(node) != inThird) {
      node = world.anyHonest();
    }
    return node;
  }

  private List<DhtEntry> published(boolean inThird) {
    List<DhtEntry> entries = new ArrayList<>();
    for (int i = 0; i < VALUES; i++) {
      DhtEntry entry = world.newHead();
      entries.add(entry);
      any(inThird).publish(entry, copies -> {});
      world.runFor(Duration.ofMillis(100));
    }
    world.runFor(Duration.ofSeconds(40));
    return entries;
  }

  /** How many in a hundred are found by nodes of one side. */
  private double found(String what, List<DhtEntry> entries, boolean byThird) {
    int[] found = {0};
    int tried = 0;
    for (int i = 0; i < LOOKUPS; i++) {
      DhtEntry wanted = entries.get(world.random.nextInt(entries.size()));
      SimDhtNode from = any(byThird);
      if (from.machine.store().find(wanted.key(), world.now()).isEmpty()) {
        tried++;
        from.find(wanted.key(), false, result -> found[0] += result.values().isEmpty() ? 0 : 1);
        world.runFor(Duration.ofMillis(50));
      }
    }
    world.runFor(Duration.ofSeconds(40));
    double percent = 100.0 * found[0] / tried;
    System.out.printf(Locale.ROOT, "%d nodes, %s: %.2f %% of %d%n", NODES, what, percent, tried);
    assertThat(tried).isGreaterThan(LOOKUPS / 2);
    return percent;
  }

  @Test
  @Tag("long")
  void eachPartFindsItsOwnAndAfterwardsEverythingIsFoundAcross() {
    for (int i = 0; i < NODES; i += 3) {
      third.add(world.nodes.get(i));
    }
    DhtFigures.mend(world);
    world.divided = third::contains;
    world.runFor(APART);
    List<DhtEntry> ofThird = published(true);
    List<DhtEntry> ofOthers = published(false);
    assertThat(found("apart, the smaller part its own", ofThird, true)).isGreaterThanOrEqualTo(99);
    assertThat(found("apart, the larger part its own", ofOthers, false)).isGreaterThanOrEqualTo(99);
    assertThat(found("apart, across", ofOthers, true)).as("it is divided").isZero();

    world.divided = null;
    world.runFor(MENDED_AFTER);

    assertThat(found("healed, the smaller part the other's", ofOthers, true))
        .isGreaterThanOrEqualTo(99.5);
    assertThat(found("healed, the larger part the other's", ofThird, false))
        .isGreaterThanOrEqualTo(99.5);
  }
}
