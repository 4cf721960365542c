/** State, content and search storage. Everything here is found through a service interface. */
module io.scp2p.store {
  requires io.scp2p.api;
  requires org.apache.lucene.core;
  requires rocksdbjni;

  provides io.scp2p.api.spi.BlobStoreProvider with
      io.scp2p.store.file.FileBlobStoreProvider;
  provides io.scp2p.api.spi.SearchIndexProvider with
      io.scp2p.store.search.LuceneSearchIndexProvider;
  provides io.scp2p.api.spi.StateStoreProvider with
      io.scp2p.store.memory.MemoryStateStoreProvider,
      io.scp2p.store.rocks.RocksStateStoreProvider;
}
