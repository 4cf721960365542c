package io.scp2p.store.rocks;

import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.StateStoreProvider;
import io.scp2p.api.spi.StoreException;
import io.scp2p.store.migration.Schema;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Opens {@link RocksStateStore}s and brings them to the schema of this version. */
public final class RocksStateStoreProvider implements StateStoreProvider {
  @Override
  public boolean supports(boolean durable) {
    return durable;
  }

  @Override
  public StateStore open(@Nullable Path directory) throws StoreException {
    if (directory == null) {
      throw new IllegalArgumentException("a durable store needs a directory");
    }
    return RocksStateStore.open(directory, Schema.ofThisVersion());
  }
}
