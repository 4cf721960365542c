package io.scp2p.core.protocol.catalog;

import io.scp2p.core.catalog.pages.Page;
import io.scp2p.core.catalog.pages.PageRef;
import io.scp2p.core.wire.Bytes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which pages of a tree are still to come. Depth first, so that what is held does not grow with the
 * tree: inner pages wait here until everything below them is written, leaves never do.
 */
final class PageWalk {
  /** Pages looked up or asked for together. */
  static final int BATCH = GetPages.MAX_HASHES;

  /** Of these so many with branches: each adds up to sixteen. */
  static final int INNER_IN_BATCH = 64;

  private final Deque<Node> unexamined = new ArrayDeque<>();
  private final Deque<Node> wanted = new ArrayDeque<>();
  private int held;
  private boolean complete;

  /** A page on the way. */
  static final class Node {
    final PageRef ref;
    private final @Nullable Inner above;

    private Node(PageRef ref, @Nullable Inner above) {
      this.ref = ref;
      this.above = above;
    }
  }

  private static final class Inner {
    final Page page;
    final @Nullable Inner above;
    int left;

    Inner(Page page, @Nullable Inner above) {
      this.page = page;
      this.above = above;
      this.left = page.children().size();
    }
  }

  PageWalk(PageRef root) {
    unexamined.push(new Node(root, null));
  }

  /** Whether all is written. */
  boolean isComplete() {
    return complete;
  }

  /** Nodes and inner pages that are in memory. */
  int held() {
    return unexamined.size() + wanted.size() + held;
  }

  /** What should be looked up next; empty if there is enough to ask for. */
  List<Node> toExamine() {
    return wanted.size() >= BATCH ? List.of() : take(unexamined);
  }

  /** What should be asked for next. */
  List<Node> toAsk() {
    return take(wanted);
  }

  private static List<Node> take(Deque<Node> from) {
    List<Node> batch = new ArrayList<>();
    int inner = 0;
    while (batch.size() < BATCH && inner < INNER_IN_BATCH && !from.isEmpty()) {
      Node node = from.pop();
      inner += node.ref.isInner() ? 1 : 0;
      batch.add(node);
    }
    return batch;
  }

  /** Some of the nodes are not here; of the others everything is. */
  List<Page> examined(List<Node> nodes, List<PageRef> missing) {
    Set<Bytes> absent = new HashSet<>();
    missing.forEach(ref -> absent.add(ref.hash()));
    List<Page> done = new ArrayList<>();
    for (Node node : nodes) {
      if (absent.contains(node.ref.hash())) {
        wanted.push(node);
      } else {
        finished(node.above, done);
      }
    }
    return done;
  }

  /** These did not arrive. */
  void again(List<Node> nodes) {
    nodes.forEach(wanted::push);
  }

  /** A page with branches has arrived. */
  void arrived(Node node, Page page) {
    held++;
    Inner inner = new Inner(page, node.above);
    for (int i = page.children().size() - 1; i >= 0; i--) {
      unexamined.push(new Node(page.children().get(i), inner));
    }
  }

  /** Leaves are written. Returns pages with branches that can be written now, lower ones first. */
  List<Page> kept(List<Node> leaves) {
    List<Page> done = new ArrayList<>();
    leaves.forEach(node -> finished(node.above, done));
    return done;
  }

  /** What is above the last that was missing below it can be written after it. */
  private void finished(@Nullable Inner above, List<Page> done) {
    Inner at = above;
    while (at != null && --at.left == 0) {
      done.add(at.page);
      held--;
      at = at.above;
    }
    complete |= at == null;
  }
}
