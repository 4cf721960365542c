package io.scp2p.core.protocol.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.vault.Keys;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.vault.VaultRefusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which holders are asked for a run, when another one is, and when it cannot be had. */
class RunFetchesTest {
  private static final int NEEDED = 2;
  private static final VaultAnswer VERIFIED = new VaultAnswer.Verified();
  private static final long MILLI = Duration.ofMillis(1).toNanos();
  private static final long LATE = 3 * HolderSpeeds.UNKNOWN.toNanos();
  private static final long TIMEOUT = RunFetches.TIMEOUT.toNanos();
  private static final long PENALTY = RunFetches.PENALTY.toNanos();
  private static final long PATIENCE = RunFetches.PATIENCE.toNanos();

  private final HolderSpeeds speeds = new HolderSpeeds();
  private final List<VaultEffect> effects = new ArrayList<>();
  private RunFetches fetches = fetches(4);

  private static NodeKey holder(int number) {
    return NodeKey.of(Keys.bytes(number, 32));
  }

  private static Source source(int index) {
    Bytes any = Bytes.wrap(Keys.bytes(100 + index, 32));
    return new Source(index, holder(index), any, any);
  }

  private RunFetches fetches(int shards) {
    List<Source> sources = IntStream.range(0, shards).mapToObj(RunFetchesTest::source).toList();
    return new RunFetches(NEEDED, sources, speeds, new Numbers());
  }

  private List<VaultEffect.Read> asked(long now) {
    effects.clear();
    fetches.advance(now, effects);
    return effects.stream().map(VaultEffect.Read.class::cast).toList();
  }

  private static List<Integer> shards(List<VaultEffect.Read> reads) {
    return reads.stream().map(read -> read.source().index()).toList();
  }

  private RunFetches.Complete answer(long now, VaultEffect.Read read, VaultAnswer answer) {
    effects.clear();
    return fetches.answered(now, read.ask(), answer, effects);
  }

  private void timeout(long now) {
    effects.clear();
    fetches.onTimeout(now, effects);
  }

  @Test
  void asManyAreAskedAsAreNeededAndDataComesFirst() {
    fetches.begin(0, 5);
    List<VaultEffect.Read> reads = asked(0);

    assertThat(shards(reads)).containsExactly(0, 1);
    assertThat(reads).extracting(VaultEffect.Read::run).containsOnly(5);
    assertThat(asked(1)).isEmpty();
    assertThat(fetches.has(5)).isTrue();
    assertThat(answer(2, reads.get(0), VERIFIED)).isNull();
    assertThat(answer(2, reads.get(0), VERIFIED)).as("a second time").isNull();
    assertThat(answer(3, reads.get(1), VERIFIED))
        .isEqualTo(new RunFetches.Complete(5, Set.of(0, 1)));
    assertThat(fetches.size()).isZero();
    assertThat(fetches.deadlineNanos()).isEmpty();
  }

  @Test
  void thoseWhoAreBusyWaitForNobodyElse() {
    fetches.begin(0, 0);
    fetches.begin(0, 1);
    assertThat(shards(asked(0))).containsExactly(0, 1, 2, 3);
  }

  @Test
  void parityGoesFirstOnlyIfItIsMuchFaster() {
    long usual = HolderSpeeds.UNKNOWN.toNanos();
    speeds.took(holder(2), usual * 4 / 5 + 1);
    speeds.took(holder(3), usual * 4 / 5 - 1);
    fetches.begin(0, 0);
    assertThat(shards(asked(0))).containsExactly(3, 0);
  }

  @Test
  void whoIsLateIsHelpedOutAndNotForgotten() {
    fetches.begin(0, 0);
    List<VaultEffect.Read> reads = asked(0);
    answer(MILLI, reads.get(0), VERIFIED);
    assertThat(fetches.deadlineNanos()).hasValue(LATE);
    timeout(LATE - 1);
    assertThat(asked(LATE - 1)).isEmpty();
    timeout(LATE);
    List<VaultEffect.Read> more = asked(LATE);

    assertThat(shards(more)).containsExactly(2);
    assertThat(speeds.estimateNanos(holder(1))).isEqualTo(8 * LATE);
    assertThat(answer(LATE + 1, reads.get(1), VERIFIED))
        .isEqualTo(new RunFetches.Complete(0, Set.of(0, 1)));
    assertThat(effects).containsExactly(new VaultEffect.Forget(more.get(0).ask()));
  }

  @Test
  void whoIsFastIsNotLateAfterAMoment() {
    speeds.took(holder(0), 1);
    fetches.begin(0, 0);
    asked(0);
    assertThat(fetches.deadlineNanos()).hasValue(RunFetches.MIN_HEDGE.toNanos());
  }

  @Test
  void whoDoesNotAnswerIsLeftAloneForAWhile() {
    fetches = fetches(NEEDED);
    fetches.begin(0, 0);
    List<VaultEffect.Read> reads = asked(0);
    answer(MILLI, reads.get(0), VERIFIED);
    timeout(LATE);
    assertThat(asked(LATE)).as("nobody else has it").isEmpty();
    assertThat(fetches.deadlineNanos()).hasValue(TIMEOUT);
    timeout(TIMEOUT - 1);
    assertThat(effects).isEmpty();
    timeout(TIMEOUT);

    assertThat(effects).containsExactly(new VaultEffect.Forget(reads.get(1).ask()));
    assertThat(asked(TIMEOUT)).isEmpty();
    assertThat(fetches.deadlineNanos()).hasValue(TIMEOUT + PENALTY);
    assertThat(asked(TIMEOUT + PENALTY - 1)).isEmpty();
    assertThat(shards(asked(TIMEOUT + PENALTY))).containsExactly(1);
  }

  @Test
  void whoRefusesIsLeftAloneToo() {
    fetches.begin(0, 0);
    List<VaultEffect.Read> reads = asked(0);
    answer(0, reads.get(0), new VaultAnswer.Refused(VaultRefusal.BUSY));
    answer(0, reads.get(1), new VaultAnswer.Failed());
    assertThat(effects).isEmpty();
    assertThat(shards(asked(0))).containsExactly(2, 3);
    assertThat(speeds.estimateNanos(holder(0))).isEqualTo(PENALTY);
    assertThat(speeds.estimateNanos(holder(1))).isEqualTo(PENALTY);
    fetches.begin(0, 1);
    assertThat(shards(asked(PENALTY - 1))).containsExactly(2, 3);
  }

  @Test
  void aShardThatIsNotThereIsNotAskedForAgain() {
    fetches = fetches(3);
    fetches.begin(0, 0);
    List<VaultEffect.Read> reads = asked(0);
    answer(0, reads.get(0), new VaultAnswer.Refused(VaultRefusal.UNKNOWN_SHARD));

    assertThat(effects).containsExactly(new VaultEffect.Missing(holder(0), 0));
    List<VaultEffect.Read> more = asked(PENALTY);
    assertThat(shards(more)).containsExactly(2);
    assertThat(fetches.isHopeless(0)).as("two are left").isFalse();
    answer(0, more.get(0), new VaultAnswer.Refused(VaultRefusal.UNKNOWN_SHARD));
    assertThat(fetches.isHopeless(0)).isTrue();
  }

  @Test
  void whoSendsSomethingWrongIsNamedOnceAndAskedLast() {
    fetches.begin(0, 0);
    List<VaultEffect.Read> reads = asked(0);
    answer(0, reads.get(0), new VaultAnswer.Lied());
    assertThat(effects).containsExactly(new VaultEffect.Misbehaved(holder(0), 0));
    List<VaultEffect.Read> more = asked(0);
    assertThat(shards(more)).containsExactly(2);
    answer(MILLI, reads.get(1), VERIFIED);
    answer(MILLI, more.get(0), VERIFIED);

    speeds.took(holder(0), 1);
    fetches.begin(MILLI, 1);
    assertThat(shards(asked(MILLI))).as("however fast he is").containsExactly(1, 2);
    fetches = new RunFetches(2, List.of(source(0), suspect(1)), speeds, new Numbers());
    fetches.begin(0, 0);
    List<VaultEffect.Read> both = asked(0);
    assertThat(shards(both)).as("there is nobody else").containsExactly(0, 1);
    answer(0, both.get(1), new VaultAnswer.Lied());
    assertThat(effects).as("that was known").isEmpty();
    assertThat(fetches.isHopeless(0)).isTrue();
  }

  private static Source suspect(int index) {
    Source source = source(index);
    return new Source(index, source.holder(), source.shard(), source.hash(), true);
  }

  @Test
  void aRunThatGetsNoFurtherIsGivenUp() {
    fetches.begin(0, 0);
    fetches.begin(0, 1);
    List<VaultEffect.Read> reads = asked(0);
    assertThat(fetches.isHopeless(PATIENCE - 1)).isFalse();
    assertThat(fetches.isHopeless(PATIENCE)).isTrue();
    answer(MILLI, reads.get(0), VERIFIED);
    assertThat(fetches.isHopeless(PATIENCE)).as("progress of one is that of all").isFalse();
    assertThat(fetches.isHopeless(PATIENCE + MILLI)).isTrue();
  }

  @Test
  void atRestNobodyIsWaitedFor() {
    fetches.begin(0, 0);
    List<VaultEffect.Read> reads = asked(0);
    effects.clear();
    fetches.rest(effects);

    assertThat(effects)
        .containsExactlyInAnyOrder(
            new VaultEffect.Forget(reads.get(0).ask()), new VaultEffect.Forget(reads.get(1).ask()));
    assertThat(fetches.size()).isZero();
    fetches.begin(1, 0);
    assertThat(shards(asked(1))).as("and nobody is busy").containsExactly(0, 1);
  }

  @Test
  void aSpeedIsLearnedSlowlyAndForgottenAtItsBound() {
    speeds.took(holder(1), 100);
    speeds.took(holder(1), 200);
    assertThat(speeds.estimateNanos(holder(1))).isEqualTo(125);
    speeds.isSlow(holder(1), 120);
    assertThat(speeds.estimateNanos(holder(1))).isEqualTo(125);
    speeds.isSlow(holder(1), 500);
    assertThat(speeds.estimateNanos(holder(1))).isEqualTo(500);
    for (int i = 2; i <= HolderSpeeds.MAX_HOLDERS; i++) {
      speeds.took(holder(i), 7);
    }
    assertThat(speeds.estimateNanos(holder(1))).isEqualTo(500);
    speeds.took(holder(HolderSpeeds.MAX_HOLDERS + 1), 7);
    assertThat(speeds.estimateNanos(holder(2)))
        .as("the one heard of longest ago")
        .isEqualTo(HolderSpeeds.UNKNOWN.toNanos());
  }
}
