package io.scp2p.core.engine.catalog;

import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.search.SearchPage;
import io.scp2p.api.search.SearchQuery;
import io.scp2p.api.spi.SearchDocument;
import io.scp2p.api.spi.SearchIndex;
import io.scp2p.api.spi.SearchScope;
import io.scp2p.api.spi.StoreException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** An index that can be looked into, forgets what was not committed, and breaks on demand. */
public final class TestIndex implements IndexSource {
  private TreeMap<String, SearchDocument> live = new TreeMap<>();
  private TreeMap<String, SearchDocument> committed = new TreeMap<>();

  /** Whether single documents can be removed. */
  public boolean deletes = true;

  /** Whether every call says that the index is damaged. */
  public boolean corrupt;

  /** Whether every call fails, as on a full disk. */
  public boolean failing;

  /** Documents written since the test last set it to 0. */
  public int upserted;

  public int resets;

  public void crash() {
    live = new TreeMap<>(committed);
  }

  /** What a query could find: share, path and content. */
  public Set<String> names() {
    return new TreeSet<>(committed.keySet());
  }

  public Collection<SearchDocument> documents() {
    return committed.values();
  }

  static String name(SearchDocument document) {
    return document.share() + "/" + document.item().path() + "/" + document.item().content();
  }

  @Override
  public SearchIndex open() throws StoreException {
    check();
    return new Opened();
  }

  @Override
  public SearchIndex reset() {
    resets++;
    corrupt = false;
    live = new TreeMap<>();
    committed = new TreeMap<>();
    return new Opened();
  }

  private void check() throws StoreException {
    if (failing) {
      throw new StoreException(StoreException.Reason.FULL, "no room", null);
    }
    if (corrupt) {
      throw new StoreException(StoreException.Reason.CORRUPT, "damaged", null);
    }
  }

  private final class Opened implements SearchIndex {
    @Override
    public void upsert(Collection<SearchDocument> documents) throws StoreException {
      check();
      upserted += documents.size();
      documents.forEach(document -> live.put(name(document), document));
    }

    @Override
    public boolean delete(Collection<SearchDocument> documents) throws StoreException {
      check();
      if (deletes) {
        documents.forEach(document -> live.remove(name(document)));
      }
      return deletes;
    }

    @Override
    public void deleteOtherVersions(ShareId share, ManifestId keep) throws StoreException {
      check();
      live.values()
          .removeIf(
              document -> document.share().equals(share) && !document.manifest().equals(keep));
    }

    @Override
    public void deleteShare(ShareId share) throws StoreException {
      check();
      live.values().removeIf(document -> document.share().equals(share));
    }

    @Override
    public void commit() throws StoreException {
      check();
      committed = new TreeMap<>(live);
    }

    @Override
    public SearchPage query(SearchQuery query, SearchScope scope) throws StoreException {
      check();
      throw new UnsupportedOperationException("look into it instead");
    }

    @Override
    public List<String> suggest(String prefix, int count, SearchScope scope) throws StoreException {
      check();
      return List.of();
    }

    @Override
    public long size() throws StoreException {
      check();
      return committed.size();
    }

    @Override
    public void close() {}
  }
}
