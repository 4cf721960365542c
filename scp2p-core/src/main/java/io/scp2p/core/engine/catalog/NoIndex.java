package io.scp2p.core.engine.catalog;

import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.search.SearchPage;
import io.scp2p.api.search.SearchQuery;
import io.scp2p.api.spi.SearchDocument;
import io.scp2p.api.spi.SearchIndex;
import io.scp2p.api.spi.SearchScope;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The index of a node whose host has switched search off: it keeps nothing and finds nothing. */
public final class NoIndex implements SearchIndex {
  @Override
  public void upsert(Collection<SearchDocument> documents) {}

  @Override
  public boolean delete(Collection<SearchDocument> documents) {
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
    return new SearchPage(List.of(), 0, Map.of(), null);
  }

  @Override
  public List<String> suggest(String prefix, int count, SearchScope scope) {
    return List.of();
  }

  @Override
  public long size() {
    return 0;
  }

  @Override
  public void close() {}
}
