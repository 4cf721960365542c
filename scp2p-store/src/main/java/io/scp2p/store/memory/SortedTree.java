package io.scp2p.store.memory;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map in unsigned byte order: a balanced (AVL) tree whose changes copy the path to the
 * root and share the rest. Arrays are taken as they are and never written to.
 */
final class SortedTree {
  static final SortedTree EMPTY = new SortedTree(null);

  private final @Nullable Node root;

  private SortedTree(@Nullable Node root) {
    this.root = root;
  }

  private static final class Node {
    private final byte[] key;
    private final byte[] value;
    private final @Nullable Node left;
    private final @Nullable Node right;
    private final int height;

    Node(byte[] key, byte[] value, @Nullable Node left, @Nullable Node right) {
      this.key = key;
      this.value = value;
      this.left = left;
      this.right = right;
      this.height = 1 + Math.max(heightOf(left), heightOf(right));
    }

    static int heightOf(@Nullable Node node) {
      return node == null ? 0 : node.height;
    }

    Node withLeft(@Nullable Node other) {
      return balanced(key, value, other, right);
    }

    Node withRight(@Nullable Node other) {
      return balanced(key, value, left, other);
    }

    /** Joins two trees that differ in height by two at most. */
    static Node balanced(byte[] key, byte[] value, @Nullable Node left, @Nullable Node right) {
      int lean = heightOf(left) - heightOf(right);
      if (lean > 1 && left != null) {
        if (heightOf(left.left) < heightOf(left.right)) {
          left = left.rotatedLeft();
        }
        return new Node(left.key, left.value, left.left, new Node(key, value, left.right, right));
      }
      if (lean < -1 && right != null) {
        if (heightOf(right.right) < heightOf(right.left)) {
          right = right.rotatedRight();
        }
        return new Node(
            right.key, right.value, new Node(key, value, left, right.left), right.right);
      }
      return new Node(key, value, left, right);
    }

    private Node rotatedLeft() {
      return right == null
          ? this
          : new Node(right.key, right.value, new Node(key, value, left, right.left), right.right);
    }

    private Node rotatedRight() {
      return left == null
          ? this
          : new Node(left.key, left.value, left.left, new Node(key, value, left.right, right));
    }
  }

  byte @Nullable [] get(byte[] key) {
    Node node = root;
    while (node != null) {
      int order = Arrays.compareUnsigned(key, node.key);
      if (order == 0) {
        return node.value;
      }
      node = order < 0 ? node.left : node.right;
    }
    return null;
  }

  SortedTree with(byte[] key, byte[] value) {
    return new SortedTree(put(root, key, value));
  }

  private static Node put(@Nullable Node node, byte[] key, byte[] value) {
    if (node == null) {
      return new Node(key, value, null, null);
    }
    int order = Arrays.compareUnsigned(key, node.key);
    if (order == 0) {
      return new Node(key, value, node.left, node.right);
    }
    return order < 0
        ? node.withLeft(put(node.left, key, value))
        : node.withRight(put(node.right, key, value));
  }

  SortedTree without(byte[] key) {
    return get(key) == null ? this : new SortedTree(remove(root, key));
  }

  private static @Nullable Node remove(@Nullable Node node, byte[] key) {
    if (node == null) {
      return null;
    }
    int order = Arrays.compareUnsigned(key, node.key);
    if (order < 0) {
      return node.withLeft(remove(node.left, key));
    }
    if (order > 0) {
      return node.withRight(remove(node.right, key));
    }
    if (node.left == null || node.right == null) {
      return node.left == null ? node.right : node.left;
    }
    Node next = node.right;
    while (next.left != null) {
      next = next.left;
    }
    return Node.balanced(next.key, next.value, node.left, remove(node.right, next.key));
  }

  /** {@return the length of the longest path, for tests of the balance} */
  int height() {
    return Node.heightOf(root);
  }

  /** {@return a walk over the keys that are not below this one} */
  Walk from(byte[] lowest) {
    Deque<Node> path = new ArrayDeque<>();
    Node node = root;
    while (node != null) {
      if (Arrays.compareUnsigned(node.key, lowest) >= 0) {
        path.push(node);
        node = node.left;
      } else {
        node = node.right;
      }
    }
    return new Walk(path);
  }

  /** A walk in ascending order. */
  static final class Walk {
    private final Deque<Node> path;

    private Walk(Deque<Node> path) {
      this.path = path;
    }

    Map.@Nullable Entry<byte[], byte[]> next() {
      Node node = path.poll();
      if (node == null) {
        return null;
      }
      for (Node below = node.right; below != null; below = below.left) {
        path.push(below);
      }
      return Map.entry(node.key, node.value);
    }
  }
}
