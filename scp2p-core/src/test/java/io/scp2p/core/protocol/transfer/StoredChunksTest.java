package io.scp2p.core.protocol.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.core.content.ChunkLayout;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StoredChunksTest {
  private static final int CHUNK = SwarmModel.CHUNK;
  private static final long FILE = 39L * CHUNK + 5;
  private static final long START = Long.MAX_VALUE - 1;

  private final List<SwarmEffect> effects = new ArrayList<>();
  private final StoredChunks chunks = new StoredChunks(new ChunkLayout(FILE), true);

  private static Ask ask(int chunk) {
    PeerTraits traits = PeerTraits.extended(8, 0);
    PeerState state = new PeerState(new PeerRef(1), traits, 0, new SplittableRandom(1));
    int bytes = new ChunkLayout(FILE).span(chunk).length();
    return new Ask(chunk, new SwarmPeer(state), chunk, bytes, 0);
  }

  private static BitSet bits(int... set) {
    BitSet bits = new BitSet();
    IntStream.of(set).forEach(bits::set);
    return bits;
  }

  private long reported() {
    effects.clear();
    chunks.report(effects);
    return ((SwarmEffect.Progress) effects.get(0)).storedBytes();
  }

  @Test
  void whatWasThereBeforeCountsWithTheShortLastChunk() {
    chunks.restore(bits(0, 39, 40, 1_000)); // Beyond the end: a damaged record.

    assertThat(reported()).isEqualTo(CHUNK + 5L);
    assertThat(chunks.bits()).isEqualTo(bits(0, 39));
    assertThat(chunks.isComplete()).isFalse();
    BitSet all = new BitSet();
    all.set(0, 40);
    chunks.restore(all);
    assertThat(chunks.isComplete()).isTrue();
    assertThat(reported()).isEqualTo(FILE);
  }

  @Test
  void whatIsStoredIsWrittenDownTogetherOrAfterASecond() {
    chunks.add(START, ask(0), effects);
    long due = START + StoredChunks.PERSIST_DELAY.toNanos();
    assertThat(chunks.persistDueNanos()).hasValue(due);
    chunks.add(START + 5, ask(1), effects);
    assertThat(chunks.persistDueNanos()).as("from the first on").hasValue(due);
    effects.clear();
    chunks.persist(effects);
    assertThat(effects).containsExactly(new SwarmEffect.Persist(List.of(0, 1)));
    assertThat(chunks.persistDueNanos()).isEmpty();
    effects.clear();
    chunks.persist(effects);
    assertThat(effects).as("nothing new").isEmpty();
  }

  @Test
  void soManyMayWaitAndNoMore() {
    for (int chunk = 0; chunk < StoredChunks.MAX_UNPERSISTED - 1; chunk++) {
      chunks.add(START, ask(chunk), effects);
    }
    assertThat(effects).noneMatch(SwarmEffect.Persist.class::isInstance);
    chunks.add(START, ask(StoredChunks.MAX_UNPERSISTED - 1), effects);

    assertThat(effects)
        .contains(
            new SwarmEffect.Persist(
                IntStream.range(0, StoredChunks.MAX_UNPERSISTED).boxed().toList()));
    assertThat(chunks.persistDueNanos()).isEmpty();
  }

  @Test
  void whatIsForgottenIsNotWrittenDown() {
    chunks.add(START, ask(0), effects);
    chunks.add(START, ask(39), effects);
    assertThat(reported()).isEqualTo(CHUNK + 5L);
    assertThat(chunks.remove(39)).isTrue();
    assertThat(chunks.remove(39)).isFalse();
    assertThat(chunks.has(39)).isFalse();
    assertThat(chunks.has(0)).isTrue();
    assertThat(reported()).isEqualTo(CHUNK);
    effects.clear();
    chunks.persist(effects);

    assertThat(effects).containsExactly(new SwarmEffect.Persist(List.of(0)));
  }

  @Test
  void whereChunksAreForgottenNoProgressIsTold() {
    StoredChunks quiet = new StoredChunks(new ChunkLayout(FILE), false);
    quiet.add(START, ask(0), effects);

    assertThat(effects).isEmpty();
  }

  @Test
  void partsAreThoseThatAreComplete() {
    int chunks = 2 * Holdings.MAX_PARTS + 1; // Four to a part, the last has one.
    BitSet stored = bits(0, 1, 2, 3, 4, 5, 6, chunks - 1);
    Holdings holdings = Holdings.ofChunks(chunks, stored);

    assertThat(Holdings.partCount(chunks)).isEqualTo(Holdings.MAX_PARTS / 2 + 1);
    assertThat(holdings.parts()).isEqualTo(bits(0, Holdings.MAX_PARTS / 2));
    assertThat(holdings.isComplete()).isFalse();
    assertThat(Holdings.ofParts(3, bits(0, 1, 2, 3)).parts()).isEqualTo(bits(0, 1, 2));
    assertThat(Holdings.ofParts(3, bits(0, 1, 2)).isComplete()).isTrue();
    assertThat(Holdings.partCount(Holdings.MAX_PARTS)).isEqualTo(Holdings.MAX_PARTS);
    assertThat(Holdings.partCount(0)).isZero();
  }
}
