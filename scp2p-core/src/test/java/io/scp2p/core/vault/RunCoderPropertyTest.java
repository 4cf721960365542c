package io.scp2p.core.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.core.coding.TooFewShardsException;
import io.scp2p.core.crypto.AuthenticationException;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** Any k of n bring a file back, and nothing that was tampered with does. */
class RunCoderPropertyTest {
  private static final int SMALL_PIECE_LOG = 10;

  private static byte[][] shards(VaultLayout layout, FileKey key, byte[] file) {
    RunCoder coder = new RunCoder(layout);
    ByteArrayOutputStream[] shards = new ByteArrayOutputStream[layout.totalShards()];
    Arrays.setAll(shards, i -> new ByteArrayOutputStream());
    for (int run = 0; run < layout.runs(); run++) {
      int from = (int) layout.plainOffset(run);
      byte[] plain = Arrays.copyOfRange(file, from, from + layout.runPlainBytes(run));
      CodedRun coded = coder.encode(key, run, plain);
      for (int shard = 0; shard < shards.length; shard++) {
        shards[shard].writeBytes(coded.data()[shard]);
      }
    }
    return Arrays.stream(shards).map(ByteArrayOutputStream::toByteArray).toArray(byte[][]::new);
  }

  private static byte[] file(VaultLayout layout, FileKey key, byte[][] shards)
      throws TooFewShardsException, AuthenticationException {
    RunCoder coder = new RunCoder(layout);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    for (int run = 0; run < layout.runs(); run++) {
      byte[][] pieces = new byte[shards.length][];
      int from = layout.firstSegment(run) << layout.pieceLog();
      for (int i = 0; i < shards.length; i++) {
        if (shards[i] != null) {
          pieces[i] = Arrays.copyOfRange(shards[i], from, from + layout.runBytes(run));
        }
      }
      file.writeBytes(coder.decode(key, run, pieces));
    }
    return file.toByteArray();
  }

  @Property(tries = 150)
  void anyKOfNBringTheFileBack(
      @ForAll @IntRange(min = 1, max = 12) int k,
      @ForAll @IntRange(max = 6) int m,
      @ForAll @IntRange(max = 60_000) int size,
      @ForAll long seed)
      throws Exception {
    VaultLayout layout = new VaultLayout(size, k, m, SMALL_PIECE_LOG);
    byte[] plain = Keys.bytes(seed, size);
    byte[][] shards = shards(layout, Keys.fileKey(1), plain);
    assertThat(Arrays.stream(shards).mapToLong(s -> s.length)).containsOnly(layout.shardBytes());
    SplittableRandom random = new SplittableRandom(seed);
    BitSet lost = new BitSet();
    while (lost.cardinality() < m) {
      lost.set(random.nextInt(k + m));
    }
    lost.stream().forEach(i -> shards[i] = null);
    assertThat(file(layout, Keys.fileKey(1), shards)).isEqualTo(plain);
    if (m > 0 && k + m > lost.cardinality()) {
      shards[lost.nextClearBit(0)] = null;
      assertThatThrownBy(() -> file(layout, Keys.fileKey(1), shards))
          .isInstanceOf(TooFewShardsException.class);
    }
  }

  @Example // The sizes around a segment and a run, which a random number almost never hits.
  void sizesAtTheEdges() throws Exception {
    int segment = new VaultLayout(0, 4, 2, SMALL_PIECE_LOG).segmentBytes();
    for (int size :
        new int[] {
          0, 1, segment - 1, segment, segment + 1, 8 * segment - 1, 8 * segment, 8 * segment + 1
        }) {
      VaultLayout layout = new VaultLayout(size, 4, 2, SMALL_PIECE_LOG);
      byte[] plain = Keys.bytes(size, size);
      byte[][] shards = shards(layout, Keys.fileKey(1), plain);
      shards[0] = null;
      shards[3] = null;
      assertThat(file(layout, Keys.fileKey(1), shards)).as("%d bytes", size).isEqualTo(plain);
    }
  }

  @Property(tries = 60)
  void aShardIsRebuiltWithoutTheKey(@ForAll @IntRange(max = 5) int lost, @ForAll long seed)
      throws Exception {
    VaultLayout layout = new VaultLayout(40_000, 4, 2, SMALL_PIECE_LOG);
    byte[][] shards = shards(layout, Keys.fileKey(1), Keys.bytes(seed, 40_000));
    byte[][] pieces = new byte[6][];
    for (int i = 0; i < 6; i++) {
      pieces[i] = i == lost ? null : Arrays.copyOf(shards[i], layout.runBytes(0));
    }
    BitSet wanted = new BitSet();
    wanted.set(lost);
    assertThat(new RunCoder(layout).rebuild(0, pieces, wanted)[lost])
        .isEqualTo(Arrays.copyOf(shards[lost], layout.runBytes(0)));
  }

  @Example
  void parityIsAddedToWhatExists() throws Exception {
    VaultLayout layout = new VaultLayout(10_000, 4, 2, SMALL_PIECE_LOG);
    byte[] plain = Keys.bytes(5, 10_000);
    byte[][] few = shards(layout, Keys.fileKey(1), plain);
    byte[][] more = shards(layout.withParity(4), Keys.fileKey(1), plain);
    assertThat(Arrays.copyOf(more, 6)).isDeepEqualTo(few);
  }

  @Property(tries = 100)
  void aChangedBitIsNoticed(
      @ForAll @IntRange(max = 3) int shard, @ForAll @IntRange(min = 0) int bit) {
    VaultLayout layout = new VaultLayout(30_000, 4, 2, SMALL_PIECE_LOG);
    byte[][] shards = shards(layout, Keys.fileKey(1), Keys.bytes(9, 30_000));
    // Padding is not sealed; the hash of the shard covers it. 30,000 bytes end in the last shard.
    int at = bit % (8 * (int) (layout.shardBytes() - 4));
    shards[shard][at >>> 3] ^= (byte) (1 << (at & 7));
    assertThatThrownBy(() -> file(layout, Keys.fileKey(1), shards))
        .isInstanceOf(AuthenticationException.class);
  }

  @Example
  void truncationReorderingAndSplicingAreNoticed() {
    int segment = new VaultLayout(0, 2, 1, SMALL_PIECE_LOG).segmentBytes();
    VaultLayout layout = new VaultLayout(3L * segment, 2, 1, SMALL_PIECE_LOG);
    byte[] plain = Keys.bytes(3, 3 * segment);
    byte[][] shards = shards(layout, Keys.fileKey(1), plain);

    VaultLayout shorter = new VaultLayout(2L * segment, 2, 1, SMALL_PIECE_LOG);
    assertThatThrownBy(() -> file(shorter, Keys.fileKey(1), shards))
        .as("truncated")
        .isInstanceOf(AuthenticationException.class);

    byte[][] swapped = new byte[3][];
    for (int i = 0; i < 3; i++) {
      swapped[i] = shards[i].clone();
      System.arraycopy(shards[i], 0, swapped[i], 1_024, 1_024);
      System.arraycopy(shards[i], 1_024, swapped[i], 0, 1_024);
    }
    assertThatThrownBy(() -> file(layout, Keys.fileKey(1), swapped))
        .as("reordered")
        .isInstanceOf(AuthenticationException.class);

    FileKey sameSecretOtherFile = FileKey.of(Keys.file(2), Keys.bytes(1, 32));
    byte[][] foreign = shards(layout, sameSecretOtherFile, plain);
    for (int i = 0; i < 3; i++) {
      System.arraycopy(foreign[i], 0, shards[i], 0, 1_024);
    }
    assertThatThrownBy(() -> file(layout, Keys.fileKey(1), shards))
        .as("spliced")
        .isInstanceOf(AuthenticationException.class);
  }

  @Example
  void layoutsOfThisVersionKeepSegmentsSmall() {
    assertThat(VaultLayout.of(1L << 31, 4, 2).segmentBytes()).isEqualTo(4 * 65_536 - 16);
    for (int k = 1; k <= 64; k++) {
      VaultLayout layout = VaultLayout.of(1L << 31, k, 32);
      assertThat(layout.segmentBytes()).isLessThanOrEqualTo(512 * 1024);
      assertThat(layout.runBytes(0)).isLessThanOrEqualTo(512 * 1024);
    }
  }

  @Example
  void keysAreForOneOwnerAndOneFile() throws Exception {
    FileKey key = Keys.fileKey(1);
    var wrapped = key.wrap(Keys.owner(1), Keys.entropy(1));
    FileKey again = FileKey.unwrap(Keys.file(1), wrapped, Keys.owner(1));
    assertThat(again.shardId(3, 1)).isEqualTo(key.shardId(3, 1)).isNotEqualTo(key.shardId(3, 0));
    assertThatThrownBy(() -> FileKey.unwrap(Keys.file(1), wrapped, Keys.owner(2)))
        .isInstanceOf(AuthenticationException.class);
    assertThatThrownBy(() -> FileKey.unwrap(Keys.file(2), wrapped, Keys.owner(1)))
        .isInstanceOf(AuthenticationException.class);
  }

  @Property
  void whoKnowsOnlyTheShardsCutsThemInTheSameWay(
      @ForAll @LongRange(max = 300_000) long bytes, @ForAll @IntRange(min = 1, max = 9) int k) {
    VaultLayout layout = new VaultLayout(bytes, k, 2, 10);
    VaultLayout seen = VaultLayout.ofShards(layout.shardBytes(), k, 2, 10);
    assertThat(seen.shardBytes()).isEqualTo(layout.shardBytes());
    assertThat(seen.segments()).isEqualTo(layout.segments());
    for (int run = 0; run < layout.runs(); run++) {
      assertThat(seen.runBytes(run)).isEqualTo(layout.runBytes(run));
    }
  }
}
