package io.scp2p.api.spi;

import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.search.SearchPage;
import io.scp2p.api.search.SearchQuery;
import java.util.Collection;
import java.util.List;

/**
 * Finds items by words. It holds nothing that cannot be made again from the {@link StateStore}: one
 * that is corrupt is thrown away and filled anew.
 *
 * <p>Every method may block on the disk: the engine calls it on the blocking executor, never on its
 * loop. Queries may run while documents change.
 */
public interface SearchIndex extends AutoCloseable {
  /**
   * Adds documents, each in place of the one of the same name.
   *
   * @param documents what to add
   * @throws StoreException if the index cannot be written; with {@link StoreException.Reason#FULL}
   *     if it has become as large as it may
   */
  void upsert(Collection<SearchDocument> documents) throws StoreException;

  /**
   * Removes documents by their names: share, content and path.
   *
   * @param documents what to remove; harmless where it is not there
   * @return false if this index cannot do that, and nothing was removed; the caller then adds again
   *     whatever stays and calls {@link #deleteOtherVersions}
   * @throws StoreException if the index cannot be written
   */
  default boolean delete(Collection<SearchDocument> documents) throws StoreException {
    return false;
  }

  /**
   * Removes the documents of a share that are of another version than the newest.
   *
   * @param share which share
   * @param keep the version that stays
   * @throws StoreException if the index cannot be written
   */
  void deleteOtherVersions(ShareId share, ManifestId keep) throws StoreException;

  /**
   * Removes every document of a share.
   *
   * @param share which share
   * @throws StoreException if the index cannot be written
   */
  void deleteShare(ShareId share) throws StoreException;

  /**
   * Makes every change so far visible to queries, and durable if the index is.
   *
   * @throws StoreException if the index cannot be written
   */
  void commit() throws StoreException;

  /**
   * Answers one page of a query, in the order of specification section 13.2 unless the query asks
   * for another one.
   *
   * @param query what for; its trust filter is already part of the scope
   * @param scope where to look
   * @return the page, with a cursor unless it is the last
   * @throws StoreException with {@link StoreException.Reason#MISSING} if the cursor is too old
   */
  SearchPage query(SearchQuery query, SearchScope scope) throws StoreException;

  /**
   * Words that start with a prefix.
   *
   * @param prefix normalised as the index does
   * @param count how many at most
   * @param scope where to look
   * @return most frequent first
   * @throws StoreException if the index cannot be read
   */
  List<String> suggest(String prefix, int count, SearchScope scope) throws StoreException;

  /**
   * How much it holds.
   *
   * @return documents that a query can find
   * @throws StoreException if the index cannot be read
   */
  long size() throws StoreException;

  /** Commits and releases everything. Harmless when repeated. */
  @Override
  void close() throws StoreException;
}
