package io.scp2p.core.crypto.blake3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class Blake3HasherTest {
  private static final int GROUP = Blake3Spec.GROUP_BYTES;

  @Test
  void emptyFileHasTheContentHashOfTheSpecificationAndNoChunk() {
    List<byte[]> chunks = new ArrayList<>();
    byte[] content = new ContentHasher((index, hash) -> chunks.add(hash)).finish();
    assertThat(content)
        .asHexString()
        .isEqualToIgnoringCase("af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262");
    assertThat(chunks).isEmpty();
    assertThat(Blake3.hash()).isEqualTo(content);
  }

  @Test
  void hashOfPartsIsTheHashOfTheirConcatenation() {
    assertThat(Blake3.hash(new byte[] {1}, new byte[0], new byte[] {2, 3}))
        .isEqualTo(Blake3.hash(new byte[] {1, 2, 3}));
  }

  @Test
  void keysOfAnotherLengthAreRefused() {
    for (int length : new int[] {0, 31, 33}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Blake3Hasher.keyedHash(new byte[length]));
    }
  }

  @Test
  void chunkLongerThanTheSpecificationAllowsIsRefused() {
    byte[] tooLong = new byte[Blake3.CHUNK_BYTES + 1];
    assertThat(Blake3.chunkHash(tooLong, 1, Blake3.CHUNK_BYTES)).hasSize(32);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Blake3.chunkHash(tooLong, 0, tooLong.length));
  }

  @Test
  void rangesOutsideTheArrayAreRefusedBeforeAnythingIsTaken() {
    Blake3Hasher hasher = Blake3Hasher.hash();
    assertThatThrownBy(() -> hasher.update(new byte[10], 5, 6))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Blake3.hash(new byte[10], -1, 3))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(hasher.digest()).isEqualTo(Blake3.hash());
  }

  @Test
  void resetKeepsModeAndKey() {
    byte[] key = new byte[32];
    Blake3Hasher hasher = Blake3Hasher.keyedHash(key).update(new byte[GROUP + 1]).reset();
    assertThat(hasher.update(new byte[3]).digest()).isEqualTo(Blake3.keyedHash(key, new byte[3]));
  }

  @Test
  void finishedContentHasherTakesNothingUntilReset() {
    ContentHasher hasher = new ContentHasher((index, hash) -> {});
    byte[] empty = hasher.finish();
    assertThatIllegalStateException().isThrownBy(hasher::finish);
    assertThatIllegalStateException().isThrownBy(() -> hasher.update(new byte[1], 0, 1));
    assertThatIllegalStateException().isThrownBy(() -> hasher.update(ByteBuffer.allocate(1)));
    assertThat(hasher.reset().finish()).isEqualTo(empty);
  }

  @Test
  void feedHoldsNoMoreThanTheInputJustifiesAndNeverMoreThanOneGroup() {
    GroupFeed feed = new GroupFeed((in, off) -> {});
    assertThat(feed.rest()).isEmpty();
    feed.update(new byte[3 * GROUP], 0, 3 * GROUP);
    assertThat(feed.rest()).as("whole groups are hashed where they lie").isEmpty();
    feed.update(new byte[1_000], 0, 1_000);
    assertThat(feed.rest()).hasSizeLessThanOrEqualTo(2_000);
    for (int i = 0; i < 1_000; i++) {
      feed.update(new byte[1_000], 0, 1_000);
    }
    feed.update(ByteBuffer.allocateDirect(2 * GROUP));
    assertThat(feed.rest()).hasSize(GROUP);
  }

  @Test
  void lanesAreKeptUpToTheBound() {
    LanePool pool = new LanePool(1_000);
    List<LaneSubtree> taken = new ArrayList<>();
    for (int i = 0; i < LanePool.MAX_KEPT + 1; i++) {
      taken.add(pool.take());
    }
    assertThat(taken).doesNotHaveDuplicates();
    taken.forEach(pool::giveBack);
    assertThat(pool.kept()).isEqualTo(LanePool.MAX_KEPT);
    assertThat(pool.take()).isIn(taken);
    assertThat(new LanePool(0).take()).isNotNull();
  }

  @Test
  void smallInputsNeverTouchThePool() {
    LanePool pool = new LanePool(4);
    GroupHasher groups = new GroupHasher(bytes -> true, pool);
    groups.root(HashMode.HASH, new byte[GROUP], 0, LaneSubtree.MIN_BYTES - 1);
    assertThat(pool.kept()).isZero();
    groups.root(HashMode.HASH, new byte[GROUP], 0, LaneSubtree.MIN_BYTES);
    assertThat(pool.kept()).isOne();
  }

  @Test
  void retuningDoesNotChangeResults() {
    byte[] in = Blake3PropertyTest.random(LaneSubtree.MIN_BYTES, 5);
    byte[] expected = Cores.SCALAR.root(HashMode.HASH, in, 0, in.length).rootHash(32);
    LaneSubtree lanes = new LaneSubtree();
    for (int i = 0; i <= LaneKernel.TUNE_EVERY_GROUPS; i++) {
      assertThat(lanes.node(HashMode.HASH, in, 0, in.length, 0).rootHash(32)).isEqualTo(expected);
    }
  }
}
