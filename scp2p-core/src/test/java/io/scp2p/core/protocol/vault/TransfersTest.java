package io.scp2p.core.protocol.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.Machine;
import io.scp2p.core.vault.Keys;
import io.scp2p.core.vault.VaultLayout;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.vault.Receipt;
import io.scp2p.core.wire.vault.VaultRefusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Put, get and repair, one step after another: what is in memory, what is left behind. */
class TransfersTest {
  private static final VaultLayout LAYOUT = new VaultLayout(200_000, 2, 1, 10);
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final VaultAnswer VERIFIED = new VaultAnswer.Verified();
  private static final Bytes TICKET = Bytes.wrap(Keys.bytes(9, 16));
  private static final Bytes HASH = Bytes.wrap(Keys.bytes(8, 32));

  private Machine<VaultInput, VaultEffect> machine = put(false);
  private List<VaultEffect> effects = new ArrayList<>();
  private long now;

  private static NodeKey holder(int number) {
    return NodeKey.of(Keys.bytes(number, 32));
  }

  private static Target target(int index) {
    return new Target(index, 0, holder(index), Bytes.wrap(Keys.bytes(100 + index, 32)));
  }

  private static Source source(int index) {
    return new Source(index, holder(index), target(index).shard(), HASH);
  }

  private static PutMachine put(boolean allowDegraded) {
    return new PutMachine(
        LAYOUT, IntStream.range(0, 3).mapToObj(TransfersTest::target).toList(), allowDegraded);
  }

  private static GetMachine get(int runs, Set<Integer> skip) {
    List<Source> sources = IntStream.range(0, 3).mapToObj(TransfersTest::source).toList();
    return new GetMachine(2, sources, 0, runs, skip, new HolderSpeeds());
  }

  private static RepairMachine repair(RepairPace pace) {
    return new RepairMachine(
        LAYOUT,
        List.of(source(0), source(1)),
        List.of(target(2)),
        Map.of(2, HASH),
        new HolderSpeeds(),
        pace);
  }

  private void tell(VaultInput input) {
    effects = machine.accept(now, input);
  }

  private void begin(Machine<VaultInput, VaultEffect> which) {
    machine = which;
    tell(new VaultInput.Resume());
  }

  private void answer(long ask, VaultAnswer answer) {
    tell(new VaultInput.Answered(ask, answer));
  }

  private <T extends VaultEffect> List<T> all(Class<T> kind) {
    return effects.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  private <T extends VaultEffect> T one(Class<T> kind) {
    assertThat(all(kind)).hasSize(1);
    return all(kind).get(0);
  }

  private static Bytes values(int run) {
    return Bytes.wrap(new byte[32 * (LAYOUT.endSegment(run) - LAYOUT.firstSegment(run))]);
  }

  private void prepared(int run) {
    Bytes values = values(run);
    tell(new VaultInput.Prepared(run, Map.of(0, values, 1, values, 2, values)));
  }

  private static Receipt receipt(Target target, Bytes hash) {
    return Receipt.unsigned(
        holder(50), target.holder(), target.shard(), hash, LAYOUT.shardBytes(), 1, 1);
  }

  /** Opens all three shards; what is wanted after that. */
  private void opened() {
    begin(put(false));
    for (VaultEffect.Open open : all(VaultEffect.Open.class)) {
      answer(open.ask(), new VaultAnswer.Opened(TICKET, 0));
    }
  }

  // Put.

  @Test
  void aPutCodesAheadAndNoMoreThanItsBound() {
    begin(put(false));
    assertThat(all(VaultEffect.Open.class)).hasSize(3);
    List<VaultEffect.Open> opens = all(VaultEffect.Open.class);
    answer(opens.get(0).ask(), new VaultAnswer.Opened(TICKET, 0));
    assertThat(all(VaultEffect.Code.class))
        .containsExactly(new VaultEffect.Code(0), new VaultEffect.Code(1));
    prepared(0);
    VaultEffect.Send send = one(VaultEffect.Send.class);
    assertThat(send).isEqualTo(new VaultEffect.Send(send.ask(), target(0), TICKET, 0, 0));
    answer(send.ask(), new VaultAnswer.Stored(VaultLayout.RUN_PIECES));
    assertThat(one(VaultEffect.Stored.class))
        .isEqualTo(new VaultEffect.Stored(holder(0), VaultLayout.RUN_PIECES << 10));
    assertThat(all(VaultEffect.Drop.class)).as("two others need it").isEmpty();
    assertThat(all(VaultEffect.Code.class)).containsExactly(new VaultEffect.Code(2));
    prepared(1);
    answer(one(VaultEffect.Send.class).ask(), new VaultAnswer.Stored(2 * VaultLayout.RUN_PIECES));
    prepared(2);
    answer(one(VaultEffect.Send.class).ask(), new VaultAnswer.Stored(3 * VaultLayout.RUN_PIECES));
    assertThat(effects)
        .as("what nobody waits for gives way")
        .containsExactly(
            new VaultEffect.Stored(holder(0), VaultLayout.RUN_PIECES << 10),
            new VaultEffect.Drop(2),
            new VaultEffect.Code(3));
  }

  @Test
  void aPutEndsWhenEveryHolderHasSigned() {
    begin(put(false));
    Map<Long, Target> seals = new HashMap<>();
    List<VaultEffect> todo = new ArrayList<>(effects);
    boolean done = false;
    int dropped = 0;
    int coded = 0;
    while (!todo.isEmpty()) {
      VaultEffect next = todo.remove(0);
      effects = List.of();
      if (next instanceof VaultEffect.Open open) {
        answer(open.ask(), new VaultAnswer.Opened(TICKET, 0));
      } else if (next instanceof VaultEffect.Code code) {
        coded++;
        prepared(code.run());
      } else if (next instanceof VaultEffect.Send send) {
        assertThat(send.firstPiece()).isEqualTo(LAYOUT.firstSegment(send.run()));
        answer(send.ask(), new VaultAnswer.Stored(LAYOUT.endSegment(send.run())));
      } else if (next instanceof VaultEffect.Seal seal) {
        seals.put(seal.ask(), seal.target());
        answer(seal.ask(), new VaultAnswer.Signed(receipt(seal.target(), seal.hash())));
      } else if (next instanceof VaultEffect.Drop) {
        dropped++;
      }
      done |= next instanceof VaultEffect.Done;
      todo.addAll(effects);
    }
    assertThat(done).isTrue();
    assertThat(seals.values()).containsExactlyInAnyOrder(target(0), target(1), target(2));
    assertThat(coded).isEqualTo(LAYOUT.runs());
    assertThat(dropped).isEqualTo(coded);
    assertThat(machine.deadlineNanos()).isEmpty();
    tell(new VaultInput.Resume());
    assertThat(effects).isEmpty();
  }

  @Test
  void aPutThatIsCancelledLeavesNothingBehind() {
    opened();
    tell(new VaultInput.Cancel());
    List<VaultEffect.Delete> deletes = all(VaultEffect.Delete.class);
    assertThat(deletes).extracting(VaultEffect.Delete::target).hasSize(3);
    assertThat(all(VaultEffect.Drop.class)).hasSize(2);
    assertThat(all(VaultEffect.Ended.class)).isEmpty();
    assertThat(machine.deadlineNanos()).hasValue(10 * SECOND);
    tell(new VaultInput.Pause());
    assertThat(effects).isEmpty();
    answer(deletes.get(0).ask(), new VaultAnswer.Deleted());
    answer(deletes.get(1).ask(), new VaultAnswer.Failed());
    assertThat(effects).isEmpty();
    now = 10 * SECOND - 1;
    assertThat(machine.onTimeout(now)).isEmpty();
    now = 10 * SECOND;
    assertThat(machine.onTimeout(now))
        .containsExactly(
            new VaultEffect.Forget(deletes.get(2).ask()),
            new VaultEffect.Ended(ErrorCode.CANCELLED));
    assertThat(machine.deadlineNanos()).isEmpty();
    assertThat(machine.onTimeout(now)).isEmpty();
  }

  @Test
  void aShardWithoutAHolderEndsAPutUnlessThatIsAllowed() {
    for (boolean allowed : new boolean[] {false, true}) {
      begin(put(allowed));
      List<VaultEffect.Open> opens = all(VaultEffect.Open.class);
      answer(opens.get(0).ask(), new VaultAnswer.Refused(VaultRefusal.FULL));
      VaultEffect.NeedTarget need = one(VaultEffect.NeedTarget.class);
      assertThat(need).isEqualTo(new VaultEffect.NeedTarget(0, Set.of(holder(0))));
      tell(new VaultInput.Placed(0, null));
      assertThat(all(VaultEffect.Delete.class)).hasSize(allowed ? 0 : 3);
      if (allowed) {
        answer(opens.get(1).ask(), new VaultAnswer.Refused(VaultRefusal.FULL));
        tell(new VaultInput.Placed(1, null));
        assertThat(all(VaultEffect.Delete.class)).as("it could not be read").isNotEmpty();
      }
      for (VaultEffect.Delete delete : all(VaultEffect.Delete.class)) {
        answer(delete.ask(), new VaultAnswer.Deleted());
      }
      assertThat(effects).containsExactly(new VaultEffect.Ended(ErrorCode.PLACEMENT_IMPOSSIBLE));
    }
  }

  @Test
  void aPutThatFailsHereEndsForThatReason() {
    opened();
    tell(new VaultInput.Broken(ErrorCode.DISK_FULL));
    for (VaultEffect.Delete delete : all(VaultEffect.Delete.class)) {
      answer(delete.ask(), new VaultAnswer.Deleted());
    }
    assertThat(effects).containsExactly(new VaultEffect.Ended(ErrorCode.DISK_FULL));
  }

  @Test
  void anotherHolderIsAskedFromTheBeginning() {
    opened();
    prepared(0);
    VaultEffect.Send send = all(VaultEffect.Send.class).get(0);
    answer(send.ask(), new VaultAnswer.Stored(3));
    assertThat(effects)
        .contains(new VaultEffect.Misbehaved(holder(0), 0))
        .anyMatch(
            each -> each instanceof VaultEffect.Delete delete && delete.target().equals(target(0)));
    Target other = new Target(0, 1, holder(70), target(0).shard());
    tell(new VaultInput.Placed(0, other));
    VaultEffect.Open open = one(VaultEffect.Open.class);
    assertThat(open.target()).isEqualTo(other);
    answer(open.ask(), new VaultAnswer.Opened(TICKET, LAYOUT.segments() + 1L));
    assertThat(one(VaultEffect.Misbehaved.class).holder()).isEqualTo(holder(70));
    assertThat(one(VaultEffect.NeedTarget.class).not())
        .containsExactlyInAnyOrder(holder(0), holder(70));
  }

  @Test
  void whoeverDoesNotAnswerIsAskedAgainAfterAPause() {
    begin(put(false));
    List<VaultEffect.Open> opens = all(VaultEffect.Open.class);
    answer(opens.get(1).ask(), new VaultAnswer.Opened(TICKET, 0));
    answer(opens.get(2).ask(), new VaultAnswer.Opened(TICKET, 0));
    assertThat(machine.deadlineNanos()).hasValue(30 * SECOND);
    now = 30 * SECOND;
    assertThat(machine.onTimeout(now)).containsExactly(new VaultEffect.Forget(opens.get(0).ask()));
    assertThat(machine.deadlineNanos()).hasValue(31 * SECOND);
    answer(opens.get(0).ask(), new VaultAnswer.Opened(TICKET, 0));
    assertThat(effects).as("nobody waits for it").isEmpty();
    now = 31 * SECOND;
    effects = machine.onTimeout(now);
    answer(one(VaultEffect.Open.class).ask(), new VaultAnswer.Failed());
    assertThat(machine.deadlineNanos()).as("twice as long").hasValue(33 * SECOND);
  }

  @Test
  void aPausedPutHoldsNothingAndOpensAnew() {
    opened();
    prepared(0);
    List<VaultEffect.Send> sends = all(VaultEffect.Send.class);
    tell(new VaultInput.Pause());
    assertThat(effects)
        .contains(new VaultEffect.Forget(sends.get(0).ask()))
        .contains(new VaultEffect.Drop(0), new VaultEffect.Drop(1))
        .endsWith(new VaultEffect.Paused());
    assertThat(machine.deadlineNanos()).isEmpty();
    tell(new VaultInput.Pause());
    assertThat(effects).isEmpty();
    tell(new VaultInput.Resume());
    assertThat(all(VaultEffect.Open.class)).hasSize(3);
  }

  @Test
  void afterACrashWhatIsSealedIsNotAskedAgain() {
    PutMachine put = put(false);
    TreeMap<Integer, Map<Integer, Bytes>> noted = new TreeMap<>();
    for (int run = 0; run < LAYOUT.runs(); run++) {
      noted.put(run, Map.of(0, values(run), 1, values(run), 2, values(run)));
    }
    put.restore(noted, Set.of(target(1)));
    begin(put);
    assertThat(all(VaultEffect.Open.class))
        .extracting(open -> open.target().index())
        .containsExactly(0, 2);
    for (VaultEffect.Open open : all(VaultEffect.Open.class)) {
      answer(open.ask(), new VaultAnswer.Opened(TICKET, LAYOUT.segments()));
      VaultEffect.Seal seal = one(VaultEffect.Seal.class);
      answer(seal.ask(), new VaultAnswer.Signed(receipt(seal.target(), seal.hash())));
    }
    assertThat(one(VaultEffect.Done.class)).isNotNull();
    assertThat(all(VaultEffect.Code.class)).isEmpty();
  }

  // Get.

  @Test
  void aGetFetchesAFewRunsAtATimeAndLeavesOutWhatIsHere() {
    begin(get(7, Set.of(1)));
    assertThat(all(VaultEffect.Read.class))
        .extracting(VaultEffect.Read::run)
        .containsExactly(0, 0, 2, 2, 3, 3, 4, 4);
    List<VaultEffect.Read> reads = all(VaultEffect.Read.class);
    answer(reads.get(0).ask(), VERIFIED);
    answer(reads.get(1).ask(), VERIFIED);
    VaultEffect.Deliver deliver = one(VaultEffect.Deliver.class);
    assertThat(deliver.run()).isZero();
    assertThat(deliver.from())
        .containsExactlyInAnyOrder(reads.get(0).source().index(), reads.get(1).source().index());
    assertThat(all(VaultEffect.Read.class)).as("until it is written").isEmpty();
    tell(new VaultInput.Consumed(3));
    assertThat(effects).as("that was not delivered").isEmpty();
    tell(new VaultInput.Consumed(0));
    assertThat(one(VaultEffect.Drop.class)).isEqualTo(new VaultEffect.Drop(0));
    assertThat(all(VaultEffect.Read.class)).extracting(VaultEffect.Read::run).containsOnly(5);
  }

  @Test
  void aGetIsDoneWhenTheLastRunIsWritten() {
    begin(get(1, Set.of()));
    for (VaultEffect.Read read : all(VaultEffect.Read.class)) {
      answer(read.ask(), VERIFIED);
    }
    assertThat(all(VaultEffect.Done.class)).isEmpty();
    tell(new VaultInput.Consumed(0));
    assertThat(effects).containsExactly(new VaultEffect.Drop(0), new VaultEffect.Done());
    assertThat(machine.deadlineNanos()).isEmpty();
    tell(new VaultInput.Cancel());
    assertThat(effects).isEmpty();
  }

  @Test
  void aPausedGetAsksAgainForWhatWasHalfFetched() {
    begin(get(2, Set.of()));
    List<VaultEffect.Read> reads = all(VaultEffect.Read.class);
    answer(reads.get(0).ask(), VERIFIED);
    answer(reads.get(1).ask(), VERIFIED);
    tell(new VaultInput.Pause());
    assertThat(all(VaultEffect.Forget.class)).hasSize(2);
    assertThat(effects).endsWith(new VaultEffect.Paused());
    assertThat(machine.deadlineNanos()).isEmpty();
    assertThat(machine.onTimeout(100 * SECOND)).isEmpty();
    tell(new VaultInput.Pause());
    assertThat(effects).isEmpty();
    tell(new VaultInput.Resume());
    assertThat(all(VaultEffect.Read.class)).extracting(VaultEffect.Read::run).containsOnly(1);
  }

  @Test
  void aGetEndsForAReason() {
    begin(get(1, Set.of()));
    List<VaultEffect.Read> reads = all(VaultEffect.Read.class);
    tell(new VaultInput.Broken(ErrorCode.DISK_FULL));
    assertThat(effects)
        .containsExactlyInAnyOrder(
            new VaultEffect.Forget(reads.get(0).ask()),
            new VaultEffect.Forget(reads.get(1).ask()),
            new VaultEffect.Ended(ErrorCode.DISK_FULL));
    begin(get(1, Set.of()));
    tell(new VaultInput.Cancel());
    assertThat(effects).endsWith(new VaultEffect.Ended(ErrorCode.CANCELLED));
    begin(get(1, Set.of()));
    for (int i = 0; i < 20 && machine.deadlineNanos().isPresent(); i++) {
      now = machine.deadlineNanos().getAsLong();
      effects = machine.onTimeout(now);
    }
    assertThat(effects).endsWith(new VaultEffect.Ended(ErrorCode.SHARDS_MISSING));
    assertThat(now).isEqualTo(RunFetches.PATIENCE.toNanos());
  }

  // Repair.

  @Test
  void aRepairReadsARunOnceAndTakesItsTime() {
    long bytes = 3L * LAYOUT.runBytes(0);
    begin(repair(new RepairPace(bytes / 5)));
    VaultEffect.Open open = one(VaultEffect.Open.class);
    answer(open.ask(), new VaultAnswer.Opened(TICKET, 0));
    List<VaultEffect.Read> reads = all(VaultEffect.Read.class);
    assertThat(reads).extracting(VaultEffect.Read::run).containsExactly(0, 0);
    answer(reads.get(0).ask(), VERIFIED);
    answer(reads.get(1).ask(), VERIFIED);
    assertThat(effects).containsExactly(new VaultEffect.Rebuild(0, Set.of(0, 1)));
    tell(new VaultInput.Prepared(0, Map.of(2, values(0))));
    VaultEffect.Send send = one(VaultEffect.Send.class);
    answer(send.ask(), new VaultAnswer.Stored(VaultLayout.RUN_PIECES));
    assertThat(effects).contains(new VaultEffect.Drop(0));
    assertThat(all(VaultEffect.Read.class)).as("that would be too fast").isEmpty();
    long due = machine.deadlineNanos().orElseThrow();
    assertThat(due).isBetween(5 * SECOND, 5 * SECOND + SECOND / 100);
    now = due - 1;
    assertThat(machine.onTimeout(now)).isEmpty();
    now = due;
    effects = machine.onTimeout(now);
    assertThat(all(VaultEffect.Read.class)).extracting(VaultEffect.Read::run).containsOnly(1);
  }

  private void rebuilding() {
    now = 0;
    begin(repair(new RepairPace(1 << 30)));
    answer(one(VaultEffect.Open.class).ask(), new VaultAnswer.Opened(TICKET, 0));
    for (VaultEffect.Read read : all(VaultEffect.Read.class)) {
      answer(read.ask(), VERIFIED);
    }
    assertThat(all(VaultEffect.Rebuild.class)).hasSize(1);
  }

  @Test
  void aRepairThatIsOverHasSentAllAndHasAReceipt() {
    rebuilding();
    for (int run = 0; run < LAYOUT.runs(); run++) {
      if (run > 0) {
        now += SECOND;
        effects = machine.onTimeout(now);
        for (VaultEffect.Read read : all(VaultEffect.Read.class)) {
          answer(read.ask(), VERIFIED);
        }
      }
      tell(new VaultInput.Prepared(run, Map.of(2, values(run))));
      answer(one(VaultEffect.Send.class).ask(), new VaultAnswer.Stored(LAYOUT.endSegment(run)));
    }
    VaultEffect.Seal seal = one(VaultEffect.Seal.class);
    assertThat(seal.hash()).isEqualTo(HASH);
    Receipt receipt = receipt(target(2), HASH);
    answer(seal.ask(), new VaultAnswer.Signed(receipt));
    assertThat(effects)
        .containsExactly(new VaultEffect.Sealed(target(2), receipt), new VaultEffect.Done());
    assertThat(machine.deadlineNanos()).isEmpty();
    tell(new VaultInput.Resume());
    assertThat(effects).isEmpty();
  }

  @Test
  void aRepairThatEndsTakesBackWhatIsHalfThere() {
    rebuilding();
    tell(new VaultInput.Cancel());
    assertThat(effects).hasSize(3).contains(new VaultEffect.Drop(0));
    assertThat(one(VaultEffect.Delete.class).target()).isEqualTo(target(2));
    assertThat(effects).endsWith(new VaultEffect.Ended(ErrorCode.CANCELLED));
    rebuilding();
    tell(new VaultInput.Broken(ErrorCode.DISK_FULL));
    assertThat(effects).endsWith(new VaultEffect.Ended(ErrorCode.DISK_FULL));
  }

  @Test
  void aRepairWithoutAPlaceForItsShardEnds() {
    begin(repair(new RepairPace(1 << 30)));
    answer(one(VaultEffect.Open.class).ask(), new VaultAnswer.Refused(VaultRefusal.FULL));
    tell(new VaultInput.Placed(2, null));
    assertThat(effects).containsExactly(new VaultEffect.Ended(ErrorCode.PLACEMENT_IMPOSSIBLE));
  }

  @Test
  void aRepairInWhichNothingHappensIsGivenUp() {
    rebuilding();
    assertThat(machine.deadlineNanos()).hasValue(RepairMachine.STANDSTILL.toNanos());
    now = RepairMachine.STANDSTILL.toNanos() - 1;
    assertThat(machine.onTimeout(now)).isEmpty();
    now++;
    assertThat(machine.onTimeout(now)).endsWith(new VaultEffect.Ended(ErrorCode.STALLED));
    rebuilding();
    now = 5 * SECOND;
    tell(new VaultInput.Prepared(0, Map.of(2, values(0))));
    assertThat(machine.deadlineNanos()).hasValue(now + Uploads.TIMEOUT.toNanos());
    tell(new VaultInput.Pause());
    assertThat(effects).contains(new VaultEffect.Drop(0)).endsWith(new VaultEffect.Paused());
    assertThat(machine.deadlineNanos()).as("nothing is lost by waiting").isEmpty();
    now = 2 * RepairMachine.STANDSTILL.toNanos();
    assertThat(machine.onTimeout(now)).isEmpty();
    tell(new VaultInput.Resume());
    assertThat(all(VaultEffect.Ended.class)).isEmpty();
    assertThat(all(VaultEffect.Open.class)).hasSize(1);
  }

  @Test
  void aRepairOfWhatCannotBeHadEnds() {
    begin(repair(new RepairPace(1 << 30)));
    answer(one(VaultEffect.Open.class).ask(), new VaultAnswer.Opened(TICKET, 0));
    VaultEffect.Read read = all(VaultEffect.Read.class).get(0);
    answer(read.ask(), new VaultAnswer.Refused(VaultRefusal.UNKNOWN_SHARD));
    assertThat(effects).endsWith(new VaultEffect.Ended(ErrorCode.SHARDS_MISSING));
  }

  @Test
  void aShardIsMovedFromWhereItIs() {
    Source from = source(2);
    Target to = new Target(2, 1, holder(60), Bytes.wrap(Keys.bytes(61, 32)));
    begin(RepairMachine.moving(LAYOUT, from, to, new HolderSpeeds(), new RepairPace(1 << 30)));
    VaultEffect.Open open = one(VaultEffect.Open.class);
    assertThat(open.target()).isEqualTo(to);
    answer(open.ask(), new VaultAnswer.Opened(TICKET, LAYOUT.segments()));
    assertThat(one(VaultEffect.Seal.class).hash()).isEqualTo(HASH);
  }
}
