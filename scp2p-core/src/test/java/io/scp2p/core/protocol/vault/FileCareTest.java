package io.scp2p.core.protocol.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.scp2p.api.id.FileId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.vault.RepairPolicy.Urgency;
import io.scp2p.core.vault.Keys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Judging files, measuring holders, evening out. */
class FileCareTest {
  private static final long DAY = 86_400;
  private static final FileCare CARE =
      new FileCare(
          new RepairPolicy(Duration.ofDays(1)),
          new Estimates(Duration.ofDays(1), Duration.ofHours(6)));

  private static NodeKey holder(int number) {
    return NodeKey.of(Keys.bytes(number, NodeKey.LENGTH));
  }

  /** There for some days with this uptime. */
  private static HolderRecord watched(double uptime, int days) {
    HolderRecord record = HolderRecord.met(0);
    for (int hour = 1; hour <= 24 * days; hour++) {
      record = record.observed((hour * 7) % 10 < uptime * 10, hour * 3_600L);
    }
    return record.observed(true, 24L * days * 3_600);
  }

  private static List<FileCare.Kept> kept(HolderRecord record, int count) {
    List<FileCare.Kept> kept = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      kept.add(new FileCare.Kept(i, holder(i), record));
    }
    return kept;
  }

  @Test
  void parityGrowsWhenWhatWasMeasuredDoesNotReachTheTargetAndNotBefore() {
    HolderRecord bad = watched(0.5, 20);
    FileCare.Look look = CARE.look(4, 2, kept(bad, 6), Leaving.PRIOR_PER_DAY, 20 * DAY);
    assertThat(look.uptime()).isCloseTo(0.5, within(0.06));
    assertThat(look.durabilityNines()).isLessThan(4);
    int wanted = CARE.parity(look, 4, 2, 4, Leaving.PRIOR_PER_DAY, 20);
    assertThat(wanted).isGreaterThan(2);
    assertThat(FileCare.urgency(look, 4, 2, wanted)).isEqualTo(Urgency.LAZY);
    // The same estimate of somebody just met is a guess, and no byte moves for a guess.
    HolderRecord met = HolderRecord.met(0).observed(true, 3_600);
    FileCare.Look early = CARE.look(4, 2, kept(met, 6), Leaving.PRIOR_PER_DAY, 3_600);
    assertThat(CARE.parity(early, 4, 2, 12, Leaving.PRIOR_PER_DAY, 20)).isEqualTo(2);
    // No holder for more.
    assertThat(CARE.parity(look, 4, 2, 12, Leaving.PRIOR_PER_DAY, 3)).isEqualTo(3);
    // The next parity reaches the target, so it stays.
    FileCare.Look more =
        CARE.look(4, wanted, kept(bad, 4 + wanted), Leaving.PRIOR_PER_DAY, 20 * DAY);
    assertThat(more.durabilityNines()).isGreaterThanOrEqualTo(4);
    assertThat(CARE.parity(more, 4, wanted, 4, Leaving.PRIOR_PER_DAY, 20)).isEqualTo(wanted);
  }

  @Test
  void twoHoldersOfOneShardAreOneShardAndTheBetterOneCounts() {
    List<FileCare.Kept> kept = kept(watched(0.9, 10), 6);
    HolderRecord gone = watched(0.9, 5).observed(false, 5 * DAY);
    kept.add(new FileCare.Kept(5, holder(9), gone));
    FileCare.Look look = CARE.look(4, 2, kept, 0.001, 10 * DAY);
    assertThat(look.placed()).isEqualTo(6);
    assertThat(look.reachable()).isEqualTo(6);
    assertThat(look.verdict().urgency()).isEqualTo(Urgency.NONE);
    // Who is gone for long does not count in the estimate.
    kept.removeIf(each -> each.index() == 5 && each.record() != gone);
    FileCare.Look less = CARE.look(4, 2, kept, 0.001, 10 * DAY);
    assertThat(less.verdict().shards()).containsExactly(5);
    assertThat(less.durabilityNines()).isLessThan(look.durabilityNines());
  }

  @Test
  void timeThatWasNotWatchedMakesNobodyAbsent() {
    HolderRecord there = watched(1, 3);
    HolderRecord slept = there.unobserved(33 * DAY).observed(false, 33 * DAY);
    assertThat(slept.awaySeconds(33 * DAY)).isZero();
    assertThat(slept.uptime()).isCloseTo(there.uptime(), within(0.001));
    // An absence of an hour is one of an hour after a month of sleep.
    HolderRecord away = there.observed(false, 3 * DAY).observed(false, 3 * DAY + 3_600);
    assertThat(away.unobserved(33 * DAY).awaySeconds(33 * DAY)).isEqualTo(3_600);
    assertThat(HolderRecord.heardOf(5).awaySeconds(105)).isEqualTo(100);
  }

  @Test
  void whoeverLeavesIsCounted() {
    List<HolderRecord> holders = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      holders.add(watched(0.9, 30));
    }
    double steady = Leaving.perDay(holders, 30 * DAY);
    assertThat(steady).isLessThan(Leaving.PRIOR_PER_DAY);
    for (int i = 0; i < 30; i++) {
      holders.set(i, watched(0.9, 15).observed(false, 15 * DAY));
    }
    // 30 have left in 2,550 days of holders, as far as both are not forgotten yet.
    assertThat(Leaving.perDay(holders, 30 * DAY)).isCloseTo(30 / 2_550.0, within(0.003));
    assertThat(Leaving.perDay(List.of(), 0)).isEqualTo(Leaving.PRIOR_PER_DAY);
  }

  @Test
  void repairsTogetherKeepThePace() {
    RepairPace pace = new RepairPace(1_000);
    assertThat(pace.take(0, 5_000)).isTrue();
    assertThat(pace.take(Duration.ofMillis(4_999).toNanos(), 1)).isFalse();
    assertThat(pace.freeAtNanos()).isEqualTo(Duration.ofSeconds(5).toNanos());
    assertThat(pace.take(Duration.ofSeconds(5).toNanos(), 1_000)).isTrue();
    assertThat(pace.take(Duration.ofMillis(5_500).toNanos(), 1_000)).isFalse();
  }

  private static Candidate candidate(int number, long free, String... domains) {
    return new Candidate(holder(number), Set.of(domains), free, 1);
  }

  private static Rebalance.Shelf shelf(int file, Candidate... holders) {
    Map<Integer, Candidate> placed = new TreeMap<>();
    for (int i = 0; i < holders.length; i++) {
      placed.put(i, holders[i]);
    }
    byte[] id = new byte[FileId.LENGTH];
    id[0] = (byte) file;
    return new Rebalance.Shelf(FileId.of(id), 1_000_000, placed);
  }

  @Test
  void shardsThatCrowdAHolderOrADomainMove() {
    long room = 100_000_000;
    Candidate a = candidate(1, room, "net:a");
    Candidate b = candidate(2, room, "net:a");
    Candidate c = candidate(3, room, "net:c");
    Candidate d = candidate(4, room, "net:d");
    List<Candidate> all = List.of(a, b, c, d);
    List<Rebalance.Move> moves = Rebalance.plan(List.of(shelf(1, a, a, b)), all);
    Map<NodeKey, Integer> count = new HashMap<>();
    moves.forEach(move -> count.merge(move.to(), 1, Integer::sum));
    assertThat(moves).hasSize(2);
    assertThat(count.keySet()).containsExactlyInAnyOrder(c.holder(), d.holder());
    // Already as good as it gets: nothing moves, and nothing moves without room.
    assertThat(Rebalance.plan(List.of(shelf(1, a, c, d)), all)).isEmpty();
    assertThat(Rebalance.plan(List.of(shelf(1, a, a)), List.of(candidate(3, 100)))).isEmpty();
  }

  @Test
  void whoIsMuchFullerGivesToWhoIsEmpty() {
    long room = 4_000_000;
    List<Rebalance.Shelf> shelves = new ArrayList<>();
    for (int file = 0; file < 12; file++) {
      shelves.add(shelf(file, candidate(1, room), candidate(2, room)));
    }
    List<Candidate> all = List.of(candidate(1, room), candidate(2, room), candidate(3, 30_000_000));
    List<Rebalance.Move> moves = Rebalance.plan(shelves, all);
    assertThat(moves).isNotEmpty().hasSizeLessThan(12);
    assertThat(moves).allMatch(move -> move.to().equals(holder(3)));
    assertThat(moves).extracting(Rebalance.Move::file).doesNotHaveDuplicates();
  }
}
