package io.scp2p.core.protocol.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which chunk is asked of whom. */
class ChunkPickerTest {
  private static final int COUNT = 40;

  private final ChunkPicker picker = started(COUNT, false, 1);

  private static ChunkPicker started(int chunks, boolean onlyForReaders, long seed) {
    ChunkPicker picker = new ChunkPicker(chunks, onlyForReaders, new SplittableRandom(seed));
    picker.start(new BitSet());
    return picker;
  }

  private static SwarmPeer peer() {
    PeerTraits traits = PeerTraits.extended(8, 0);
    return new SwarmPeer(new PeerState(new PeerRef(1), traits, 0, new SplittableRandom(1)));
  }

  private static SwarmPeer holding(ChunkPicker picker, int chunks, int... parts) {
    SwarmPeer peer = peer();
    BitSet held = new BitSet();
    for (int part : parts) {
      held.set(part);
    }
    picker.told(peer, Holdings.ofParts(chunks, held));
    return peer;
  }

  private static int take(ChunkPicker picker, SwarmPeer peer, boolean spare) {
    int chunk = picker.pick(peer, spare);
    if (chunk != ChunkPicker.NONE) {
      picker.take(chunk);
    }
    return chunk;
  }

  private static List<Integer> takeAll(ChunkPicker picker, SwarmPeer peer, boolean spare) {
    List<Integer> taken = new ArrayList<>();
    for (int chunk = take(picker, peer, spare);
        chunk != ChunkPicker.NONE;
        chunk = take(picker, peer, spare)) {
      taken.add(chunk);
    }
    return taken;
  }

  @Test
  void fromARandomStartOneFollowsTheOtherAndAllCome() {
    List<Integer> taken = takeAll(picker, peer(), false);

    int first = taken.get(0);
    assertThat(taken)
        .containsExactlyElementsOf(
            IntStream.range(0, COUNT).map(i -> (first + i) % COUNT).boxed().toList());
    assertThat(picker.isExhausted()).isTrue();
    assertThat(IntStream.range(0, 50).map(seed -> start(seed)).distinct().count())
        .isGreaterThan(10);
  }

  private static int start(int seed) {
    return started(COUNT, false, seed).pick(peer(), false);
  }

  @Test
  void whatIsStoredIsNotAskedFor() {
    ChunkPicker restored = new ChunkPicker(COUNT, false, new SplittableRandom(1));
    BitSet stored = new BitSet();
    stored.set(0, COUNT - 1);
    restored.start(stored);

    assertThat(restored.isExhausted()).isFalse();
    assertThat(takeAll(restored, peer(), false)).containsExactly(COUNT - 1);
    restored.giveBack(3);
    assertThat(restored.isExhausted()).isFalse();
    assertThat(takeAll(restored, peer(), false)).containsExactly(3);
  }

  @Test
  void whatAReaderWaitsForComesFirstAndInItsOrder() {
    picker.window(1, 30, 3);
    picker.window(2, 10, 1);
    SwarmPeer peer = peer();

    assertThat(picker.isUrgent(29)).isFalse();
    assertThat(picker.isUrgent(30)).isTrue();
    assertThat(picker.isUrgent(32)).isTrue();
    assertThat(picker.isUrgent(33)).isFalse();
    assertThat(List.of(take(picker, peer, false), take(picker, peer, false)))
        .containsExactly(30, 31);
    picker.window(1, 36, 100);
    assertThat(takeAll(picker, peer, false)).startsWith(36, 37, 38, 39, 10).hasSize(COUNT - 2);
    assertThat(picker.hasReaders()).isTrue();
    picker.noWindow(1);
    picker.noWindow(2);
    assertThat(picker.hasReaders()).isFalse();
  }

  @Test
  void soManyReadersComeFirstAndNoMore() {
    for (int reader = 0; reader < ChunkPicker.MAX_READERS; reader++) {
      picker.window(reader, 0, 1);
    }
    picker.window(99, 20, 1);
    assertThat(picker.isUrgent(20)).isFalse();
    picker.window(5, 20, 1);
    assertThat(picker.isUrgent(20)).as("one that is known moves").isTrue();
  }

  @Test
  void ofAPeerThatHasNotTheNextTheOneBehindItIsAsked() {
    SwarmPeer partial = peer();
    picker.window(1, 30, 3);
    picker.missed(0, partial, 30);

    assertThat(picker.pick(partial, false)).isEqualTo(31);
    assertThat(picker.pick(peer(), false)).as("others may have it").isEqualTo(30);
  }

  @Test
  void whoDownloadsItselfIsAskedForWhatFewHave() {
    SwarmPeer one = holding(picker, COUNT, 3, 4, 5);
    SwarmPeer two = holding(picker, COUNT, 3, 4);
    holding(picker, COUNT, 4);

    assertThat(take(picker, one, false)).isEqualTo(5);
    assertThat(take(picker, two, false)).isEqualTo(3);
    assertThat(take(picker, two, false)).isEqualTo(4);
    assertThat(take(picker, two, false)).isEqualTo(ChunkPicker.NONE);
    assertThat(picker.isUseful(two)).isFalse();
    assertThat(picker.isUseful(peer())).isTrue();
  }

  @Test
  void whatOneTakesBackOrLeavesWithIsCountedAgain() {
    SwarmPeer one = holding(picker, COUNT, 3, 4);
    SwarmPeer leaving = holding(picker, COUNT, 4);
    SwarmPeer forgetful = holding(picker, COUNT, 3, 7);
    assertThat(picker.pick(one, false)).as("two have each").isIn(3, 4);
    picker.gone(leaving);
    assertThat(picker.pick(one, false)).isEqualTo(4);
    picker.missed(0, forgetful, 3);
    holding(picker, COUNT, 4);
    assertThat(picker.pick(one, false)).isEqualTo(3);
    assertThat(picker.pick(forgetful, false)).isEqualTo(7);
  }

  @Test
  void whoHasEverythingIsSparedForWhatNobodyElseHas() {
    assertThat(picker.pick(peer(), true)).as("nobody else downloads").isEqualTo(ChunkPicker.NONE);
    SwarmPeer seed = peer();
    int[] held = IntStream.range(0, COUNT).filter(part -> part != 11 && part != 12).toArray();
    SwarmPeer other = holding(picker, COUNT, held);

    assertThat(takeAll(picker, seed, true)).containsExactlyInAnyOrder(11, 12);
    picker.gone(other);
    assertThat(takeAll(picker, seed, true)).as("now nobody has the rest").hasSize(COUNT - 2);
  }

  /** The next one while it can be: others do likewise from where they are. */
  @Test
  void whatNobodyHasIsAskedForInOrder() {
    holding(picker, COUNT, 0);
    SwarmPeer seed = peer();
    int first = take(picker, seed, true);
    assertThat(first).isBetween(1, COUNT - 2);

    assertThat(take(picker, seed, true)).isEqualTo(first + 1);
  }

  @Test
  void whoHadNothingIsNotSearchedAgainBeforeSomethingChanges() {
    SwarmPeer peer = holding(picker, COUNT, 3);
    take(picker, peer, false);
    assertThat(picker.pick(peer, false)).isEqualTo(ChunkPicker.NONE);
    picker.giveBack(3);
    assertThat(picker.pick(peer, false)).isEqualTo(3);
  }

  @Test
  void whoeverHasAllCountsAsOneThatHasEverything() {
    SwarmPeer peer = holding(picker, COUNT, IntStream.range(0, COUNT).toArray());
    assertThat(peer.holds).isNull();
    assertThat(peer.holdingsDueNanos).isEmpty();
    assertThat(picker.pick(peer, true)).as("nobody's parts are counted").isEqualTo(-1);
  }

  @Test
  void forReadersOnlyNothingElseIsFetched() {
    ChunkPicker reading = started(COUNT, true, 1);
    SwarmPeer peer = peer();
    assertThat(reading.isExhausted()).isTrue();
    assertThat(reading.pick(peer, false)).isEqualTo(ChunkPicker.NONE);
    reading.window(1, 5, 2);
    assertThat(reading.isExhausted()).isFalse();
    assertThat(reading.isUseful(peer)).isTrue();
    assertThat(takeAll(reading, peer, false)).containsExactly(5, 6);
    assertThat(reading.isExhausted()).isTrue();
    assertThat(reading.isUseful(peer)).isFalse();
  }

  /** Of a large content a part is several chunks. */
  @Test
  void ofALargeContentWholePartsAreKnown() {
    int chunks = 4 * Holdings.MAX_PARTS;
    ChunkPicker large = started(chunks, false, 1);
    assertThat(large.partOf(3)).isZero();
    assertThat(large.partOf(4)).isEqualTo(1);
    SwarmPeer peer = holding(large, chunks, 9);

    assertThat(takeAll(large, peer, false)).containsExactly(36, 37, 38, 39);
  }
}
