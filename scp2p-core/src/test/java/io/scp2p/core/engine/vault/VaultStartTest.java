package io.scp2p.core.engine.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.spi.SecretAccess;
import io.scp2p.api.spi.StateCursor;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.StateTable;
import io.scp2p.api.spi.StoreException;
import io.scp2p.api.vault.RecoveryPhrase;
import io.scp2p.api.vault.VaultFile;
import io.scp2p.core.engine.RealStore;
import io.scp2p.core.vault.Keys;
import io.scp2p.core.vault.RecoveryCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node is up before its vault's catalog is read, however big that is. */
class VaultStartTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir Path disk;

  /** A real store whose catalog takes as long as the test wants, or is damaged. */
  private static final class SlowCatalog extends RealStore {
    private final boolean damaged;
    final CountDownLatch readable = new CountDownLatch(1);

    SlowCatalog(boolean damaged) {
      this.damaged = damaged;
    }

    @Override
    public Optional<byte[]> get(StateTable table, byte[] key) throws StoreException {
      if (table.name().equals("vault-catalog")) {
        if (damaged) {
          return Optional.of(new byte[99]);
        }
        try {
          readable.await();
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
      return super.get(table, key);
    }
  }

  private Scp2pNode start(StateStore store) {
    return Scp2pNode.builder()
        .home(disk.resolve("home"))
        .stateStore(store)
        .transports(List.of())
        .config(NodeConfig.builder().network(n -> n.listen(false).lanDiscovery(false)).build())
        .start();
  }

  @Test
  void whatIsAskedOfTheVaultWaitsForItsCatalogAndNothingElseDoes() throws Exception {
    SlowCatalog store = new SlowCatalog(false);
    try (Scp2pNode node = start(store)) {
      assertThat(node.shares().list().collectList().block(PATIENCE)).isEmpty();
      CompletableFuture<List<VaultFile>> files = node.vault().list().collectList().toFuture();
      assertThat(node.diagnostics().snapshot().block(PATIENCE)).isNotNull();
      assertThat(files).isNotDone();
      store.readable.countDown();
      assertThat(files.get()).isEmpty();
    } finally {
      store.readable.countDown();
    }
  }

  @Test
  void aDamagedCatalogIsKeptAsideAndTheVaultGoesOn() throws Exception {
    SlowCatalog store = new SlowCatalog(true);
    try (Scp2pNode node = start(store)) {
      assertThat(node.vault().list().collectList().block(PATIENCE)).isEmpty();
      assertThat(asideRows(store)).isEqualTo(64);
      // What is missing is somebody's: nobody else becomes its owner.
      List<RecoveryPhrase> own =
          List.of(
              node.vault()
                  .recoveryPhrase(SecretAccess.iWillProtectTheExportedSecret())
                  .block(PATIENCE));
      assertThat(refusal(node, own)).as("nobody is there").isEqualTo(ErrorCode.SHARDS_MISSING);
      assertThat(refusal(node, stranger())).isEqualTo(ErrorCode.ALREADY_EXISTS);
    }
  }

  private static ErrorCode refusal(Scp2pNode node, List<RecoveryPhrase> phrases) {
    return assertThrows(
            Scp2pException.class, () -> node.vault().recover(phrases).collectList().block(PATIENCE))
        .code();
  }

  private static List<RecoveryPhrase> stranger() {
    return List.of(RecoveryPhrase.of(RecoveryCode.words(Keys.owner(7))));
  }

  private static int asideRows(StateStore store) throws StoreException {
    int rows = 0;
    try (StateCursor all = store.scan(new StateTable("vault-catalog-aside"), new byte[0])) {
      while (all.next()) {
        assertThat(all.value()).endsWith(new byte[99]);
        rows++;
      }
    }
    return rows;
  }
}
