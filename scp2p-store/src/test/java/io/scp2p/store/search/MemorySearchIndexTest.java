package io.scp2p.store.search;

import io.scp2p.api.contract.SearchIndexContract;
import io.scp2p.api.spi.SearchIndex;

/** The contract, in memory. */
class MemorySearchIndexTest extends SearchIndexContract {
  @Override
  protected SearchIndex open() throws Exception {
    return new LuceneSearchIndexProvider().open(null);
  }
}
