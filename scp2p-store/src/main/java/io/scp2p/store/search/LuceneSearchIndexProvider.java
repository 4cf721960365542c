package io.scp2p.store.search;

import io.scp2p.api.config.SearchConfig;
import io.scp2p.api.spi.Entropy;
import io.scp2p.api.spi.SearchIndex;
import io.scp2p.api.spi.SearchIndexProvider;
import io.scp2p.api.spi.StoreException;
import io.scp2p.api.spi.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.jspecify.annotations.Nullable;

/** Opens Lucene indexes, on disk or in memory. */
public final class LuceneSearchIndexProvider implements SearchIndexProvider {
  @Override
  public SearchIndex open(@Nullable Path directory, SearchConfig config) throws StoreException {
    return LuceneSearchIndex.open(
        directory(directory), TimeSource.system(), Entropy.system(), config);
  }

  private static Directory directory(@Nullable Path path) throws StoreException {
    if (path == null) {
      return new ByteBuffersDirectory();
    }
    try {
      Files.createDirectories(path);
      return FSDirectory.open(path);
    } catch (IOException e) {
      throw Faults.of("Could not open the search index", e);
    }
  }
}
