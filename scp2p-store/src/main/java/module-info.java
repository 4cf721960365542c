/** State, content and search storage. Everything here is found through a service interface. */
module io.scp2p.store {
  requires io.scp2p.api;
  requires org.apache.lucene.core;

  provides io.scp2p.api.spi.SearchIndexProvider with
      io.scp2p.store.search.LuceneSearchIndexProvider;
}
