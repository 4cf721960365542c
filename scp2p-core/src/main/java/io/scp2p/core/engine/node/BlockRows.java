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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Keeps who is blocked over restarts. A row for each key, which a person has put there. */
final class BlockRows {
  private static final StateTable BLOCKED = new StateTable("blocked-keys");
  private static final byte[] ALL = {};

  private final StateStore store;
  private final Offload offload;

  BlockRows(StateStore store, Offload offload) {
    this.store = store;
    this.offload = offload;
  }

  /** Who was blocked. Blocks. */
  List<NodeKey> load() {
    List<NodeKey> keys = new ArrayList<>();
    try (StateCursor rows = store.scan(BLOCKED, ALL)) {
      while (rows.next()) {
        keys.add(NodeKey.of(rows.key()));
      }
    } catch (StoreException e) {
      throw StoreErrors.ofState(e);
    }
    return keys;
  }

  /** Completes when it lasts. */
  CompletableFuture<Boolean> put(NodeKey key) {
    return write(new StateBatch().put(BLOCKED, key.bytes(), new byte[] {1}));
  }

  CompletableFuture<Boolean> remove(NodeKey key) {
    return write(new StateBatch().delete(BLOCKED, key.bytes()));
  }

  private CompletableFuture<Boolean> write(StateBatch batch) {
    return offload.call(
        () -> {
          try {
            store.apply(batch, Durability.POWER);
            return true;
          } catch (StoreException e) {
            throw StoreErrors.ofState(e);
          }
        });
  }
}
