package io.scp2p.core.protocol.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.vault.SimHolder.Vice;
import io.scp2p.core.sim.SimDriver;
import io.scp2p.core.sim.SimWorld;
import io.scp2p.core.vault.Keys;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.vault.ProveShard;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Audits over days: who cheats is found out, who is away or slow for a day is not. */
class AuditSimulationTest {
  private static final Duration INTERVAL = Duration.ofHours(12);

  private final SimWorld world = SimWorld.seeded(71);
  private final SimOwner owner = new SimOwner(world, "alice");
  private final List<SimHolder> holders = new ArrayList<>();
  private final Set<Source> passed = new HashSet<>();
  private final Set<Source> failed = new HashSet<>();
  private SimDriver<AuditMachine.Input, AuditMachine.Effect> audits;

  private SimOwner.SimFile storedAndAudited() {
    for (int i = 0; i < 9; i++) {
      SimHolder holder = new SimHolder(world, "holder " + i, SimHolder.generous());
      holders.add(holder);
      owner.knows(holder);
    }
    SimOwner.SimFile file = owner.new SimFile(1, 100_000, 4, 2, 10);
    SimOwner.Transfer put = file.put();
    world.runUntil(put::isOver, Duration.ofMinutes(5));
    AuditMachine machine = new AuditMachine(INTERVAL, new SplittableRandom(3));
    audits = new SimDriver<>(world.network().host("auditor"), "audits", machine, this::perform);
    for (Source source : file.sources()) {
      audits.accept(
          new AuditMachine.Input.Holds(
              source.holder(), List.of(new AuditMachine.Held(source, file.layout.shardBytes()))));
    }
    return file;
  }

  private void perform(AuditMachine.Effect effect) {
    if (effect instanceof AuditMachine.Effect.Passed good) {
      passed.add(good.source());
    } else if (effect instanceof AuditMachine.Effect.Failed bad) {
      failed.add(bad.source());
    } else if (effect instanceof AuditMachine.Effect.Prove prove) {
      SimHolder holder = owner.holders.get(prove.source().holder());
      world.schedule(Duration.ofMillis(1), "audit", () -> prove(prove, holder));
    }
  }

  private void prove(AuditMachine.Effect.Prove prove, SimHolder holder) {
    if (!holder.isOnline()) {
      audits.accept(new AuditMachine.Input.NotAsked(prove.ask()));
      return;
    }
    holder.ask(
        owner.device(),
        new ProveShard(prove.source().shard(), prove.leaf()),
        response ->
            audits.accept(
                new AuditMachine.Input.Answered(
                    prove.ask(),
                    OwnerDesk.proved(response, prove.source(), prove.sizeBytes(), prove.leaf()))));
    world.schedule(
        Duration.ofSeconds(20),
        "too late",
        () ->
            audits.accept(new AuditMachine.Input.Answered(prove.ask(), new VaultAnswer.Failed())));
  }

  @ParameterizedTest
  @EnumSource(
      value = Vice.class,
      names = {"REFUSES", "STALLS"})
  void whoeverNeverGivesAProofIsReplaced(Vice vice) {
    SimOwner.SimFile file = storedAndAudited();
    Source bad = file.sources().get(2);
    owner.holders.get(bad.holder()).vices.add(vice);
    world.runFor(Duration.ofDays(1));
    assertThat(failed).as("not after a day").isEmpty();
    world.runFor(Duration.ofDays(3));
    assertThat(failed).containsExactly(bad);
    assertThat(passed).hasSize(5);

    Source suspect = new Source(2, bad.holder(), bad.shard(), bad.hash(), true);
    SimOwner.Transfer repair = file.repair(file.layout, Set.of(2), List.of(suspect));
    world.runUntil(repair::isOver, Duration.ofHours(1));
    assertThat(repair.failure).isNull();
    assertThat(file.receipts.get(2).holder()).isNotEqualTo(bad.holder());
  }

  @Test
  void whoIsAwayOrSlowForADayHasFailedNothing() {
    SimOwner.SimFile file = storedAndAudited();
    SimHolder away = owner.holders.get(file.targets.get(0).holder());
    SimHolder slow = owner.holders.get(file.targets.get(1).holder());
    SimHolder busy = owner.holders.get(file.targets.get(5).holder());
    away.online(false);
    slow.vices.add(Vice.STALLS);
    busy.vices.add(Vice.REFUSES);
    world.runFor(Duration.ofHours(30));
    slow.vices.clear();
    busy.vices.clear();
    world.runFor(Duration.ofDays(1));
    // The same again: one proof between is enough.
    slow.vices.add(Vice.STALLS);
    busy.vices.add(Vice.REFUSES);
    world.runFor(Duration.ofHours(30));
    slow.vices.clear();
    busy.vices.clear();
    world.runFor(Duration.ofDays(10));
    assertThat(failed).isEmpty();
    assertThat(passed).as("who is away was never asked").hasSize(5);
  }

  private static Source shard(NodeKey holder, int number) {
    byte[] id = ByteBuffer.allocate(32).putInt(number).array();
    return new Source(0, holder, Bytes.wrap(id), Bytes.wrap(new byte[32]));
  }

  /** Runs a machine alone; a holder answers, or evades, by the number of the shard. */
  private static List<Integer> audit(
      int shards, Duration span, Set<Integer> evades, Set<Integer> bad) {
    NodeKey holder = NodeKey.of(Keys.bytes(9, NodeKey.LENGTH));
    AuditMachine machine = new AuditMachine(INTERVAL, new SplittableRandom(5));
    List<AuditMachine.Held> held = new ArrayList<>();
    Map<Bytes, Integer> numbers = new HashMap<>();
    for (int i = 0; i < shards; i++) {
      held.add(new AuditMachine.Held(shard(holder, i), 5_000));
      numbers.put(shard(holder, i).shard(), i);
    }
    machine.accept(0, new AuditMachine.Input.Holds(holder, held));
    List<Integer> asked = new ArrayList<>();
    long now;
    while ((now = machine.deadlineNanos().orElseThrow()) < span.toNanos()) {
      for (AuditMachine.Effect effect : machine.onTimeout(now)) {
        if (effect instanceof AuditMachine.Effect.Prove prove) {
          int number = numbers.get(prove.source().shard());
          asked.add(number);
          VaultAnswer answer =
              evades.contains(number) ? new VaultAnswer.Failed() : new VaultAnswer.Verified();
          for (AuditMachine.Effect then :
              machine.accept(now, new AuditMachine.Input.Answered(prove.ask(), answer))) {
            if (then instanceof AuditMachine.Effect.Failed failed) {
              bad.add(numbers.get(failed.source().shard()));
            }
          }
        }
      }
    }
    return asked;
  }

  @Test
  @Tag("long")
  void everyShardIsProvedWithinAMonthHoweverManyThereAre() {
    for (int shards : List.of(1, 30, 1_000, 10_000)) {
      List<Integer> asked =
          audit(shards, AuditMachine.PROVED_WITHIN.plus(INTERVAL), Set.of(), new TreeSet<>());
      assertThat(new HashSet<>(asked)).as("%d shards", shards).hasSize(shards);
      assertThat(asked.size()).isLessThanOrEqualTo(Math.max(63, 31 * shards / 10));
    }
    // Bounded: nobody is asked more than once a minute.
    List<Integer> many = audit(100_000, Duration.ofDays(1), Set.of(), new TreeSet<>());
    assertThat(many).hasSizeLessThanOrEqualTo(24 * 60);
  }

  @Test
  void oneThatHidesSomeShardsIsFoundOutAndAllIsLostOfOneThatHidesAll() {
    Set<Integer> bad = new TreeSet<>();
    audit(30, Duration.ofDays(60), Set.of(4, 17), bad);
    assertThat(bad).containsExactlyInAnyOrder(4, 17);
    Set<Integer> all = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      all.add(i);
    }
    bad.clear();
    audit(50, Duration.ofDays(4), all, bad);
    assertThat(bad).isEqualTo(all);
  }
}
