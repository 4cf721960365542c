package io.scp2p.core.crypto.blake3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class Blake3TreeTest {
  private static final int LEAF = Blake3Tree.LEAF_SIZE_BYTES;

  private final byte[] in = Blake3PropertyTest.random(300 * LEAF + 5, 1);

  @Test
  void subtreesParentsAndRootMakeUpTheHash() {
    byte[] left = Blake3Tree.subtree(in, 0, 256 * LEAF, 0);
    byte[] right = Blake3Tree.subtree(in, 256 * LEAF, in.length - 256 * LEAF, 256);
    assertThat(Blake3Tree.root(left, right)).isEqualTo(Blake3.hash(in));
    byte[] first = Blake3Tree.subtree(in, 0, 128 * LEAF, 0);
    byte[] second = Blake3Tree.subtree(in, 128 * LEAF, 128 * LEAF, 128);
    assertThat(Blake3Tree.parent(first, second)).isEqualTo(left);
    assertThat(Blake3Tree.root(first, second)).isEqualTo(Blake3.hash(in, 0, 256 * LEAF));
  }

  @Test
  void everyLeafOfAnUnbalancedTreeCanBeReached() {
    byte[][] leaves = new byte[5][];
    for (int i = 0; i < 5; i++) {
      leaves[i] = Blake3Tree.subtree(in, i * LEAF, LEAF, i);
    }
    byte[] four =
        Blake3Tree.parent(
            Blake3Tree.parent(leaves[0], leaves[1]), Blake3Tree.parent(leaves[2], leaves[3]));
    assertThat(Blake3Tree.root(four, leaves[4])).isEqualTo(Blake3.hash(in, 0, 5 * LEAF));
  }

  @Test
  void chainingValueIsNotAHash() {
    assertThat(Blake3Tree.subtree(in, 0, LEAF, 0)).isNotEqualTo(Blake3.hash(in, 0, LEAF));
  }

  @Test
  void whatIsNoSubtreeIsRefused() {
    for (long firstLeaf : new long[] {1, 2, 3, 6}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Blake3Tree.subtree(in, 0, 4 * LEAF - 1, firstLeaf));
    }
    assertThat(Blake3Tree.subtree(in, 0, 4 * LEAF - 1, 8)).hasSize(32);
    assertThatIllegalArgumentException().isThrownBy(() -> Blake3Tree.subtree(in, 0, 0, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Blake3Tree.subtree(in, 0, 256 * LEAF + 1, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Blake3Tree.parent(new byte[32], new byte[31]));
    assertThatThrownBy(() -> Blake3Tree.subtree(in, in.length, 1, 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
