package io.scp2p.core.crypto.blake3;

import static io.scp2p.core.crypto.blake3.Blake3Spec.VALUE_WORDS;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The tree above the groups. It holds one chaining value for each finished subtree on the right
 * edge, as many as the number of groups has one bits, and the newest group's node, which stays open
 * because it may turn out to be the root.
 */
final class SubtreeStack {
  private static final int FIRST_DEPTH = 4;

  private final HashMode mode;
  private int[] values = new int[FIRST_DEPTH * VALUE_WORDS];
  private int depth;
  private long folded;
  private @Nullable Node newest;

  SubtreeStack(HashMode mode) {
    this.mode = mode;
  }

  private SubtreeStack(SubtreeStack other) {
    mode = other.mode;
    values = other.values.clone();
    depth = other.depth;
    folded = other.folded;
    newest = other.newest;
  }

  /** How many groups were pushed. */
  long groups() {
    return newest == null ? 0 : folded + 1;
  }

  /** Adds the next group; only the last one may be shorter than a group. */
  void push(Node group) {
    if (newest != null) {
      fold(newest);
    }
    newest = group;
  }

  /** The root over the groups so far; more may follow. */
  Node root() {
    if (newest == null) {
      return ScalarSubtree.leaf(mode, new byte[0], 0, 0, 0);
    }
    Node right = newest;
    int[] pair = new int[2 * VALUE_WORDS];
    for (int i = depth - 1; i >= 0; i--) {
      System.arraycopy(values, i * VALUE_WORDS, pair, 0, VALUE_WORDS);
      right.chainingValue(pair, VALUE_WORDS);
      right = Node.parent(mode, pair, 0);
    }
    return right;
  }

  /** The root if {@code group} were the next and last; the stack stays as it is. */
  Node rootWith(Node group) {
    SubtreeStack copy = new SubtreeStack(this);
    copy.push(group);
    return copy.root();
  }

  void clear() {
    depth = 0;
    folded = 0;
    newest = null;
  }

  /** Each trailing zero bit of the new count is a pair of equal subtrees to merge. */
  private void fold(Node group) {
    if ((depth + 1) * VALUE_WORDS > values.length) {
      values = Arrays.copyOf(values, 2 * values.length);
    }
    group.chainingValue(values, depth * VALUE_WORDS);
    depth++;
    folded++;
    for (long count = folded; (count & 1) == 0; count >>>= 1) {
      int left = (depth - 2) * VALUE_WORDS;
      Node.parent(mode, values, left).chainingValue(values, left);
      depth--;
    }
  }
}
