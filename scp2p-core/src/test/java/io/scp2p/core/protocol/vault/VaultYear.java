package io.scp2p.core.protocol.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.vault.RepairPolicy.Urgency;
import io.scp2p.core.sim.SimWorld;
import io.scp2p.core.vault.VaultLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * An owner's files through a simulated time: holders come and go, some for ever, and are replaced
 * by others. Decisions are those of the node, and every repair is done by the real machine with
 * real bytes, signatures and proofs.
 */
final class VaultYear {
  /** Off for two hours and a half a day, on average. */
  private static final Duration CYCLE = Duration.ofHours(24);

  private static final double UPTIME = 0.9;
  private static final double LEAVING_PER_MONTH = 0.1;
  private static final Duration ROUND = Duration.ofHours(2);
  private static final Duration DELAY = Duration.ofHours(24);
  private static final int FILE_BYTES = 3_500;

  private final SimWorld world;
  private final SimOwner owner;
  private final RandomGenerator random;
  private final boolean adaptive;
  private final double targetNines;
  private final FileCare care =
      new FileCare(new RepairPolicy(DELAY), new Estimates(DELAY, Duration.ofHours(6)));
  private final Map<NodeKey, HolderRecord> records = new HashMap<>();
  private final Set<NodeKey> left = new HashSet<>();
  private final Set<NodeKey> held = new HashSet<>();
  private final List<SimOwner.SimFile> files = new ArrayList<>();
  private final Set<SimOwner.SimFile> lost = new HashSet<>();
  private final Map<SimOwner.SimFile, SimOwner.Transfer> repairing = new HashMap<>();
  private final List<SimOwner.Transfer> transfers = new ArrayList<>();
  private int holders;
  private double leavingPerDay = Leaving.PRIOR_PER_DAY;
  private double riskDays;
  private double riskSum;
  private long looks;
  private long unreadable;
  private double unavailableSum;
  private long neededBytes;
  private long addedBytes;
  private int shardsLost;
  private int repairs;
  private int prematureShards;

  VaultYear(
      long seed, int holderCount, int fileCount, int parity, boolean adaptive, double target) {
    this.world = SimWorld.seeded(seed);
    this.owner = new SimOwner(world, "owner");
    this.random = world.random("churn");
    this.adaptive = adaptive;
    this.targetNines = target;
    for (int i = 0; i < holderCount; i++) {
      comes();
    }
    for (int i = 0; i < fileCount; i++) {
      SimOwner.SimFile file = owner.new SimFile(i, FILE_BYTES, 4, parity, 10);
      files.add(file);
      SimOwner.Transfer put = file.put();
      world.runUntil(put::isOver, Duration.ofMinutes(10));
      assertThat(put.failure).as("put %s", i).isNull();
    }
    // From now on they come and go; those that are there at first have been there for a while.
    for (SimHolder each : List.copyOf(owner.holders.values())) {
      lives(each);
      if (random.nextDouble() > UPTIME) {
        goes(each);
      }
    }
  }

  private long nowSeconds() {
    return world.wall().getEpochSecond();
  }

  private SimHolder comes() {
    SimHolder holder = new SimHolder(world, "holder " + holders++, SimHolder.generous());
    owner.knows(holder);
    records.put(holder.nodeKey(), HolderRecord.met(nowSeconds()));
    return holder;
  }

  private Duration exponential(Duration mean) {
    return Duration.ofMillis((long) (-Math.log(1 - random.nextDouble()) * mean.toMillis()));
  }

  private static Duration times(Duration span, double factor) {
    return Duration.ofMillis((long) (span.toMillis() * factor));
  }

  private void lives(SimHolder holder) {
    double perDay = -Math.log(1 - LEAVING_PER_MONTH) / 30;
    world.schedule(exponential(times(Duration.ofDays(1), 1 / perDay)), () -> leaves(holder));
    world.schedule(exponential(times(CYCLE, UPTIME)), () -> goes(holder));
  }

  private void goes(SimHolder holder) {
    if (holder.isOnline() && !left.contains(holder.nodeKey())) {
      switched(holder, false);
      world.schedule(
          exponential(times(CYCLE, 1 - UPTIME)),
          () -> {
            if (!left.contains(holder.nodeKey())) {
              switched(holder, true);
              world.schedule(exponential(times(CYCLE, UPTIME)), () -> goes(holder));
            }
          });
    }
  }

  private void switched(SimHolder holder, boolean online) {
    holder.online(online);
    records.computeIfPresent(
        holder.nodeKey(), (key, record) -> record.observed(online, nowSeconds()));
  }

  private void leaves(SimHolder holder) {
    switched(holder, false);
    left.add(holder.nodeKey());
    for (SimOwner.SimFile file : files) {
      boolean hit =
          file.receipts.values().stream().anyMatch(r -> r.holder().equals(holder.nodeKey()));
      long whole = file.receipts.values().stream().filter(r -> !left.contains(r.holder())).count();
      shardsLost += hit ? 1 : 0;
      if (whole < 4 && !lost.contains(file)) {
        lost.add(file);
      }
    }
    lives(comes());
  }

  /** Lets days pass, with a round of care every now and then. */
  void days(int days) {
    for (long round = 0; round < days * 24L / ROUND.toHours(); round++) {
      world.runFor(ROUND);
      care();
    }
    world.runFor(Duration.ofHours(1));
    finish();
  }

  private void finish() {
    repairing.entrySet().removeIf(each -> each.getValue().isOver());
  }

  private void care() {
    finish();
    long now = nowSeconds();
    Map<NodeKey, HolderRecord> seen = new HashMap<>();
    for (SimOwner.SimFile file : files) {
      file.receipts
          .values()
          .forEach(
              receipt ->
                  seen.computeIfAbsent(
                      receipt.holder(),
                      key -> {
                        SimHolder holder = owner.holders.get(key);
                        HolderRecord record = records.get(key).observed(holder.isOnline(), now);
                        records.put(key, record);
                        return record;
                      }));
    }
    held.addAll(seen.keySet());
    List<HolderRecord> ever =
        held.stream()
            .map(each -> records.get(each).observed(owner.holders.get(each).isOnline(), now))
            .toList();
    leavingPerDay = Leaving.perDay(ever, now);
    for (SimOwner.SimFile file : files) {
      if (!lost.contains(file)) {
        look(file, seen, now);
      }
    }
  }

  private void look(SimOwner.SimFile file, Map<NodeKey, HolderRecord> seen, long now) {
    VaultLayout layout = file.layout;
    List<FileCare.Kept> kept = new ArrayList<>();
    file.receipts.forEach(
        (index, receipt) ->
            kept.add(new FileCare.Kept(index, receipt.holder(), seen.get(receipt.holder()))));
    FileCare.Look look =
        care.look(layout.dataShards(), layout.parityShards(), kept, leavingPerDay, now);
    looks++;
    unreadable += look.reachable() < layout.dataShards() ? 1 : 0;
    unavailableSum += Math.pow(10, -look.availabilityNines());
    // With every shard in place: what the owner is promised for the year.
    if (look.verdict().shards().isEmpty()) {
      riskSum += Math.pow(10, -look.durabilityNines());
      riskDays++;
    }
    int parity =
        adaptive
            ? care.parity(
                look, layout.dataShards(), layout.parityShards(), targetNines, leavingPerDay, 20)
            : layout.parityShards();
    Urgency urgency = FileCare.urgency(look, layout.dataShards(), layout.parityShards(), parity);
    if (urgency != Urgency.NONE && !repairing.containsKey(file)) {
      SortedSet<Integer> missing = new TreeSet<>(look.verdict().shards());
      repair(file, missing, layout.withParity(parity));
    }
  }

  private void repair(SimOwner.SimFile file, SortedSet<Integer> missing, VaultLayout wanted) {
    Set<Integer> rebuilt = new TreeSet<>(missing);
    int added = 0;
    for (int index = file.layout.totalShards(); index < wanted.totalShards(); index++) {
      rebuilt.add(index);
      added++;
    }
    for (int index : missing) {
      NodeKey holder = file.receipts.get(index) == null ? null : file.receipts.get(index).holder();
      if (holder != null && !left.contains(holder)) {
        prematureShards++;
        assertThat(records.get(holder).awaySeconds(nowSeconds()))
            .as("nothing moves for who is away for a day")
            .isGreaterThan(DELAY.toSeconds());
      }
    }
    repairs++;
    // Theory: k shards are read once, whatever is missing, and each missing one is written.
    long cost = wanted.shardBytes() * (missing.isEmpty() ? 0 : 4 + missing.size());
    neededBytes += cost;
    addedBytes += wanted.shardBytes() * (missing.isEmpty() ? 4 + added : added);
    SimOwner.Transfer transfer = file.repair(wanted, rebuilt);
    transfers.add(transfer);
    repairing.put(file, transfer);
  }

  /** Nobody is there, or everybody: for tests of single absences. */
  SimHolder anyHolderOf(int file) {
    return owner.holders.get(files.get(file).receipts.get(0).holder());
  }

  SimOwner.SimFile file(int number) {
    return files.get(number);
  }

  long repairBytes() {
    return transfers.stream().mapToLong(each -> each.fetchedBytes + each.storedBytes).sum();
  }

  int lostFiles() {
    return lost.size();
  }

  int repairs() {
    return repairs;
  }

  double estimatedDurability() {
    return Durability.nines(riskSum / riskDays);
  }

  double happenedDurability() {
    return Durability.nines(lost.size() / (double) files.size());
  }

  double estimatedAvailability() {
    return Durability.nines(unavailableSum / looks);
  }

  double happenedAvailability() {
    return Durability.nines(unreadable / (double) looks);
  }

  double traffic() {
    return repairBytes() / (double) (neededBytes + addedBytes);
  }

  /** Every file that is not lost is read, once everybody who is left is there. */
  void mustAllBeRead() {
    owner.holders.values().forEach(each -> each.online(!left.contains(each.nodeKey())));
    for (SimOwner.SimFile file : files) {
      if (!lost.contains(file)) {
        SimOwner.Transfer get = file.get();
        world.runUntil(get::isOver, Duration.ofMinutes(5));
        assertThat(get.done).as("file %s", file.id).isTrue();
        assertThat(get.into).isEqualTo(file.plain);
      }
    }
  }

  @Override
  public String toString() {
    Map<String, Integer> codes = new TreeMap<>();
    files.forEach(each -> codes.merge("4+" + each.layout.parityShards(), 1, Integer::sum));
    long failed = transfers.stream().filter(each -> each.failure != null).count();
    return String.format(
        "%d files, %d lost; %d holders, %d left, %d shards lost with them; %d repairs (%d failed),"
            + " %d shards of who came back later; durability: estimated %.2f nines, happened %.2f;"
            + " availability: estimated %.2f nines, happened %.2f; leaving %.4f a day; repair"
            + " traffic %.2f MB of %.2f MB theory (%.2f), of that %.2f MB for more parity; codes %s",
        files.size(),
        lost.size(),
        holders,
        left.size(),
        shardsLost,
        repairs,
        failed,
        prematureShards,
        estimatedDurability(),
        happenedDurability(),
        estimatedAvailability(),
        happenedAvailability(),
        leavingPerDay,
        repairBytes() / 1e6,
        (neededBytes + addedBytes) / 1e6,
        traffic(),
        addedBytes / 1e6,
        Collections.unmodifiableMap(codes));
  }
}
