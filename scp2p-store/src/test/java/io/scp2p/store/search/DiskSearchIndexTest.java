package io.scp2p.store.search;

import io.scp2p.api.contract.SearchIndexContract;
import io.scp2p.api.spi.SearchIndex;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The contract, on disk. */
class DiskSearchIndexTest extends SearchIndexContract {
  @TempDir private Path directory;

  @Override
  protected SearchIndex open() throws Exception {
    return new LuceneSearchIndexProvider().open(directory.resolve("search"));
  }
}
