package io.scp2p.core.protocol.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.vault.SimHolder.Vice;
import io.scp2p.core.sim.SimWorld;
import io.scp2p.core.vault.VaultLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An owner and its holders, honest and not, with the real machines, codecs and ciphers. */
class VaultSimulationTest {
  private static final int LOG = 10;
  private static final Duration LONG = Duration.ofMinutes(30);

  private SimWorld world;
  private SimOwner owner;
  private List<SimHolder> holders;

  private void world(long seed, int count) {
    world = SimWorld.seeded(seed);
    owner = new SimOwner(world, "alice");
    holders = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      SimHolder holder = new SimHolder(world, "holder " + i, SimHolder.generous());
      holders.add(holder);
      owner.knows(holder);
    }
  }

  private SimOwner.SimFile stored(int size, int k, int m) {
    SimOwner.SimFile file = owner.new SimFile(1, size, k, m, LOG);
    SimOwner.Transfer put = file.put();
    world.runUntil(put::isOver, LONG);
    assertThat(put.failure).isNull();
    assertThat(put.buffers).as("the owner keeps nothing").isEmpty();
    assertThat(put.mostBuffers).isLessThanOrEqualTo(PutMachine.MAX_RUNS);
    return file;
  }

  private void comesBack(SimOwner.SimFile file) {
    SimOwner.Transfer get = file.get();
    world.runUntil(get::isOver, LONG);
    assertThat(get.failure).isNull();
    assertThat(get.into).isEqualTo(file.plain);
    assertThat(get.mostBuffers).isLessThanOrEqualTo(GetMachine.MAX_RUNS);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 7, 20_260_101})
  void anyOneOfThreeHoldersMayDie(long seed) {
    world(seed, 3);
    SimOwner.SimFile file = stored(480_000, 4, 2);
    for (SimHolder holder : holders) {
      assertThat(holder.disk).as("two shards each").hasSize(2);
    }
    for (SimHolder dead : holders) {
      dead.online(false);
      comesBack(file);
      dead.online(true);
    }
  }

  @ParameterizedTest(name = "{0} bytes")
  @ValueSource(ints = {0, 1, 4_079, 4_080, 4_081, 32_640, 100_000})
  void anyTwoOfSixHoldersMayDie(int size) {
    world(3, 6);
    SimOwner.SimFile file = stored(size, 4, 2);
    for (int a = 0; a < 6; a++) {
      for (int b = a + 1; b < 6; b++) {
        holders.get(a).online(false);
        holders.get(b).online(false);
        comesBack(file);
        holders.get(a).online(true);
        holders.get(b).online(true);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Vice.class)
  void aBadHolderAmongManyCostsNothingButItsReputation(Vice vice) {
    world(5, 8);
    for (SimHolder holder : holders) {
      if (owner.misbehaviour.isEmpty() && holder == holders.get(0)) {
        holder.vices.add(vice);
      }
    }
    SimOwner.SimFile first = stored(200_000, 4, 2);
    comesBack(first);
    SimOwner.SimFile second = owner.new SimFile(2, 90_000, 6, 2, LOG);
    SimOwner.Transfer put = second.put();
    world.runUntil(put::isOver, LONG);
    assertThat(put.failure).isNull();
    comesBack(second);
    NodeKey bad = holders.get(0).nodeKey();
    assertThat(owner.misbehaviour)
        .allSatisfy(
            effect ->
                assertThat(
                        effect instanceof VaultEffect.Misbehaved who
                            ? who.holder()
                            : ((VaultEffect.Missing) effect).holder())
                    .isEqualTo(bad));
    if (vice == Vice.CORRUPTS || vice == Vice.DROPS || vice == Vice.FORGES_RECEIPTS) {
      assertThat(owner.misbehaviour).isNotEmpty();
    }
  }

  @Test
  void twoBadHoldersOfSixCannotSpoilARead() {
    world(11, 6);
    SimOwner.SimFile file = stored(150_000, 4, 2);
    holders.get(1).vices.add(Vice.CORRUPTS);
    holders.get(4).vices.add(Vice.STALLS);
    comesBack(file);
    holders.get(2).vices.add(Vice.CORRUPTS);
    SimOwner.Transfer get = file.get();
    world.runUntil(get::isOver, LONG);
    assertThat(get.failure).as("three of six are one too many").isEqualTo(ErrorCode.SHARDS_MISSING);
  }

  @Test
  void oneBadLeafInMoreShardsThanMayBeLostSpoilsNothing() {
    world(12, 9);
    // Shards of 24 pieces in three runs: three of six have a bad leaf, each in another run.
    SimOwner.SimFile file = stored(24 * 4_080, 4, 2);
    assertThat(file.layout.runs()).isEqualTo(3);
    Set<Integer> spoiled = Set.of(0, 2, 5);
    int run = 0;
    for (int index : new java.util.TreeSet<>(spoiled)) {
      Target target = file.targets.get(index);
      owner.holders.get(target.holder()).damage(target.shard(), run++ * 8_192 + 3_000);
    }
    comesBack(file);
    assertThat(owner.misbehaviour).as("told once of each").hasSizeLessThanOrEqualTo(3);
    List<Source> suspects =
        file.sources().stream()
            .filter(each -> spoiled.contains(each.index()))
            .map(s -> new Source(s.index(), s.holder(), s.shard(), s.hash(), true))
            .toList();
    owner.misbehaviour.clear();
    Map<Integer, io.scp2p.core.wire.Bytes> hashes = new TreeMap<>(file.hashes);
    SimOwner.Transfer repair = file.repair(file.layout, spoiled, suspects);
    world.runUntil(repair::isOver, LONG);
    assertThat(repair.failure).isNull();
    assertThat(file.hashes).isEqualTo(hashes);
    assertThat(owner.misbehaviour).as("it is known already").isEmpty();
    // Whole again: any two may die.
    owner.holders.get(file.receipts.get(1).holder()).online(false);
    owner.holders.get(file.receipts.get(4).holder()).online(false);
    comesBack(file);
  }

  @Test
  void aStalledHolderHardlySlowsAReadDown() {
    world(13, 6);
    SimOwner.SimFile file = stored(4_000_000, 4, 2);
    comesBack(file);
    Duration before = world.elapsed();
    comesBack(file);
    Duration healthy = world.elapsed().minus(before);

    holders.get(0).vices.add(Vice.STALLS);
    before = world.elapsed();
    comesBack(file);
    Duration stalled = world.elapsed().minus(before);
    assertThat(stalled.toMillis()).isLessThan(healthy.toMillis() * 110 / 100);
  }

  @ParameterizedTest(name = "after {0} ms")
  @ValueSource(ints = {25, 60, 100, 150, 220, 400, 2_000})
  void afterACrashWhatWasAcknowledgedIsNotSentAgain(int millis) {
    world(17, 6);
    SimOwner.SimFile file = owner.new SimFile(1, 300_000, 4, 2, LOG);
    SimOwner.Transfer put = file.put();
    world.runFor(Duration.ofMillis(millis));
    put.crashed = true;
    world.runFor(Duration.ofSeconds(2));

    SimOwner.Transfer again = file.resumePut();
    world.runUntil(again::isOver, LONG);
    assertThat(again.failure).isNull();
    comesBack(file);
    long runs = (put.storedBytes + again.storedBytes) / (6 * 8_192L) + 1;
    long received = holders.stream().mapToLong(holder -> holder.receivedBytes).sum();
    long shards = 6 * file.layout.shardBytes();
    // What was in flight at the crash may come twice: one run for each holder, and the orders.
    assertThat(received).isLessThan(shards + 6 * 8_192 + runs * 6 * 200 + 6 * 2_000);
  }

  @Test
  void aPutRestsAndGoesOn() {
    world(19, 6);
    SimOwner.SimFile file = owner.new SimFile(1, 300_000, 4, 2, LOG);
    SimOwner.Transfer put = file.put();
    world.runFor(Duration.ofMillis(120));
    put.tell(new VaultInput.Pause());
    assertThat(put.paused).isEqualTo(1);
    assertThat(put.buffers).isEmpty();
    world.runFor(Duration.ofMinutes(5));
    long stored = put.storedBytes;
    world.runFor(Duration.ofMinutes(5));
    assertThat(put.storedBytes).isEqualTo(stored);
    assertThat(put.isOver()).isFalse();

    put.tell(new VaultInput.Resume());
    world.runUntil(put::isOver, LONG);
    comesBack(file);
  }

  @ParameterizedTest(name = "after {0} ms")
  @ValueSource(ints = {0, 15, 60, 150, 300})
  void aCancelledPutLeavesNothingBehind(int millis) {
    world(23, 6);
    SimOwner.SimFile file = owner.new SimFile(1, 600_000, 4, 2, LOG);
    SimOwner.Transfer put = file.put();
    world.runFor(Duration.ofMillis(millis));
    put.tell(new VaultInput.Cancel());
    world.runUntil(put::isOver, Duration.ofSeconds(11));
    assertThat(put.failure).isEqualTo(ErrorCode.CANCELLED);
    world.runFor(Duration.ofSeconds(1));
    assertThat(put.buffers).isEmpty();
    assertThat(owner.toDelete).isEmpty();
    assertThat(holders).allSatisfy(holder -> assertThat(holder.disk).isEmpty());
    assertThat(holders).allSatisfy(h -> assertThat(h.ledger().usedBytes()).isZero());
  }

  @Test
  void aPutWithoutEnoughHoldersFailsAndLeavesNothingBehind() {
    world(29, 3);
    SimOwner.SimFile file = owner.new SimFile(1, 200_000, 4, 2, LOG);
    SimOwner.Transfer put = file.put();
    world.runFor(Duration.ofMillis(50));
    holders.get(1).online(false);
    world.runUntil(put::isOver, LONG);
    assertThat(put.failure).isEqualTo(ErrorCode.PLACEMENT_IMPOSSIBLE);
    assertThat(holders.get(0).disk).isEmpty();
    assertThat(holders.get(2).disk).isEmpty();
    // The dead one is told when it is back; what was open there runs out by itself.
    assertThat(owner.toDelete).isNotEmpty();
    world.runFor(Duration.ofHours(25));
    holders.get(1).sweep();
    assertThat(holders.get(1).disk).isEmpty();
  }

  @Test
  void aHolderThatDiesInAPutIsReplaced() {
    world(31, 8);
    SimOwner.SimFile file = owner.new SimFile(1, 300_000, 4, 2, LOG);
    SimOwner.Transfer put = file.put();
    world.runFor(Duration.ofMillis(100));
    NodeKey victim = file.targets.get(2).holder();
    owner.holders.get(victim).online(false);
    world.runUntil(put::isOver, LONG);
    assertThat(put.failure).isNull();
    assertThat(file.receipts.get(2).holder()).isNotEqualTo(victim);
    comesBack(file);
  }

  @Test
  void aRepairReadsKShardsHoweverManyAreLost() {
    for (Set<Integer> lost : List.of(Set.of(1), Set.of(0, 5))) {
      world(37, 9);
      SimOwner.SimFile file = stored(300_000, 4, 2);
      Map<Integer, io.scp2p.core.wire.Bytes> hashes = new TreeMap<>(file.hashes);
      lost.forEach(i -> owner.holders.get(file.targets.get(i).holder()).online(false));

      SimOwner.Transfer repair = file.repair(file.layout, lost);
      world.runUntil(repair::isOver, LONG);
      assertThat(repair.failure).isNull();
      assertThat(repair.fetchedBytes)
          .isBetween(4 * file.layout.shardBytes(), 5 * file.layout.shardBytes());
      assertThat(repair.storedBytes).isEqualTo(lost.size() * file.layout.shardBytes());
      assertThat(file.hashes).isEqualTo(hashes);
      assertThat(repair.buffers).isEmpty();
      comesBack(file);
    }
  }

  @Test
  void repairsKeepTheirPaceTogether() {
    world(38, 9);
    SimOwner.SimFile file = stored(300_000, 4, 2);
    long bytes = 5 * file.layout.shardBytes();
    owner.pace = new RepairPace(20_000);
    owner.holders.get(file.targets.get(1).holder()).online(false);
    Duration before = world.elapsed();
    SimOwner.Transfer repair = file.repair(file.layout, Set.of(1));
    world.runUntil(repair::isOver, LONG);
    assertThat(repair.failure).isNull();
    // The last run is paid for by the next repair.
    assertThat(world.elapsed().minus(before))
        .isBetween(Duration.ofMillis(bytes * 9 / 10 / 20), Duration.ofMillis(bytes * 13 / 10 / 20));
    comesBack(file);
  }

  @Test
  void aShardThatIsOnlyMovedIsReadOnceAndFromItsHolder() {
    world(39, 9);
    SimOwner.SimFile file = stored(100_000, 4, 2);
    Source from = file.sources().get(2);
    NodeKey free =
        owner.holders.keySet().stream()
            .filter(each -> file.targets.values().stream().noneMatch(t -> t.holder().equals(each)))
            .findFirst()
            .orElseThrow();
    SimOwner.Transfer move = file.move(from, free);
    world.runUntil(move::isOver, LONG);
    assertThat(move.failure).isNull();
    assertThat(move.fetchedBytes).isEqualTo(file.layout.shardBytes());
    assertThat(move.storedBytes).isEqualTo(file.layout.shardBytes());
    assertThat(file.receipts.get(2).holder()).isEqualTo(free);
    assertThat(file.receipts.get(2).hash()).isEqualTo(from.hash());
    comesBack(file);
  }

  @Test
  void parityIsAddedWithoutTouchingWhatIsThere() {
    world(41, 10);
    SimOwner.SimFile file = stored(200_000, 4, 2);
    long before = holders.stream().mapToLong(holder -> holder.receivedBytes).sum();
    SimOwner.Transfer more = file.repair(file.layout.withParity(4), Set.of(6, 7));
    world.runUntil(more::isOver, LONG);
    assertThat(more.failure).isNull();
    long sent = holders.stream().mapToLong(holder -> holder.receivedBytes).sum() - before;
    assertThat(sent).isLessThan(2 * file.layout.shardBytes() + 20_000);
    for (int index : List.of(0, 2, 3, 5)) {
      owner.holders.get(file.receipts.get(index).holder()).online(false);
    }
    comesBack(file);
  }

  /**
   * The hash of new parity is unknown, and the holder has pieces of an attempt that was cut off.
   */
  @ParameterizedTest(name = "after {0} ms")
  @ValueSource(ints = {120, 200, 260, 320, 500})
  void parityThatWasBegunBeforeARestartIsFinished(int millis) {
    world(42, 10);
    SimOwner.SimFile file = stored(24 * 4_080, 4, 2);
    VaultLayout wanted = file.layout.withParity(3);
    SimOwner.Transfer first = file.repair(wanted, Set.of(6));
    world.runFor(Duration.ofMillis(millis));
    Target target = file.targets.get(6);
    first.crashed = true;
    world.runFor(Duration.ofMinutes(1));
    file.receipts.remove(6);
    file.hashes.remove(6);

    SimOwner.Transfer again = file.repairAt(wanted, target);
    world.runUntil(again::isOver, LONG);
    assertThat(again.failure).isNull();
    assertThat(again.storedBytes + first.storedBytes)
        .as("what the holder has is not sent again, but for what was on its way")
        .isLessThanOrEqualTo(wanted.shardBytes() + 8_192);
    for (int index : List.of(0, 3, 5)) {
      owner.holders.get(file.receipts.get(index).holder()).online(false);
    }
    comesBack(file);
  }

  @Test
  void aRepairThatStandsStillEnds() {
    world(44, 10);
    SimOwner.SimFile file = stored(24 * 4_080, 4, 2);
    owner.holders.get(file.targets.get(1).holder()).online(false);
    SimOwner.Transfer repair = file.repair(file.layout, Set.of(1));
    repair.deaf = true;
    world.runUntil(repair::isOver, Duration.ofMinutes(11));
    assertThat(repair.failure).isEqualTo(ErrorCode.STALLED);
  }

  /** Holders come and go all the time; a bad one among them. Nothing is lost. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {2, 43, 4_711, 99_991})
  void churnIsSurvived(long seed) {
    world(seed, 10);
    RandomGenerator random = world.random("churn");
    holders.get(3).vices.add(Vice.CORRUPTS);
    churn(random);
    for (int round = 0; round < 6; round++) {
      SimOwner.SimFile file =
          owner.new SimFile(round + 1, 50_000 + random.nextInt(100_000), 4, 3, LOG);
      SimOwner.Transfer put = file.put();
      world.runUntil(put::isOver, Duration.ofHours(3));
      if (put.failure != null) {
        assertThat(put.failure).isEqualTo(ErrorCode.PLACEMENT_IMPOSSIBLE);
        continue;
      }
      boolean read = false;
      for (int attempt = 0; attempt < 20 && !read; attempt++) {
        SimOwner.Transfer get = file.get();
        world.runUntil(get::isOver, Duration.ofHours(3));
        if (get.failure == null) {
          assertThat(get.into).isEqualTo(file.plain);
          read = true;
        } else {
          assertThat(get.failure).isEqualTo(ErrorCode.SHARDS_MISSING);
        }
      }
      assertThat(read).as("round %d", round).isTrue();
    }
  }

  private void churn(RandomGenerator random) {
    SimHolder one = holders.get(random.nextInt(holders.size()));
    long away = holders.stream().filter(holder -> !holder.isOnline()).count();
    one.online(!one.isOnline() || away >= 3);
    if (random.nextInt(4) == 0) {
      one.restart();
    }
    world.schedule(Duration.ofMillis(50 + random.nextInt(3_000)), "churn", () -> churn(random));
  }
}
