package io.scp2p.core.engine.catalog;

import io.scp2p.api.id.ShareId;
import io.scp2p.api.search.SearchPage;
import io.scp2p.api.search.SearchQuery;
import io.scp2p.api.spi.SearchDocument;
import io.scp2p.api.spi.SearchIndex;
import io.scp2p.api.spi.SearchScope;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.wire.record.ShareItem;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The search index as the catalog sees it: opened when first needed, noticed to be damaged, and
 * replaced. What it holds can always be made again from the catalog, see {@link CatalogStore#mend}.
 */
public final class CatalogIndex implements AutoCloseable {
  private final IndexSource source;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable SearchIndex index;
  private volatile boolean damaged;
  private volatile boolean closed;
  private volatile Runnable onDamage = () -> {};

  /** An index that is not open yet. */
  public CatalogIndex(IndexSource source) {
    this.source = source;
  }

  /** Has {@code action} run, on whatever thread finds out, when the index has to be made anew. */
  public void onDamage(Runnable action) {
    onDamage = action;
  }

  /** Whether there is to be an index at all. */
  boolean isEnabled() {
    return source.isEnabled();
  }

  /** Whether it has to be made anew. */
  public boolean isDamaged() {
    return damaged;
  }

  /** As {@link SearchIndex#query}; a damaged index is noticed here. */
  public SearchPage query(SearchQuery query, SearchScope scope) throws StoreException {
    try {
      return open().query(query, scope);
    } catch (StoreException e) {
      throw noticed(e);
    }
  }

  /** As {@link SearchIndex#suggest}; a damaged index is noticed here. */
  public List<String> suggest(String prefix, int count, SearchScope scope) throws StoreException {
    try {
      return open().suggest(prefix, count, scope);
    } catch (StoreException e) {
      throw noticed(e);
    }
  }

  /** As {@link SearchIndex#size}. */
  public long size() throws StoreException {
    try {
      return open().size();
    } catch (StoreException e) {
      throw noticed(e);
    }
  }

  private SearchIndex open() throws StoreException {
    SearchIndex present = index;
    if (present != null && !damaged) {
      return present;
    }
    lock.lock();
    try {
      if (closed) {
        throw new StoreException(StoreException.Reason.CLOSED, "the index is closed", null);
      }
      if (damaged) {
        throw new StoreException(
            StoreException.Reason.CORRUPT, "the index is damaged and not yet made anew", null);
      }
      present = index;
      if (present == null) {
        present = source.open();
        index = present;
      }
      return present;
    } finally {
      lock.unlock();
    }
  }

  private StoreException noticed(StoreException failure) {
    if (failure.reason() == StoreException.Reason.CORRUPT && !damaged) {
      damaged = true;
      onDamage.run();
    }
    return failure;
  }

  /** Closes what is there and opens an empty index. */
  void reset() throws StoreException {
    lock.lock();
    try {
      if (closed) {
        throw new StoreException(StoreException.Reason.CLOSED, "the index is closed", null);
      }
      SearchIndex old = index;
      index = null;
      if (old != null) {
        closeQuietly(old);
      }
      index = source.reset();
      damaged = false;
    } finally {
      lock.unlock();
    }
  }

  @SuppressWarnings("EmptyCatch")
  private static void closeQuietly(SearchIndex old) {
    try {
      old.close();
    } catch (StoreException e) {
      // It is thrown away: what it could not write is not needed.
    }
  }

  /** A change of the index. */
  @FunctionalInterface
  interface Change<T> {
    T apply(SearchIndex index) throws StoreException;
  }

  /** Changes of different shares may come from different threads; one index, one writer. */
  <T> T change(Change<T> change) throws StoreException {
    try {
      lock.lock();
      try {
        return change.apply(open());
      } finally {
        lock.unlock();
      }
    } catch (StoreException e) {
      throw noticed(e);
    }
  }

  static List<SearchDocument> documents(ShareId share, VersionRow version, List<ShareItem> items) {
    return items.stream()
        .map(
            item ->
                new SearchDocument(
                    share,
                    version.manifest(),
                    Items.api(item),
                    version.title(),
                    version.description(),
                    version.created()))
        .toList();
  }

  @Override
  public void close() throws StoreException {
    lock.lock();
    try {
      closed = true;
      SearchIndex present = index;
      index = null;
      if (present != null) {
        present.close();
      }
    } finally {
      lock.unlock();
    }
  }
}
