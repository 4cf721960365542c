package io.scp2p.api.spi;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Opens search indexes; found by {@link java.util.ServiceLoader}. */
public interface SearchIndexProvider {
  /**
   * Opens an index.
   *
   * @param directory created if it is missing, or null for an index in memory
   * @return an open index
   * @throws StoreException with {@link StoreException.Reason#CORRUPT} if it has to be made anew
   */
  SearchIndex open(@Nullable Path directory) throws StoreException;
}
