package io.scp2p.core.protocol.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.core.catalog.pages.MadeItems;
import io.scp2p.core.catalog.pages.Page;
import io.scp2p.core.catalog.pages.PageRef;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** In which order the pages of a tree are looked up, asked for and written. */
class PageWalkTest {
  private final MadeItems tree = new MadeItems();

  private static List<PageRef> refs(List<PageWalk.Node> nodes) {
    return nodes.stream().map(node -> node.ref).toList();
  }

  private List<PageRef> children(PageRef inner) {
    return tree.load(inner).children();
  }

  /** Looks up the next ones, of which none is here, and asks for them. */
  private static List<PageWalk.Node> missing(PageWalk walk) {
    List<PageWalk.Node> nodes = walk.toExamine();
    assertThat(walk.examined(nodes, refs(nodes))).isEmpty();
    return walk.toAsk();
  }

  @Test
  void aTreeThatIsHereIsComplete() {
    PageWalk walk = new PageWalk(tree.build(MadeItems.numbered(0, 1_000)));
    List<PageWalk.Node> root = walk.toExamine();

    assertThat(walk.isComplete()).isFalse();
    assertThat(walk.examined(root, List.of())).isEmpty();
    assertThat(walk.isComplete()).isTrue();
    assertThat(walk.held()).isZero();
  }

  @Test
  void aPageIsWrittenAfterAllThatIsBelowIt() {
    PageRef root = tree.build(MadeItems.numbered(0, 500)); // One inner page, and leaves.
    PageWalk walk = new PageWalk(root);
    walk.arrived(missing(walk).get(0), tree.load(root));
    assertThat(walk.held()).isEqualTo(1 + children(root).size());
    List<PageWalk.Node> leaves = walk.toExamine();
    assertThat(refs(leaves)).isEqualTo(children(root));
    PageRef absent = leaves.get(3).ref;
    assertThat(walk.examined(leaves, List.of(absent))).as("one is missing").isEmpty();
    List<PageWalk.Node> asked = walk.toAsk();
    assertThat(refs(asked)).containsExactly(absent);
    walk.again(asked);
    assertThat(refs(walk.toAsk())).as("it did not arrive").containsExactly(absent);
    List<Page> done = walk.kept(asked);

    assertThat(done).extracting(Page::ref).containsExactly(root);
    assertThat(walk.isComplete()).isTrue();
    assertThat(walk.held()).isZero();
  }

  @Test
  void whatIsAllHereBelowAPageLetsItBeWrittenAtOnce() {
    PageRef root = tree.build(MadeItems.numbered(0, 500));
    PageWalk walk = new PageWalk(root);
    walk.arrived(missing(walk).get(0), tree.load(root));

    assertThat(walk.examined(walk.toExamine(), List.of()))
        .extracting(Page::ref)
        .containsExactly(root);
  }

  /** Each inner page adds up to sixteen: what is held must not grow with the tree. */
  @Test
  void soManyPagesAreTakenTogetherAndFewerWithBranches() {
    PageRef root = tree.build(MadeItems.numbered(0, 20_000));
    PageWalk walk = new PageWalk(root);
    List<PageWalk.Node> next = missing(walk);
    int inner = 0;
    int leaves = 0;
    int most = 0;
    while (!next.isEmpty() && (inner == 0 || leaves == 0)) {
      long branching = next.stream().filter(node -> node.ref.isInner()).count();
      assertThat(branching).isLessThanOrEqualTo(PageWalk.INNER_IN_BATCH);
      assertThat(next).hasSizeLessThanOrEqualTo(PageWalk.BATCH);
      inner += branching == PageWalk.INNER_IN_BATCH ? 1 : 0;
      leaves += next.size() == PageWalk.BATCH ? 1 : 0;
      most = Math.max(most, walk.held());
      List<PageWalk.Node> written = new ArrayList<>();
      for (PageWalk.Node node : next) {
        if (node.ref.isInner()) {
          walk.arrived(node, tree.load(node.ref));
        } else {
          written.add(node);
        }
      }
      walk.kept(written);
      next = missing(walk);
    }
    assertThat(most).isPositive();
    assertThat(inner + leaves).as("a full batch of one kind or the other").isPositive();
  }

  @Test
  void nothingIsLookedUpWhileThereIsEnoughToAskFor() {
    PageRef root = tree.build(MadeItems.numbered(0, 500));
    PageWalk walk = new PageWalk(root);
    List<PageWalk.Node> one = walk.toExamine();
    List<PageWalk.Node> many = new ArrayList<>();
    for (int i = 0; i < PageWalk.BATCH - 1; i++) {
      many.add(one.get(0));
    }
    walk.arrived(one.get(0), tree.load(root));
    walk.again(many);
    assertThat(walk.toExamine()).isNotEmpty();
    walk.again(one);
    walk.arrived(one.get(0), tree.load(root));
    assertThat(walk.toExamine()).isEmpty();
  }
}
