package io.scp2p.core.engine.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.contract.Waiter;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.share.Publication;
import io.scp2p.api.share.Share;
import io.scp2p.api.share.SharePlan;
import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.StateBatch;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.engine.RealStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Whoever sees a share in the list can read what is in it. */
class ListedSharesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Where the catalog, which items are read from, has its shares. */
  private static final String CATALOG = "catalog-shares";

  /** A store that keeps the catalog waiting until it is told. */
  private static final class Slow extends RealStore {
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);

    @Override
    public void apply(StateBatch batch, Durability durability) throws StoreException {
      if (batch.changes().stream().anyMatch(change -> change.table().name().equals(CATALOG))) {
        asked.countDown();
        try {
          go.await();
        } catch (InterruptedException e) {
          throw new StoreException(StoreException.Reason.FAILED, "interrupted", e);
        }
      }
      super.apply(batch, durability);
    }
  }

  private static List<Share> listed(Scp2pNode node) {
    return node.shares().list().collectList().block(PATIENCE);
  }

  @Test
  void aShareIsListedOnceItsItemsCanBeRead() throws Exception {
    Slow slow = new Slow();
    NodeConfig config =
        NodeConfig.builder()
            .network(network -> network.listen(false).lanDiscovery(false).portMapping(false))
            .build();
    try (Scp2pNode node = Scp2pNode.builder().inMemory().stateStore(slow).config(config).start()) {
      Publication publication = node.shares().start(SharePlan.text("a.txt", "one").build());
      slow.asked.await();
      assertThat(listed(node)).isEmpty();
      slow.go.countDown();
      assertThat(Waiter.realTime().await(() -> !listed(node).isEmpty(), PATIENCE)).isTrue();
      ShareId id = listed(node).get(0).id();
      assertThat(node.shares().items(id).collectList().block(PATIENCE)).hasSize(1);
      assertThat(publication.result().block(PATIENCE).id()).isEqualTo(id);
      assertThat(node.shares().get(id).block(PATIENCE).id()).isEqualTo(id);
      assertThatThrownBy(
              () -> node.shares().get(ShareId.of(new byte[ShareId.LENGTH])).block(PATIENCE))
          .isInstanceOfSatisfying(
              Scp2pException.class,
              failure -> assertThat(failure.code()).isEqualTo(ErrorCode.UNKNOWN_SHARE));
    }
  }
}
