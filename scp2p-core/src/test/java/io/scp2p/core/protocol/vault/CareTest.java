package io.scp2p.core.protocol.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.vault.RepairPolicy.Condition;
import io.scp2p.core.protocol.vault.RepairPolicy.Urgency;
import io.scp2p.core.vault.Keys;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.vault.PageList;
import io.scp2p.core.wire.vault.VaultRefusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Looking after what is stored: audits, reputation, estimates, the decision to repair. */
class CareTest {
  private static final RepairPolicy POLICY = new RepairPolicy(Duration.ofHours(24));
  private static final NodeKey HOLDER = NodeKey.of(Keys.bytes(1, 32));

  private static RepairPolicy.Verdict look(Condition... conditions) {
    return POLICY.look(4, 2, List.of(conditions));
  }

  @Test
  void aDayAwayMovesNoByte() {
    HolderRecord away = HolderRecord.met(0).observed(true, 1_000).observed(false, 2_000);
    assertThat(POLICY.condition(away, 2_000 + 86_400)).isEqualTo(Condition.AWAY);
    assertThat(POLICY.condition(away, 2_000 + 86_401)).isEqualTo(Condition.GONE);
    assertThat(POLICY.condition(away.observed(true, 90_000), 90_001))
        .isEqualTo(Condition.REACHABLE);
    Condition ok = Condition.REACHABLE;
    Condition absent = Condition.AWAY;
    assertThat(look(ok, ok, ok, ok, ok, absent).urgency()).isEqualTo(Urgency.NONE);
    assertThat(look(ok, ok, ok, ok, absent, absent).urgency()).isEqualTo(Urgency.NONE);
    assertThat(look(ok, ok, absent, absent, absent, absent).urgency()).isEqualTo(Urgency.NONE);
  }

  @Test
  void whatIsLostIsRepairedLazilyAndAtOnceBelowKPlusOne() {
    Condition ok = Condition.REACHABLE;
    Condition lost = Condition.LOST;
    assertThat(look(ok, ok, ok, ok, ok, ok).urgency()).isEqualTo(Urgency.NONE);
    assertThat(look(ok, lost, ok, ok, ok, ok).urgency()).isEqualTo(Urgency.LAZY);
    assertThat(look(ok, lost, ok, ok, ok, ok).shards()).containsExactly(1);
    assertThat(look(ok, Condition.GONE, ok, ok, ok, lost).urgency()).isEqualTo(Urgency.IMMEDIATE);
    assertThat(look(ok, lost, lost, lost, ok, ok).urgency()).isEqualTo(Urgency.NONE);
    // What failed a proof is missing, and still something to read from.
    Condition suspect = Condition.SUSPECT;
    assertThat(look(ok, suspect, suspect, suspect, ok, ok).urgency()).isEqualTo(Urgency.IMMEDIATE);
    assertThat(look(ok, suspect, suspect, suspect, ok, ok).shards()).containsExactly(1, 2, 3);
    assertThat(look(ok, suspect, lost, lost, ok, lost).urgency()).isEqualTo(Urgency.NONE);
    // With more parity it waits, so that one reading serves two shards.
    List<Condition> eight = new ArrayList<>(Collections.nCopies(8, ok));
    eight.set(0, lost);
    assertThat(POLICY.look(4, 4, eight).urgency()).isEqualTo(Urgency.NONE);
    eight.set(1, lost);
    assertThat(POLICY.look(4, 4, eight).urgency()).isEqualTo(Urgency.LAZY);
  }

  @Test
  void uptimeAndProofsMakeTheReputation() {
    HolderRecord steady = HolderRecord.met(0);
    HolderRecord flaky = HolderRecord.met(0);
    for (long hour = 1; hour <= 24 * 30; hour++) {
      steady = steady.observed(true, hour * 3_600);
      flaky = flaky.observed(hour % 2 == 0, hour * 3_600);
    }
    assertThat(steady.uptime()).isGreaterThan(0.97);
    assertThat(flaky.uptime()).isCloseTo(0.5, within(0.05));
    assertThat(steady.reputation()).isGreaterThan(flaky.reputation());
    HolderRecord cheat = steady.audited(true).audited(false);
    assertThat(cheat.reputation()).isLessThan(0.1);
    HolderRecord proven = steady;
    for (int i = 0; i < 50; i++) {
      proven = proven.audited(true);
    }
    assertThat(proven.audited(false).reputation()).isGreaterThan(cheat.reputation());
  }

  @Test
  void availabilityIsThatOfTheBinomial() {
    double[] nine = {0.9, 0.9, 0.9, 0.9, 0.9, 0.9};
    // P(at least 4 of 6) = 0.98415
    assertThat(Durability.availabilityNines(4, nine)).isCloseTo(1.80, within(0.01));
    assertThat(Durability.availabilityNines(1, new double[] {0.9, 0.9, 0.9}))
        .as("three copies are available more often")
        .isCloseTo(3.0, within(0.01));
    assertThat(Durability.availabilityNines(1, new double[] {1})).isEqualTo(12);
  }

  @Test
  @Tag("long")
  void durabilityIsWhatHappensToAMillionFiles() {
    double leaving = 1 - Math.pow(0.9, 1 / 30.0);
    double estimate =
        Durability.durabilityNines(4, 2, 0.9, leaving, 1, Duration.ofDays(1), Duration.ofHours(12));
    // The same process drawn at random: 100,000 files, 365 days in steps of an hour.
    SplittableRandom random = new SplittableRandom(1);
    int files = 100_000;
    int lost = 0;
    double step = 1 / 8.0;
    for (int file = 0; file < files; file++) {
      int missing = 0;
      for (double day = 0; day < 365 && missing <= 2; day += step) {
        if (random.nextDouble() < (6 - missing) * leaving * step) {
          missing++;
        }
        if (missing > 0 && missing <= 2 && random.nextDouble() < step / 1.5) {
          missing = 0;
        }
      }
      lost += missing > 2 ? 1 : 0;
    }
    assertThat(estimate).isCloseTo(Durability.nines(lost / (double) files), within(0.5));
  }

  @Test
  void parityGrowsWithWhatHoldersAreWorth() {
    Duration day = Duration.ofDays(1);
    double leaving = 1 - Math.pow(0.9, 1 / 30.0);
    Estimates estimates = new Estimates(day, Duration.ofHours(6));
    int good = estimates.parityFor(4, 4, 2, 32, 0.99, leaving / 10);
    int bad = estimates.parityFor(4, 4, 2, 32, 0.9, leaving);
    assertThat(good).isEqualTo(2);
    assertThat(bad).isBetween(3, 8);
    assertThat(estimates.parityFor(0, 4, 2, 32, 0.5, 0.5)).isEqualTo(2);
    assertThat(estimates.parityFor(12, 4, 2, 5, 0.5, 0.5)).as("no holder for more").isEqualTo(5);
    assertThat(estimates.durabilityNines(4, 2, 0.9, leaving))
        .isCloseTo(
            Durability.durabilityNines(4, 2, 0.9, leaving, 1, day, Duration.ofHours(6)),
            within(0.05));
  }

  @Test
  void holdersAreAuditedNowAndThenAndSilenceIsNoFailure() {
    AuditMachine machine = new AuditMachine(Duration.ofHours(12), new SplittableRandom(1));
    Source source = new Source(2, HOLDER, Bytes.wrap(new byte[32]), Bytes.wrap(new byte[32]));
    machine.accept(
        0, new AuditMachine.Input.Holds(HOLDER, List.of(new AuditMachine.Held(source, 100_000))));
    long now = 0;
    List<Long> leaves = new ArrayList<>();
    List<AuditMachine.Effect> verdicts = new ArrayList<>();
    List<VaultAnswer> answers =
        List.of(
            new VaultAnswer.Verified(),
            new VaultAnswer.Lied(),
            new VaultAnswer.Refused(VaultRefusal.UNKNOWN_SHARD),
            new VaultAnswer.Refused(VaultRefusal.BUSY),
            new VaultAnswer.Failed());
    for (VaultAnswer answer : answers) {
      OptionalLong due = machine.deadlineNanos();
      assertThat(due.orElseThrow() - now).isBetween(0L, Duration.ofHours(12).toNanos());
      now = due.getAsLong();
      AuditMachine.Effect.Prove prove = (AuditMachine.Effect.Prove) machine.onTimeout(now).get(0);
      leaves.add(prove.leaf());
      verdicts.addAll(machine.accept(now, new AuditMachine.Input.Answered(prove.ask(), answer)));
    }
    assertThat(leaves).allMatch(leaf -> leaf >= 0 && leaf < 98);
    assertThat(leaves.stream().distinct().count()).isGreaterThan(2);
    assertThat(verdicts)
        .containsExactly(
            new AuditMachine.Effect.Passed(source),
            new AuditMachine.Effect.Failed(source),
            new AuditMachine.Effect.Failed(source));
    machine.accept(now, new AuditMachine.Input.Holds(HOLDER, List.of()));
    assertThat(machine.deadlineNanos()).isEmpty();
  }

  @Test
  void anExchangeFetchesWhatIsNewThenLeavesWhatIsOwn() {
    Bytes mine = Bytes.wrap(Keys.bytes(1, 8));
    Bytes other = Bytes.wrap(Keys.bytes(2, 8));
    CatalogSync sync =
        new CatalogSync(
            0,
            HOLDER,
            mine,
            Map.of(new CatalogSync.Key(1, other), 4L),
            Map.of(1, 7L, 2, 3L),
            Set.of());
    long list = ((CatalogSync.Effect.ListPages) sync.start().get(0)).ask();
    List<CatalogSync.Effect> effects =
        sync.accept(
            0,
            new CatalogSync.Input.Listed(
                list,
                List.of(
                    new PageList.Entry(1, other, 4),
                    new PageList.Entry(2, other, 9),
                    new PageList.Entry(2, mine, 3))));
    assertThat(effects).hasSize(1);
    CatalogSync.Effect.Fetch fetch = (CatalogSync.Effect.Fetch) effects.get(0);
    assertThat(fetch.page()).isEqualTo(new PageList.Entry(2, other, 9));
    effects = sync.accept(0, new CatalogSync.Input.Finished(fetch.ask()));
    assertThat(effects).hasSize(1);
    CatalogSync.Effect.Store store = (CatalogSync.Effect.Store) effects.get(0);
    assertThat(store.page()).isEqualTo(1);
    assertThat(store.sequence()).isEqualTo(7);
    assertThat(sync.accept(0, new CatalogSync.Input.Finished(store.ask())))
        .containsExactly(new CatalogSync.Effect.Done(HOLDER, true));
    CatalogSync late = new CatalogSync(0, HOLDER, mine, Map.of(), Map.of(), Set.of());
    late.start();
    assertThat(late.onTimeout(Duration.ofMinutes(3).toNanos()))
        .containsExactly(new CatalogSync.Effect.Done(HOLDER, false));
  }

  @Test
  void whatThisDeviceHasLostIsFetchedBeforeItsPlaceIsTaken() {
    Bytes mine = Bytes.wrap(Keys.bytes(1, 8));
    Map<Integer, Long> own = Map.of(1, 9L, 2, 9L, 3, 9L);
    // Page 1 was lost and written anew; of page 3 the holder has what this device has forgotten.
    List<PageList.Entry> there =
        List.of(
            new PageList.Entry(1, mine, 5),
            new PageList.Entry(2, mine, 5),
            new PageList.Entry(3, mine, 12));
    CatalogSync sync = new CatalogSync(0, HOLDER, mine, Map.of(), own, Set.of(1));
    long list = ((CatalogSync.Effect.ListPages) sync.start().get(0)).ask();
    List<CatalogSync.Effect> effects = sync.accept(0, new CatalogSync.Input.Listed(list, there));
    assertThat(effects)
        .extracting(each -> ((CatalogSync.Effect.Fetch) each).page())
        .containsExactly(there.get(0), there.get(2));
    for (CatalogSync.Effect each : effects) {
      long ask = ((CatalogSync.Effect.Fetch) each).ask();
      effects = sync.accept(0, new CatalogSync.Input.Finished(ask));
    }
    assertThat(effects)
        .extracting(each -> ((CatalogSync.Effect.Store) each).page())
        .containsExactly(2);

    // Once it was merged it is left there as any other.
    Map<CatalogSync.Key, Long> known =
        Map.of(new CatalogSync.Key(1, mine), 5L, new CatalogSync.Key(3, mine), 12L);
    CatalogSync next =
        new CatalogSync(0, HOLDER, mine, known, Map.of(1, 9L, 2, 9L, 3, 13L), Set.of(1));
    long again = ((CatalogSync.Effect.ListPages) next.start().get(0)).ask();
    assertThat(next.accept(0, new CatalogSync.Input.Listed(again, there)))
        .extracting(each -> ((CatalogSync.Effect.Store) each).page())
        .containsExactlyInAnyOrder(1, 2, 3);
  }

  /** Who deletes what no catalog names has to know that he has read all of it. */
  @Test
  void anExchangeWithAPageThatCouldNotBeReadGoesOnButIsNotComplete() {
    Bytes other = Bytes.wrap(Keys.bytes(2, 8));
    Bytes mine = Bytes.wrap(Keys.bytes(1, 8));
    CatalogSync sync = new CatalogSync(0, HOLDER, mine, Map.of(), Map.of(1, 7L), Set.of());
    long list = ((CatalogSync.Effect.ListPages) sync.start().get(0)).ask();
    List<PageList.Entry> there =
        List.of(new PageList.Entry(2, other, 9), new PageList.Entry(3, other, 9));
    List<CatalogSync.Effect> fetches = sync.accept(0, new CatalogSync.Input.Listed(list, there));
    long first = ((CatalogSync.Effect.Fetch) fetches.get(0)).ask();
    long second = ((CatalogSync.Effect.Fetch) fetches.get(1)).ask();
    assertThat(sync.accept(0, new CatalogSync.Input.PassedOver(first))).isEmpty();
    List<CatalogSync.Effect> stores = sync.accept(0, new CatalogSync.Input.Finished(second));
    long store = ((CatalogSync.Effect.Store) stores.get(0)).ask();
    assertThat(sync.accept(0, new CatalogSync.Input.PassedOver(second))).as("over").isEmpty();
    assertThat(sync.accept(0, new CatalogSync.Input.Finished(store)))
        .containsExactly(new CatalogSync.Effect.Done(HOLDER, false));
  }
}
