package io.scp2p.core.engine.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.contract.Waiter;
import io.scp2p.api.share.Share;
import io.scp2p.api.share.ShareItem;
import io.scp2p.api.share.SharePlan;
import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.StateBatch;
import io.scp2p.api.spi.StateCursor;
import io.scp2p.api.spi.StateTable;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.engine.RealStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A node that looks at what its last run left behind, while somebody publishes already. */
class OwnSharesAtStartTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final StateTable PUBLISHED = new StateTable("share-newest");
  private static final StateTable IN_CATALOG = new StateTable("catalog-shares");
  private static final StateTable ROOTS = new StateTable("catalog-roots");

  /** Outlives its nodes, and hands out the list of what is published late. */
  private static final class LateList extends RealStore {
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);
    private volatile boolean late;

    @Override
    public StateCursor scan(StateTable table, byte[] prefix) throws StoreException {
      StateCursor rows = super.scan(table, prefix);
      if (late && table.equals(PUBLISHED)) {
        asked.countDown();
        try {
          go.await();
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
      return rows;
    }

    boolean has(StateTable table, Share share) {
      try {
        return get(table, share.id().bytes()).isPresent();
      } catch (StoreException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void close() {}
  }

  /** Outlives its nodes, and takes its time to write a share into the catalog. */
  private static final class LateCatalog extends RealStore {
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);
    private volatile boolean late;

    @Override
    public void apply(StateBatch batch, Durability durability) throws StoreException {
      if (late && batch.changes().stream().anyMatch(each -> each.table().equals(IN_CATALOG))) {
        asked.countDown();
        try {
          go.await();
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
      super.apply(batch, durability);
    }

    @Override
    public void close() {}
  }

  private static Scp2pNode start(RealStore store) {
    return Scp2pNode.builder()
        .inMemory()
        .stateStore(store)
        .config(
            NodeConfig.builder()
                .network(network -> network.listen(false).lanDiscovery(false).portMapping(false))
                .build())
        .start();
  }

  private static Share publish(Scp2pNode node, String text) {
    return node.shares().publish(SharePlan.text(text, text).build()).block(PATIENCE);
  }

  @Test
  void aShareThatIsPublishedMeanwhileIsNotTakenForAWithdrawnOne() throws Exception {
    LateList store = new LateList();
    Share old;
    try (Scp2pNode node = start(store)) {
      old = publish(node, "old");
    }
    // As if the process had ended in the middle of withdrawing it.
    store.delete(PUBLISHED, old.id().bytes(), Durability.POWER);
    store.late = true;
    try (Scp2pNode node = start(store)) {
      store.asked.await();
      Share fresh = publish(node, "new");
      store.late = false;
      store.go.countDown();
      assertThat(Waiter.realTime().await(() -> !store.has(IN_CATALOG, old), PATIENCE)).isTrue();
      assertThat(node.shares().items(fresh.id()).collectList().block(PATIENCE)).hasSize(1);
    }
    assertThat(store.rows(IN_CATALOG)).isOne();
    assertThat(store.rows(ROOTS)).isOne();
  }

  @Test
  void whatWasPublishedJustBeforeACrashCanBeReadAsSoonAsItIsListed() throws Exception {
    LateCatalog store = new LateCatalog();
    Share share;
    try (Scp2pNode node = start(store)) {
      share = publish(node, "acknowledged");
    }
    // As if the process had ended before it was in the catalog.
    store.delete(IN_CATALOG, share.id().bytes(), Durability.POWER);
    store.delete(ROOTS, share.id().bytes(), Durability.POWER);
    store.late = true;
    try (Scp2pNode node = start(store)) {
      store.asked.await();
      assertThat(node.shares().list().map(Share::id).collectList().block(PATIENCE))
          .containsExactly(share.id());
      CompletableFuture<List<ShareItem>> items =
          node.shares().items(share.id()).collectList().toFuture();
      for (int i = 0; i < 20; i++) { // What is asked later is answered; this waits.
        assertThat(node.shares().list().collectList().block(PATIENCE)).hasSize(1);
      }
      assertThat(items).isNotDone();
      store.go.countDown();
      assertThat(items.get(60, TimeUnit.SECONDS)).hasSize(1);
    }
  }
}
