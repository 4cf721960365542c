package io.scp2p.core.engine.node;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.StateBatch;
import io.scp2p.api.spi.StateCursor;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.StateTable;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.engine.keys.StoreErrors;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Keeps whom the user does not want to have to do with over restarts. */
final class BlockedRows {
  private static final StateTable BLOCKED = new StateTable("blocked-peers");
  private static final byte[] ALL = {};
  private static final byte[] YES = {1};

  private final StateStore store;
  private final Offload offload;

  BlockedRows(StateStore store, Offload offload) {
    this.store = store;
    this.offload = offload;
  }

  /** Everybody. Blocks. */
  Set<NodeKey> load() {
    Set<NodeKey> keys = new LinkedHashSet<>();
    try (StateCursor rows = store.scan(BLOCKED, ALL)) {
      while (rows.next()) {
        keys.add(NodeKey.of(rows.key()));
      }
      return keys;
    } catch (StoreException e) {
      throw StoreErrors.ofState(e);
    }
  }

  /** Completes when it is durable. */
  CompletableFuture<Boolean> put(NodeKey key) {
    return write(new StateBatch().put(BLOCKED, key.bytes(), YES));
  }

  /** Completes when it is durable. */
  CompletableFuture<Boolean> remove(NodeKey key) {
    return write(new StateBatch().delete(BLOCKED, key.bytes()));
  }

  private CompletableFuture<Boolean> write(StateBatch batch) {
    return offload.call(
        () -> {
          try {
            store.apply(batch, Durability.POWER);
          } catch (StoreException e) {
            throw StoreErrors.ofState(e);
          }
          return true;
        });
  }
}
