package io.scp2p.core.protocol.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.core.content.ChunkLayout;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SwarmMachineTest {
  private static List<Integer> chunks(SwarmModel swarm) {
    return swarm.asked.values().stream().map(SwarmEffect.AskChunk::chunk).sorted().toList();
  }

  private static long first(SwarmModel swarm) {
    return swarm.asked.keySet().iterator().next();
  }

  @Test
  void anEmptyFileIsCompleteAtOnce() {
    SwarmModel swarm = SwarmModel.ofChunks(0).started();

    assertThat(swarm.end).isEqualTo(new SwarmEffect.Completed());
  }

  @Test
  void aSingleChunkNeedsNoListOfHashes() {
    SwarmModel swarm = new SwarmModel(5, 1, SwarmRules.PATIENT, 1).started();
    swarm.peer();

    swarm.answerAll();

    assertThat(swarm.logged(SwarmEffect.AskHashes.class)).isEmpty();
    assertThat(swarm.logged(SwarmEffect.AskHoldings.class)).isEmpty();
    assertThat(swarm.logged(SwarmEffect.Progress.class)).endsWith(new SwarmEffect.Progress(5, 5));
  }

  @Test
  void chunksAreAskedForTogetherWithTheirHashesAndWaitForThem() {
    SwarmModel swarm = SwarmModel.ofChunks(3).started();
    PeerRef peer = swarm.peer();
    assertThat(swarm.pages).containsEntry(0, peer);
    assertThat(swarm.asked).hasSize(2);
    assertThat(swarm.log.indexOf(swarm.logged(SwarmEffect.AskHashes.class).get(0)))
        .as("their answer would wait behind the chunks")
        .isLessThan(swarm.log.indexOf(swarm.logged(SwarmEffect.AskChunk.class).get(0)));

    swarm.arrive(first(swarm));
    assertThat(swarm.storing).isEmpty();
    swarm.hashes();

    assertThat(swarm.storing).hasSize(1);
  }

  @Test
  void aWrongListOfHashesNamesItsSenderAndAnotherIsAsked() {
    SwarmModel swarm = SwarmModel.ofChunks(3).started();
    PeerRef liar = swarm.peer();
    PeerRef honest = swarm.peer();
    swarm.pages.clear();

    swarm.tell(new SwarmInput.HashesWrong(liar, 0));

    assertThat(swarm.log).contains(new SwarmEffect.Lied(liar, OptionalInt.empty()));
    assertThat(swarm.pages).containsEntry(0, honest);
    assertThat(swarm.asked.values()).allMatch(ask -> ask.peer().equals(honest));
  }

  @Test
  void aLongListComesInPagesFromThoseWhoHaveThem() {
    int count = HashPages.MAX_SINGLE_PAGE + 1;
    SwarmModel swarm = SwarmModel.ofChunks(count).started();
    swarm.peer(PeerTraits.v1(0));
    assertThat(swarm.pages).isEmpty();

    PeerRef extended = swarm.peer();

    assertThat(swarm.pages.values()).isNotEmpty().allMatch(extended::equals);
    assertThat(new HashPages(count).count()).isEqualTo(4);
    assertThat(new HashPages(count).hashCount(3)).isEqualTo(count - 3 * 8_192);
  }

  @Test
  void aCorruptChunkNamesItsSenderAndIsFetchedFromAnother() {
    SwarmModel swarm = SwarmModel.ofChunks(1).started();
    PeerRef liar = swarm.peer();
    swarm.arrive(first(swarm));
    PeerRef honest = swarm.peer();

    swarm.corrupt(swarm.storing.keySet().iterator().next());

    assertThat(swarm.log).contains(new SwarmEffect.Lied(liar, OptionalInt.of(0)));
    assertThat(swarm.asked.get(first(swarm)).peer()).isEqualTo(honest);
    swarm.tell(new SwarmInput.PeerAvailable(liar));
    assertThat(swarm.asked).hasSize(1);
  }

  @Test
  void aChunkOfAWrongLengthIsALieAndIsNotStored() {
    SwarmModel swarm = SwarmModel.ofChunks(1).started();
    PeerRef liar = swarm.peer();
    long ask = first(swarm);
    swarm.asked.remove(ask);

    swarm.tell(new SwarmInput.ChunkArrived(ask, 7));

    assertThat(swarm.log)
        .contains(new SwarmEffect.Drop(ask), new SwarmEffect.Lied(liar, OptionalInt.of(0)));
  }

  @Test
  void aFailureClosesAPeerForAWhileThatGrows() {
    SwarmModel swarm = SwarmModel.ofChunks(1).started();
    PeerRef peer = swarm.peer();
    for (int i = 0; i < 6; i++) {
      long failedNanos = swarm.nowNanos;
      swarm.fail(first(swarm), AskFailure.REFUSED);
      assertThat(swarm.asked).isEmpty();
      swarm.wake();
      assertThat(swarm.asked).hasSize(1);
      long waitedNanos = swarm.nowNanos - failedNanos;
      assertThat(waitedNanos)
          .isBetween(Math.min(150_000_000L << i, 4_000_000_000L), 8_000_000_000L);
    }
    assertThat(swarm.log).contains(new SwarmEffect.Penalise(peer, AskFailure.REFUSED));
    assertThat(swarm.book.figures(peer).orElseThrow().score()).isEqualTo(-6);
  }

  @Test
  void notToHaveAChunkIsNoFault() {
    SwarmModel swarm = SwarmModel.ofChunks(1).started();
    PeerRef peer = swarm.peer(PeerTraits.v1(0));
    swarm.log.clear();

    swarm.fail(first(swarm), AskFailure.NOT_FOUND);

    assertThat(swarm.logged(SwarmEffect.Penalise.class)).isEmpty();
    assertThat(swarm.book.figures(peer).orElseThrow().score()).isZero();
    assertThat(swarm.asked).isEmpty();
    assertThat(swarm.logged(SwarmEffect.NeedPeers.class)).hasSize(1);
    swarm.tell(new SwarmInput.PeerAvailable(peer));
    assertThat(swarm.asked).hasSize(1);
  }

  @Test
  void aSilentPeerLosesTheChunkToAnother() {
    SwarmModel swarm = SwarmModel.ofChunks(1).started();
    PeerRef silent = swarm.peer(PeerTraits.v1(0));
    long ask = first(swarm);

    swarm.pass(Duration.ofSeconds(19));
    assertThat(swarm.asked).containsKey(ask);
    swarm.pass(Duration.ofSeconds(2));

    assertThat(swarm.log)
        .contains(
            new SwarmEffect.CancelChunk(ask),
            new SwarmEffect.Penalise(silent, AskFailure.TIMED_OUT));
    PeerRef other = swarm.peer();
    assertThat(swarm.asked.get(first(swarm)).peer()).isEqualTo(other);
  }

  @Test
  void whatIsLateAtTheEndIsAskedForTwiceAndTheLoserCancelled() {
    SwarmModel swarm = SwarmModel.ofChunks(1).started();
    swarm.peer();
    long slow = first(swarm);
    swarm.peer();
    assertThat(swarm.asked).as("it is not late yet").hasSize(1);

    for (int i = 0; i < 100 && swarm.asked.size() < 2; i++) {
      swarm.wake();
    }
    long fast = swarm.asked.keySet().stream().filter(ask -> ask != slow).findAny().orElseThrow();
    swarm.arrive(fast);

    assertThat(swarm.log).contains(new SwarmEffect.CancelChunk(slow));
    assertThat(swarm.machine.duplicates()).isEqualTo(1);
    swarm.answerAll();
  }

  @Test
  void readersComeFirst() {
    SwarmModel swarm = SwarmModel.ofChunks(100).started();
    swarm.tell(new SwarmInput.ReaderNeeds(1, 40, 4));

    swarm.peer();
    assertThat(chunks(swarm)).containsExactly(40, 41);
    swarm.tell(new SwarmInput.ReaderNeeds(1, 70, 4));
    swarm.peer();

    assertThat(chunks(swarm)).containsExactly(40, 41, 70, 71);
  }

  @Test
  void whatIsStoredIsNotFetchedAgain() {
    SwarmModel swarm = SwarmModel.ofChunks(5);
    BitSet there = new BitSet();
    there.set(0, 4);
    there.set(77); // Beyond the end: a damaged record must not confuse us.
    swarm.stored.set(0, 4);
    swarm.tell(new SwarmInput.Started(there, BitSet.valueOf(new long[] {1})));
    swarm.peer();

    swarm.answerAll();

    assertThat(swarm.logged(SwarmEffect.AskChunk.class)).hasSize(1);
    assertThat(swarm.logged(SwarmEffect.AskHashes.class)).isEmpty();
    assertThat(swarm.logged(SwarmEffect.Progress.class).get(0).storedBytes())
        .isEqualTo(4L * SwarmModel.CHUNK);
  }

  @Test
  void aCancelLetsGoOfEverythingButWhatIsBeingWritten() {
    SwarmModel swarm = SwarmModel.ofChunks(4).started();
    swarm.peer();
    swarm.hashes();
    swarm.arrive(first(swarm));
    swarm.tell(new SwarmInput.Cancel());
    assertThat(swarm.asked).isEmpty();
    assertThat(swarm.end).as("one is being written").isNull();

    swarm.storedWell(swarm.storing.keySet().iterator().next());
    assertThat(swarm.end).isEqualTo(new SwarmEffect.Cancelled());
    assertThat(swarm.logged(SwarmEffect.Persist.class)).hasSize(1);
  }

  @Test
  void nobodyLeftIsSaidLessAndLessOftenAndForEver() {
    SwarmModel swarm = SwarmModel.ofChunks(2).started();
    for (int i = 0; i < 50; i++) {
      swarm.tell(new SwarmInput.NoMorePeers());
      assertThat(swarm.wake()).isTrue();
    }

    assertThat(swarm.logged(SwarmEffect.NeedPeers.class)).hasSize(51);
    long beforeNanos = swarm.nowNanos;
    swarm.wake();
    assertThat(swarm.nowNanos - beforeNanos)
        .isBetween(ProviderSearch.MAX_PAUSE.toNanos() / 2, ProviderSearch.MAX_PAUSE.toNanos());
    assertThat(swarm.end).isNull();
  }

  @Test
  void theLastOfTheAllowedEmptySearchesFailsIt() {
    SwarmModel swarm = new SwarmModel(9, 1 << 20, SwarmRules.PATIENT.emptySearches(3), 1).started();
    swarm.tell(new SwarmInput.NoMorePeers());
    swarm.tell(new SwarmInput.NoMorePeers());
    assertThat(swarm.end).isNull();

    swarm.tell(new SwarmInput.NoMorePeers());

    assertThat(swarm.end).isEqualTo(new SwarmEffect.Failed(ErrorCode.NO_PROVIDER));
  }

  @Test
  void aHeldChunkWhoseHashesNobodyHasCallsForPeers() {
    SwarmModel swarm = SwarmModel.ofChunks(2).started();
    PeerRef peer = swarm.peer();
    swarm.arrive(first(swarm));
    swarm.arrive(first(swarm));
    swarm.gone(peer);

    assertThat(swarm.logged(SwarmEffect.NeedPeers.class)).as("at the start, and now").hasSize(2);
    swarm.peer();
    swarm.answerAll();
    assertThat(swarm.logged(SwarmEffect.AskChunk.class)).as("the chunks were kept").hasSize(2);
  }

  @Test
  void aCapHoldsOverTime() {
    SwarmModel swarm = SwarmModel.ofChunks(64).started();
    swarm.tell(new SwarmInput.RateCap(SwarmModel.CHUNK));
    swarm.peer();
    long beginNanos = swarm.nowNanos;
    while (swarm.nowNanos - beginNanos < Duration.ofSeconds(30).toNanos()) {
      swarm.answerOne();
    }

    assertThat(swarm.stored.cardinality()).isBetween(28, 33);
  }

  @Test
  void aPeerWithItsHandsFullInOneSwarmIsFullInAll() {
    PeerBook book = new PeerBook(new SplittableRandom(1));
    TransferBudget budget = new TransferBudget(1 << 30);
    PeerRef peer = new PeerRef(1);
    book.add(peer, PeerTraits.extended(2, 0), 0);
    int asks = 0;
    for (int i = 0; i < 3; i++) {
      SwarmMachine swarm =
          new SwarmMachine(
              new ChunkLayout(9), book, budget, SwarmRules.PATIENT, new SplittableRandom(1));
      swarm.accept(0, SwarmInput.Started.afresh());
      asks +=
          (int)
              swarm.accept(0, new SwarmInput.PeerAvailable(peer)).stream()
                  .filter(SwarmEffect.AskChunk.class::isInstance)
                  .count();
      assertThat(swarm.isHungry()).isEqualTo(i == 2);
    }

    assertThat(asks).isEqualTo(2);
  }

  @Test
  void whatNoOneCanHaveIsRefused() {
    ChunkLayout layout = new ChunkLayout((SwarmMachine.MAX_CHUNKS + 1L) * SwarmModel.CHUNK);

    assertThatThrownBy(
            () ->
                new SwarmMachine(
                    layout,
                    new PeerBook(new SplittableRandom(1)),
                    new TransferBudget(1),
                    SwarmRules.PATIENT,
                    new SplittableRandom(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aTebibyteIsFetchedFromAnywhereInIt() {
    SwarmModel swarm = SwarmModel.ofChunks(4_194_304).started();
    swarm.peer();
    for (int i = 0; i < 2_000; i++) {
      swarm.answerOne();
    }

    assertThat(swarm.stored.cardinality()).isGreaterThan(500);
    assertThat(swarm.logged(SwarmEffect.AskHashes.class)).hasSizeBetween(1, 3);
    assertThat(swarm.machine.holdings().parts().size()).isLessThanOrEqualTo(65_536);
    assertThat(swarm.machine.holdings().parts().cardinality()).isGreaterThan(5);
  }

  @Test
  void noSpanOfAMinuteHoldsMoreThanTheLimit() {
    AskWindow window = new AskWindow(3);
    long start = Long.MAX_VALUE - 5;
    for (int i = 0; i < 3; i++) {
      assertThat(window.closedUntilNanos(start + i)).isEmpty();
      window.count(start + i);
    }

    assertThat(window.closedUntilNanos(start + 10)).hasValue(start + AskWindow.WINDOW.toNanos());
    assertThat(window.closedUntilNanos(start + AskWindow.WINDOW.toNanos())).isEmpty();
  }

  @Test
  void whoHasNothingIsAskedForNothingUntilItIsOfferedAgain() {
    SwarmModel swarm = SwarmModel.ofChunks(20).started();
    PeerRef peer = swarm.peer();
    int asked = swarm.logged(SwarmEffect.AskHoldings.class).size();
    for (long ask : List.copyOf(swarm.asked.keySet())) {
      swarm.fail(ask, AskFailure.NOT_FOUND);
    }
    swarm.tell(new SwarmInput.PeerLacks(peer));
    swarm.pass(Duration.ofSeconds(5));
    assertThat(swarm.asked).isEmpty();
    assertThat(swarm.logged(SwarmEffect.AskHoldings.class)).hasSize(asked);

    swarm.tell(new SwarmInput.PeerAvailable(peer));
    assertThat(swarm.logged(SwarmEffect.AskHoldings.class)).hasSize(asked + 1);
    swarm.tell(new SwarmInput.PeerHolds(peer, Holdings.ofParts(20, allOf(20))));
    assertThat(swarm.asked).isNotEmpty();
  }

  private static BitSet allOf(int count) {
    BitSet all = new BitSet();
    all.set(0, count);
    return all;
  }
}
