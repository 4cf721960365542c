package io.scp2p.core.engine.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.ShareLink;
import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.contract.Waiter;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.search.SearchQuery;
import io.scp2p.api.share.Share;
import io.scp2p.api.share.ShareItem;
import io.scp2p.api.share.SharePlan;
import io.scp2p.api.share.Subscription;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two whole nodes over TLS: a share far beyond a manifest, its updates, and the end of one node.
 */
class PagedCatalogNodeTest {
  /** More than a manifest can have; PagedSyncTest has many more, without files. */
  private static final int ITEMS = 3_200;

  private static final int PER_FOLDER = 200;
  private static final Duration LONG = Duration.ofMinutes(2);

  @TempDir private Path dir;

  private Scp2pNode node(String name) {
    return Scp2pNode.builder()
        .home(dir.resolve(name))
        .config(
            NodeConfig.builder()
                .network(
                    network ->
                        network.tcpPort(0).quicPort(0).lanDiscovery(false).portMapping(false))
                // Whoever is not told of an update does not see it in the time of this test.
                .sync(sync -> sync.interval(Duration.ofHours(1)))
                .build())
        .start();
  }

  private Path file(int number) {
    return dir.resolve("shared/folder" + number / PER_FOLDER + "/file" + number + ".txt");
  }

  private void write(int number, String text) throws IOException {
    Path file = file(number);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text + number);
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(3_600)));
  }

  private Share publish(Scp2pNode node, ShareId updates) {
    SharePlan.Builder plan = SharePlan.folder(dir.resolve("shared")).title("Many");
    if (updates != null) {
      plan = plan.updating(updates);
    }
    return node.shares().publish(plan.build()).block(LONG);
  }

  private static void await(BooleanSupplier condition) {
    assertThat(Waiter.realTime().await(condition, LONG)).isTrue();
  }

  private static long seen(Scp2pNode node, ShareId share) {
    Subscription subscription = node.subscriptions().get(share).block(LONG);
    return subscription.newest() == null ? 0 : subscription.newest().sequence();
  }

  private static long hits(Scp2pNode node, String words) {
    return node.search().page(SearchQuery.text(words)).block(LONG).total();
  }

  @Test
  void bigShareIsFollowedSearchedUpdatedAndStillThereAfterRestart() throws Exception {
    for (int i = 0; i < ITEMS; i++) {
      write(i, "content ");
    }
    try (Scp2pNode alice = node("alice")) {
      Share share = publish(alice, null);
      assertThat(share.itemCount()).isEqualTo(ITEMS);
      ShareLink link = share.shareLink();
      try (Scp2pNode bob = node("bob")) {
        bob.subscriptions().follow(link).block(LONG);
        await(() -> seen(bob, share.id()) == 1);
        assertThat(bob.subscriptions().get(share.id()).block(LONG).newest().itemCount())
            .isEqualTo(ITEMS);
        assertThat(hits(bob, "file1711.txt")).isEqualTo(1);

        for (int i = 0; i < 50; i++) {
          Files.delete(file(i * 61));
          write(ITEMS + i, "new ");
        }
        publish(alice, share.id());
        long published = System.nanoTime();
        await(() -> seen(bob, share.id()) == 2);
        Duration took = Duration.ofNanos(System.nanoTime() - published);
        System.out.printf("told, fetched and searchable after %d ms%n", took.toMillis());
        assertThat(hits(bob, "file61.txt")).isZero();
        assertThat(hits(bob, "file3249.txt")).isEqualTo(1);
      }
      write(ITEMS + 100, "later ");
      publish(alice, share.id());
      try (Scp2pNode bob = node("bob")) {
        await(() -> seen(bob, share.id()) == 3);
        List<ShareItem> items = bob.shares().items(share.id()).collectList().block(LONG);
        assertThat(items).hasSize(ITEMS + 1);
        assertThat(hits(bob, "file3300.txt")).isEqualTo(1);
      }
    }
  }
}
