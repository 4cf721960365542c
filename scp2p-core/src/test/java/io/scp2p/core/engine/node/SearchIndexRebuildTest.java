package io.scp2p.core.engine.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.contract.Waiter;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.search.SearchQuery;
import io.scp2p.api.share.SharePlan;
import io.scp2p.api.spi.SearchIndex;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.engine.catalog.NoIndex;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The search index of a home comes and goes; what it holds is in the catalog. */
class SearchIndexRebuildTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir private Path directory;

  private Scp2pNode start(boolean search) {
    NodeConfig config =
        NodeConfig.builder()
            .network(network -> network.listen(false).lanDiscovery(false))
            .search(settings -> settings.enabled(search))
            .build();
    return Scp2pNode.builder().home(home()).config(config).start();
  }

  private Path home() {
    return directory.resolve("home");
  }

  private Path index() {
    return home().resolve("index");
  }

  private static void publish(Scp2pNode node) {
    node.shares().publish(SharePlan.text("evening beach", "sand").build()).block(PATIENCE);
  }

  private static long found(Scp2pNode node) {
    try {
      return node.search().page(SearchQuery.text("beach")).block(PATIENCE).total();
    } catch (Scp2pException notYet) {
      return 0; // It is damaged, and being made anew.
    }
  }

  private static void assertIsFound(Scp2pNode node) {
    assertThat(Waiter.realTime().await(() -> found(node) == 1, PATIENCE)).isTrue();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(index())) {
      return files.toList();
    }
  }

  private void publishOnce() {
    try (Scp2pNode node = start(true)) {
      publish(node);
      assertIsFound(node);
    }
  }

  @Test
  void aDamagedIndexIsMadeAnew() throws Exception {
    publishOnce();
    for (Path file : files()) {
      if (file.getFileName().toString().startsWith("_")) {
        Files.write(file, new byte[64]);
      }
    }
    try (Scp2pNode node = start(true)) {
      assertIsFound(node);
    }
  }

  /** Not that the store is damaged: nothing has to be restored from a copy. */
  @Test
  void whoSearchesADamagedIndexIsToldThatItIsTheIndex() {
    SearchIndex damaged =
        (SearchIndex)
            Proxy.newProxyInstance(
                SearchIndex.class.getClassLoader(),
                new Class<?>[] {SearchIndex.class},
                (proxy, method, arguments) -> {
                  if (Set.of("query", "suggest").contains(method.getName())) {
                    throw new StoreException(StoreException.Reason.CORRUPT, "torn", null);
                  }
                  return method.invoke(new NoIndex(), arguments);
                });
    NodeConfig offline =
        NodeConfig.builder().network(network -> network.listen(false).lanDiscovery(false)).build();
    try (Scp2pNode node =
        Scp2pNode.builder().inMemory().config(offline).searchIndex(damaged).start()) {
      assertThat(Fleet.failure(node.search().page(SearchQuery.text("beach"))))
          .isEqualTo(ErrorCode.INDEX_CORRUPT);
      assertThat(Fleet.failure(node.search().suggest("be", 5).collectList()))
          .isEqualTo(ErrorCode.INDEX_CORRUPT);
    }
  }

  @Test
  void aLostIndexIsMadeAnew() throws Exception {
    publishOnce();
    for (Path file : files()) {
      Files.delete(file);
    }
    Files.delete(index());
    try (Scp2pNode node = start(true)) {
      assertIsFound(node);
    }
  }

  @Test
  void withoutSearchThereIsNoIndexUntilThereIsSearchAgain() {
    publishOnce();
    try (Scp2pNode node = start(false)) {
      assertThat(found(node)).isZero();
      assertThat(index()).doesNotExist();
    }
    try (Scp2pNode node = start(true)) {
      assertIsFound(node);
    }
  }
}
