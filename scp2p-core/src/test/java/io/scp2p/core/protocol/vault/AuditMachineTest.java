package io.scp2p.core.protocol.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.vault.AuditMachine.Effect;
import io.scp2p.core.protocol.vault.AuditMachine.Held;
import io.scp2p.core.protocol.vault.AuditMachine.Input;
import io.scp2p.core.vault.Keys;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.vault.VaultRefusal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** One holder, question by question. */
class AuditMachineTest {
  private static final Duration INTERVAL = Duration.ofHours(12);
  private static final long DAY = Duration.ofDays(1).toNanos();
  private static final NodeKey HOLDER = holder(9);

  private final AuditMachine machine = new AuditMachine(INTERVAL, new SplittableRandom(5));

  private static NodeKey holder(int seed) {
    return NodeKey.of(Keys.bytes(seed, NodeKey.LENGTH));
  }

  private static Held held(NodeKey holder, int number) {
    byte[] id = ByteBuffer.allocate(32).putInt(number).array();
    return new Held(new Source(0, holder, Bytes.wrap(id), Bytes.wrap(new byte[32])), 5_000);
  }

  private void holds(int shards) {
    List<Held> held = new ArrayList<>();
    for (int i = 0; i < shards; i++) {
      held.add(held(HOLDER, i));
    }
    assertThat(machine.accept(0, new Input.Holds(HOLDER, held))).isEmpty();
  }

  private long due() {
    return machine.deadlineNanos().orElseThrow();
  }

  private Effect.Prove ask(long nowNanos) {
    List<Effect> effects = machine.onTimeout(nowNanos);
    assertThat(effects).hasSize(1).first().isInstanceOf(Effect.Prove.class);
    return (Effect.Prove) effects.get(0);
  }

  private static Effect failed(int number) {
    return new Effect.Failed(held(HOLDER, number).source());
  }

  @Test
  void aHolderOfOneShardIsAskedOnceInEachInterval() {
    holds(1);
    long first = due();
    assertThat(first).isBetween(0L, INTERVAL.toNanos() - 1);
    assertThat(ask(first).source()).isEqualTo(held(HOLDER, 0).source());
    assertThat(due()).isEqualTo(first + INTERVAL.toNanos());
    assertThat(machine.onTimeout(first + INTERVAL.toNanos() - 1)).isEmpty();
  }

  @Test
  void manyShardsAreAskedForInTurnAndAtMostOnceAMinute() {
    holds(100);
    Set<Bytes> asked = new HashSet<>();
    while (due() < AuditMachine.PROVED_WITHIN.toNanos()) {
      long now = due();
      Effect.Prove prove = ask(now);
      asked.add(prove.source().shard());
      machine.accept(now, new Input.Answered(prove.ask(), new VaultAnswer.Verified()));
      assertThat(due() - now).isEqualTo(AuditMachine.PROVED_WITHIN.toNanos() / 300);
    }
    assertThat(asked).hasSize(100);
    holds(20_000);
    long now = due();
    ask(now);
    assertThat(due() - now).isEqualTo(AuditMachine.MIN_SPACING.toNanos());
  }

  @Test
  void overWhatTheSessionEndedTwelveTimesInAWeekThatHasFailed() {
    holds(1);
    long begun = due();
    for (int i = 1; i < AuditMachine.MAX_BROKEN_OFF; i++) {
      Effect.Prove prove = ask(due());
      assertThat(machine.accept(begun + i - 1, new Input.BrokenOff(prove.ask()))).isEmpty();
    }
    Effect.Prove prove = ask(due());
    long week = begun + AuditMachine.BREAKING_OFF.toNanos();
    assertThat(machine.accept(week - 1, new Input.BrokenOff(prove.ask()))).isEmpty();
    prove = ask(due());
    assertThat(machine.accept(week, new Input.BrokenOff(prove.ask()))).containsExactly(failed(0));
  }

  @Test
  void elevenTimesAreNotEnoughHoweverLongItTookAndAProofForgivesThem() {
    holds(1);
    long begun = due();
    for (int i = 1; i < AuditMachine.MAX_BROKEN_OFF; i++) {
      Effect.Prove prove = ask(due());
      long now = begun + (i - 1) * 10 * DAY;
      assertThat(machine.accept(now, new Input.BrokenOff(prove.ask()))).isEmpty();
    }
    Effect.Prove prove = ask(due());
    assertThat(machine.accept(due(), new Input.Answered(prove.ask(), new VaultAnswer.Verified())))
        .containsExactly(new Effect.Passed(held(HOLDER, 0).source()));
    prove = ask(due());
    assertThat(machine.accept(begun + 200 * DAY, new Input.BrokenOff(prove.ask()))).isEmpty();
  }

  @Test
  void fourRefusalsInTwoDaysAreAFailureAndNoSooner() {
    holds(1);
    long begun = due();
    long twoDays = begun + AuditMachine.EVADING.toNanos();
    VaultAnswer evasive = new VaultAnswer.Failed();
    for (long now : new long[] {begun, begun + 1, begun + 2, twoDays - 1}) {
      assertThat(machine.accept(now, new Input.Answered(ask(due()).ask(), evasive))).isEmpty();
    }
    assertThat(machine.accept(twoDays, new Input.Answered(ask(due()).ask(), evasive)))
        .containsExactly(failed(0));
  }

  @Test
  void aSessionThatEndedIsNoRefusal() {
    holds(1);
    VaultAnswer evasive = new VaultAnswer.Failed();
    for (long now : new long[] {0, DAY, 20 * DAY}) {
      assertThat(machine.accept(now, new Input.Answered(ask(due()).ask(), evasive))).isEmpty();
    }
    assertThat(machine.accept(21 * DAY, new Input.BrokenOff(ask(due()).ask()))).isEmpty();
    assertThat(machine.accept(22 * DAY, new Input.Answered(ask(due()).ask(), evasive)))
        .containsExactly(failed(0));
  }

  @Test
  void whoWasNotAskedOrAnsweredAlreadyIsNotJudged() {
    holds(1);
    for (int i = 0; i < 2 * AuditMachine.MAX_BROKEN_OFF; i++) {
      Effect.Prove prove = ask(due());
      assertThat(machine.accept(i * DAY, new Input.NotAsked(prove.ask()))).isEmpty();
      assertThat(machine.accept(i * DAY, new Input.BrokenOff(prove.ask()))).isEmpty();
      assertThat(
              machine.accept(i * DAY, new Input.Answered(prove.ask(), new VaultAnswer.Verified())))
          .isEmpty();
    }
  }

  @Test
  void whatIsNeverAnsweredCountsAsBrokenOff() {
    holds(1);
    for (int i = 0; i < AuditMachine.MAX_BROKEN_OFF; i++) {
      ask(due());
    }
    // The twelfth question is open; the eleventh was given up when it was asked.
    long last = due() - INTERVAL.toNanos();
    assertThat(machine.onTimeout(last + AuditMachine.TIMEOUT.toNanos() - 1)).isEmpty();
    assertThat(machine.onTimeout(last + AuditMachine.TIMEOUT.toNanos())).isEmpty();
    int more = 0;
    List<Effect> effects = machine.onTimeout(due());
    while (!effects.contains(failed(0))) {
      effects = machine.onTimeout(due());
      more++;
    }
    // It counts from the second question, when the first was given up: seven days are over with the
    // sixteenth.
    assertThat(more).isEqualTo(3);
  }

  @Test
  void allOfOneThatProvesNothingFailsTogetherAndAHiddenShardAlone() {
    holds(100);
    VaultAnswer evasive = new VaultAnswer.Failed();
    for (int i = 0; i < AuditMachine.MAX_EVASIONS; i++) {
      assertThat(machine.accept(0, new Input.Answered(ask(due()).ask(), evasive))).isEmpty();
    }
    List<Effect> effects = machine.accept(3 * DAY, new Input.Answered(ask(due()).ask(), evasive));
    assertThat(effects).hasSize(AuditMachine.MAX_JUDGED).doesNotHaveDuplicates();
    assertThat(effects).allSatisfy(effect -> assertThat(effect).isInstanceOf(Effect.Failed.class));
  }

  @Test
  void anEvadedShardIsAskedForAgainAfterAnInterval() {
    holds(100);
    Effect.Prove evaded = ask(due());
    long since = due();
    machine.accept(since, new Input.Answered(evaded.ask(), new VaultAnswer.Failed()));
    int again = 0;
    while (due() < since + 6 * INTERVAL.toNanos()) {
      long now = due();
      Effect.Prove prove = ask(now);
      boolean same = prove.source().equals(evaded.source());
      again += same ? 1 : 0;
      machine.accept(
          now,
          new Input.Answered(
              prove.ask(), same ? new VaultAnswer.Failed() : new VaultAnswer.Verified()));
    }
    assertThat(again).isBetween(4, 6);
  }

  @Test
  void aLieOrAnUnknownShardIsAFailureAtOnceAndNoRoomIsNot() {
    holds(1);
    VaultAnswer unknown = new VaultAnswer.Refused(VaultRefusal.UNKNOWN_SHARD);
    VaultAnswer busy = new VaultAnswer.Refused(VaultRefusal.BUSY);
    assertThat(machine.accept(0, new Input.Answered(ask(due()).ask(), unknown)))
        .containsExactly(failed(0));
    assertThat(machine.accept(0, new Input.Answered(ask(due()).ask(), busy))).isEmpty();
    assertThat(machine.accept(0, new Input.Answered(ask(due()).ask(), new VaultAnswer.Lied())))
        .containsExactly(failed(0));
  }

  @Test
  void whoHoldsNothingAnyMoreIsNotAskedNorJudged() {
    holds(1);
    Effect.Prove prove = ask(due());
    assertThat(machine.accept(0, new Input.Holds(HOLDER, List.of()))).isEmpty();
    assertThat(machine.deadlineNanos()).isEmpty();
    assertThat(machine.accept(0, new Input.BrokenOff(prove.ask()))).isEmpty();
  }

  @Test
  void moreHoldersThanTheBoundAreNotAudited() {
    for (int i = 0; i <= AuditMachine.MAX_HOLDERS; i++) {
      NodeKey holder = holder(i);
      machine.accept(0, new Input.Holds(holder, List.of(held(holder, i))));
    }
    assertThat(machine.onTimeout(INTERVAL.toNanos() - 1)).hasSize(AuditMachine.MAX_HOLDERS);
  }
}
