package io.scp2p.store.memory;

import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.StateStoreProvider;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Makes empty {@link MemoryStateStore}s. */
public final class MemoryStateStoreProvider implements StateStoreProvider {
  @Override
  public boolean supports(boolean durable) {
    return !durable;
  }

  @Override
  public StateStore open(@Nullable Path directory) {
    if (directory != null) {
      throw new IllegalArgumentException("a store in memory keeps nothing in " + directory);
    }
    return new MemoryStateStore();
  }
}
