package io.scp2p.core.crypto.blake3;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.bouncycastle.crypto.digests.Blake3Digest;
import org.bouncycastle.crypto.params.Blake3Parameters;

class Blake3PropertyTest {
  private static final int GROUP = Blake3Spec.GROUP_BYTES;
  private static final int MAX_BYTES = 2 * GROUP + 70_000;

  @Property(tries = 40)
  void lanesScalarAndBouncyCastleAgreeInEveryMode(
      @ForAll @IntRange(max = MAX_BYTES) int length, @ForAll long seed) {
    agree(length, seed);
  }

  @Example // The lengths at which the tree changes its shape, which randomness would miss.
  void lanesScalarAndBouncyCastleAgreeAroundEveryEdge() {
    for (int edge : new int[] {16, 17, 31, 32, 33, 34, 63, 64, 65, 67, 128, 255, 256, 257, 512}) {
      for (int off = -1; off <= 1; off++) {
        agree(edge * Blake3Spec.LEAF_BYTES + off, edge);
      }
    }
  }

  private static void agree(int length, long seed) {
    byte[] in = random(length, seed);
    byte[] key = random(32, ~seed);
    byte[] context = HexFormat.of().formatHex(key).getBytes();
    agree(in, HashMode.HASH, null);
    agree(in, HashMode.keyed(key), Blake3Parameters.key(key));
    agree(in, HashMode.deriveKey(new String(context)), Blake3Parameters.context(context));
  }

  private static void agree(byte[] in, HashMode mode, Blake3Parameters parameters) {
    byte[] expected = new byte[80];
    Blake3Digest digest = new Blake3Digest(256);
    if (parameters != null) {
      digest.init(parameters);
    }
    digest.update(in, 0, in.length);
    digest.doFinal(expected, 0, expected.length);
    assertThat(Cores.SCALAR.root(mode, in, 0, in.length).rootHash(80)).isEqualTo(expected);
    assertThat(Cores.LANES.root(mode, in, 0, in.length).rootHash(80)).isEqualTo(expected);
  }

  @Property(tries = 40)
  void anySplitGivesTheSameDigest(
      @ForAll @IntRange(max = MAX_BYTES) int length, @ForAll long seed, @ForAll boolean lanes) {
    byte[] in = random(length, seed);
    Blake3Hasher hasher = new Blake3Hasher(Cores.of(lanes), HashMode.HASH);
    SplittableRandom random = new SplittableRandom(seed);
    for (int at = 0; at < length; ) {
      int piece = Math.min(length - at, random.nextInt(1 << random.nextInt(20)));
      feed(hasher, in, at, piece, random.nextInt(4));
      at += piece;
      if (random.nextInt(8) == 0) {
        // Asking in between must not disturb anything.
        assertThat(hasher.digest()).isEqualTo(Blake3.hash(in, 0, at));
      }
    }
    assertThat(hasher.digest()).isEqualTo(Blake3.hash(in));
    assertThat(hasher.reset().digest()).isEqualTo(Blake3.hash());
  }

  private static void feed(Blake3Hasher hasher, byte[] in, int at, int piece, int kind) {
    switch (kind) {
      case 0 -> hasher.update(in, at, piece);
      case 1 -> hasher.update(Arrays.copyOfRange(in, at, at + piece));
      case 2 -> {
        ByteBuffer slice = ByteBuffer.wrap(in, at, piece).slice();
        hasher.update(slice);
        assertThat(slice.hasRemaining()).isFalse();
      }
      default -> {
        ByteBuffer direct = ByteBuffer.allocateDirect(piece).put(in, at, piece).flip();
        hasher.update(direct.asReadOnlyBuffer());
      }
    }
  }

  @Property(tries = 40)
  void onePassGivesEveryChunkHashAndTheContentHash(
      @ForAll @IntRange(max = MAX_BYTES) int length, @ForAll long seed, @ForAll boolean lanes) {
    onePass(length, seed, lanes);
  }

  @Example
  void onePassAtChunkEdges() {
    for (int chunks = 0; chunks <= 9; chunks++) {
      for (boolean lanes : new boolean[] {false, true}) {
        onePass(chunks * GROUP, 1, lanes);
        onePass(chunks * GROUP + 1, 1, lanes);
        onePass(chunks * GROUP + 20 * 1024 + 7, 1, lanes);
      }
    }
  }

  private static void onePass(int length, long seed, boolean lanes) {
    byte[] in = random(length, seed);
    List<byte[]> expected = new ArrayList<>();
    for (int at = 0; at < length; at += GROUP) {
      expected.add(Blake3.chunkHash(in, at, Math.min(GROUP, length - at)));
    }
    List<byte[]> chunks = new ArrayList<>();
    ContentHasher hasher =
        new ContentHasher(
            Cores.of(lanes),
            (index, hash) -> {
              assertThat(index).isEqualTo(chunks.size());
              chunks.add(hash);
            });
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 2; round++) {
      chunks.clear();
      for (int at = 0; at < length; ) {
        int piece = Math.min(length - at, random.nextInt(round == 0 ? 2 * GROUP : 3 * 4096));
        if (random.nextBoolean()) {
          hasher.update(in, at, piece);
        } else {
          hasher.update(ByteBuffer.allocateDirect(piece).put(in, at, piece).flip());
        }
        at += piece;
      }
      assertThat(hasher.finish()).isEqualTo(Blake3.hash(in));
      assertThat(chunks).usingElementComparator(Arrays::compare).isEqualTo(expected);
      hasher.reset();
    }
  }

  @Property(tries = 200)
  void unrolledCompressionIsTheOneOfThePaper(@ForAll long seed, @ForAll long counter) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] values = random.ints(8).toArray();
    int[] block = random.ints(16).toArray();
    int bytes = random.nextInt(65);
    int flags = random.nextInt(128);
    int[] out = new int[8];
    ScalarCompression.compress(values, 0, block, 0, counter, bytes, flags, out, 0);
    assertThat(WideCompression.compress(values, block, counter, bytes, flags)).startsWith(out);
  }

  @Property(tries = 40)
  void lanesAgreeWithTheScalarCoreAnywhereInAFileOfAnySize(
      @ForAll @LongRange(min = 0, max = (1L << 46) - 1) long group,
      @ForAll @IntRange(min = LaneSubtree.MIN_BYTES, max = Blake3Spec.GROUP_BYTES) int length,
      @ForAll long seed) {
    byte[] in = random(length + 3, seed);
    long leaf = group * Blake3Spec.GROUP_LEAVES;
    TwinNodes lanes = Cores.LANES.twins(in, 3, length, leaf);
    TwinNodes scalar = Cores.SCALAR.twins(in, 3, length, leaf);
    assertThat(value(lanes.inContent())).isEqualTo(value(scalar.inContent()));
    assertThat(value(lanes.alone())).isEqualTo(value(scalar.alone()));
    assertThat(lanes.alone().rootHash(32)).isEqualTo(Blake3.hash(in, 3, length));
    assertThat(value(Cores.LANES.node(HashMode.HASH, in, 3, length, leaf)))
        .isEqualTo(value(scalar.inContent()));
  }

  private static int[] value(Node node) {
    int[] value = new int[8];
    node.chainingValue(value, 0);
    return value;
  }

  static byte[] random(int length, long seed) {
    byte[] bytes = new byte[length];
    new SplittableRandom(seed).nextBytes(bytes);
    return bytes;
  }
}
