package io.scp2p.api.spi;

import io.scp2p.api.config.SearchConfig;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Opens search indexes; found by {@link java.util.ServiceLoader}. */
public interface SearchIndexProvider {
  /**
   * Opens an index.
   *
   * @param directory created if it is missing, or null for an index in memory
   * @param config how fresh answers are, how long cursors live, and how large the index may become;
   *     whether there is an index at all is for the caller to decide
   * @return an open index
   * @throws StoreException with {@link StoreException.Reason#CORRUPT} if it has to be made anew
   */
  SearchIndex open(@Nullable Path directory, SearchConfig config) throws StoreException;

  /**
   * Opens an index with the settings that nobody has changed.
   *
   * @param directory created if it is missing, or null for an index in memory
   * @return an open index
   * @throws StoreException with {@link StoreException.Reason#CORRUPT} if it has to be made anew
   */
  default SearchIndex open(@Nullable Path directory) throws StoreException {
    return open(directory, SearchConfig.builder().build());
  }
}
