package io.scp2p.core.engine.follow;

import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.search.SearchPage;
import io.scp2p.api.search.SearchQuery;
import io.scp2p.api.spi.SearchDocument;
import io.scp2p.api.spi.SearchIndex;
import io.scp2p.api.spi.SearchScope;
import io.scp2p.core.engine.catalog.IndexSource;
import java.util.Collection;
import java.util.List;

/** An index that only counts what it is given. */
final class CountingIndex implements SearchIndex, IndexSource {
  volatile long upserted;
  volatile long deleted;

  @Override
  public SearchIndex open() {
    return this;
  }

  @Override
  public SearchIndex reset() {
    return this;
  }

  @Override
  public synchronized void upsert(Collection<SearchDocument> documents) {
    upserted += documents.size();
  }

  @Override
  public synchronized boolean delete(Collection<SearchDocument> documents) {
    deleted += documents.size();
    return true;
  }

  @Override
  public void deleteOtherVersions(ShareId share, ManifestId keep) {}

  @Override
  public void deleteShare(ShareId share) {}

  @Override
  public void commit() {}

  @Override
  public SearchPage query(SearchQuery query, SearchScope scope) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<String> suggest(String prefix, int count, SearchScope scope) {
    return List.of();
  }

  @Override
  public long size() {
    return upserted;
  }

  @Override
  public void close() {}
}
