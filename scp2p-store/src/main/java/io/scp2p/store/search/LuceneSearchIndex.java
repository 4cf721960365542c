package io.scp2p.store.search;

import io.scp2p.api.config.SearchConfig;
import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.search.MatchMode;
import io.scp2p.api.search.SearchHit;
import io.scp2p.api.search.SearchPage;
import io.scp2p.api.search.SearchQuery;
import io.scp2p.api.spi.Entropy;
import io.scp2p.api.spi.SearchDocument;
import io.scp2p.api.spi.SearchIndex;
import io.scp2p.api.spi.SearchScope;
import io.scp2p.api.spi.StoreException;
import io.scp2p.api.spi.TimeSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.Directory;
import org.jspecify.annotations.Nullable;

/**
 * The search index. Many threads may query it at once; changes are made one after the other.
 *
 * <p><b>Visibility.</b> A change can be found once {@link #commit()} returns, and in any case by a
 * query that begins half of {@link SearchConfig#refreshInterval()} later: the first such query
 * looks for changes. There is no thread that does, so an index that nobody asks costs nothing.
 */
final class LuceneSearchIndex implements SearchIndex {
  private final LiveIndex live;
  private final HeldSnapshots held;
  private final Cursor cursors;
  private final Scratch.Pool scratches = new Scratch.Pool();

  private LuceneSearchIndex(LiveIndex live, HeldSnapshots held, Cursor cursors) {
    this.live = live;
    this.held = held;
    this.cursors = cursors;
  }

  static LuceneSearchIndex open(
      Directory directory, TimeSource time, Entropy entropy, SearchConfig config)
      throws StoreException {
    try {
      LiveIndex live = LiveIndex.open(directory, time, config);
      return new LuceneSearchIndex(
          live, new HeldSnapshots(time, config.cursorLifetime()), new Cursor(entropy));
    } catch (IOException | RuntimeException e) {
      closeAfter(e, directory);
      throw Faults.of("Could not open the search index", e);
    }
  }

  private static void closeAfter(Exception failure, Directory directory) {
    try {
      directory.close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** A change or a query, whose failures all end the same way. */
  @FunctionalInterface
  private interface Work<T> {
    T run() throws IOException;
  }

  private static <T> T guarded(String doing, Work<T> work) throws StoreException {
    try {
      return work.run();
    } catch (IOException | UncheckedIOException | AlreadyClosedException e) {
      throw Faults.of(doing, e);
    }
  }

  /** A change says nothing. */
  @FunctionalInterface
  private interface Change {
    void run() throws IOException;
  }

  private static void change(String doing, Change change) throws StoreException {
    try {
      change.run();
    } catch (IOException | AlreadyClosedException e) {
      throw Faults.of(doing, e);
    }
  }

  @Override
  public void upsert(Collection<SearchDocument> documents) throws StoreException {
    change("Could not add to the search index", () -> live.upsert(documents));
  }

  @Override
  public boolean delete(Collection<SearchDocument> documents) throws StoreException {
    change("Could not remove from the search index", () -> live.delete(documents));
    return true;
  }

  @Override
  public void deleteOtherVersions(ShareId share, ManifestId keep) throws StoreException {
    change("Could not remove from the search index", () -> live.deleteOthers(share, keep));
  }

  @Override
  public void deleteShare(ShareId share) throws StoreException {
    change("Could not remove from the search index", () -> live.deleteShare(share));
  }

  @Override
  public void commit() throws StoreException {
    change("Could not commit the search index", live::commit);
  }

  @Override
  public SearchPage query(SearchQuery query, SearchScope scope) throws StoreException {
    return guarded("Could not search", () -> page(query, scope));
  }

  private SearchPage page(SearchQuery query, SearchScope scope) throws IOException {
    String cursor = query.cursor();
    if (cursor == null) {
      Snapshot snapshot = live.acquire();
      try {
        return page(query, new HeldSnapshots.View(snapshot, scope, scope), null);
      } finally {
        snapshot.reader.decRef();
      }
    }
    live.ensureOpen();
    Cursor.Place place = cursors.read(query, cursor);
    HeldSnapshots.View view = held.take(place.snapshot(), scope);
    try {
      return page(query, view, place);
    } finally {
      view.snapshot().reader.decRef();
    }
  }

  private SearchPage page(SearchQuery query, HeldSnapshots.View view, Cursor.@Nullable Place place)
      throws IOException {
    Snapshot snapshot = view.snapshot();
    ScopeView scope = ScopeView.of(snapshot, view.scope());
    Scratch scratch = scratches.take();
    try {
      Hit after = place == null ? null : hit(snapshot, query, place);
      Search search = new Search(query, snapshot, scope, scratch, after);
      search.run();
      List<Hit> page = search.hits.page();
      return new SearchPage(
          show(search, page),
          search.hits.total(),
          search.facets().result(),
          search.hits.hasMore() ? next(query, view, page) : null);
    } finally {
      scratches.give(scratch);
    }
  }

  /** The last hit of the page before, as it was compared then. */
  private static Hit hit(Snapshot snapshot, SearchQuery query, Cursor.Place place)
      throws IOException {
    Segment segment = snapshot.segmentOf(place.doc());
    int doc = place.doc() - segment.base;
    var keys = segment.numbers(Hits.keyField(query.order()));
    long key = keys.advanceExact(doc) ? keys.longValue() : 0;
    return new Hit(segment, doc, snapshot.rankOf(place.doc()), place.score(), key);
  }

  private String next(SearchQuery query, HeldSnapshots.View view, List<Hit> page)
      throws IOException {
    Hit last = page.get(page.size() - 1);
    long id = held.hold(view.snapshot(), view.first());
    return cursors.write(query, new Cursor.Place(id, last.globalDoc(), last.score));
  }

  private static List<SearchHit> show(Search search, List<Hit> page) {
    List<SearchHit> shown = new ArrayList<>(page.size());
    QueryText text = search.text;
    List<String> terms = text.words().isEmpty() ? List.of(text.text()) : text.words();
    boolean byTable = search.query.mode() == MatchMode.STANDARD;
    for (Hit hit : page) {
      Edition edition = search.snapshot.editions.get(hit.rank);
      ItemRecord.Item item = hit.item();
      // Orders other than relevance do not work out what they do not need.
      double score =
          byTable
              ? search.weights[hit.rank]
                  * (item.normal().points(text.text()) + edition.points(text.text()))
              : hit.score;
      String snippet = Snippet.of(edition.title, edition.description, item.item().name(), terms);
      shown.add(new SearchHit(edition.share, item.item(), score, snippet));
    }
    return shown;
  }

  @Override
  public List<String> suggest(String prefix, int count, SearchScope scope) throws StoreException {
    return guarded(
        "Could not search",
        () -> {
          Snapshot snapshot = live.acquire();
          try {
            return new Suggestions(snapshot, ScopeView.of(snapshot, scope)).find(prefix, count);
          } finally {
            snapshot.reader.decRef();
          }
        });
  }

  @Override
  public long size() throws StoreException {
    return guarded("Could not search", live::size);
  }

  /** How many snapshots are kept for later pages. */
  int heldSnapshots() {
    return held.count();
  }

  @Override
  public void close() throws StoreException {
    change(
        "Could not close the search index",
        () -> {
          held.close();
          live.close();
        });
  }
}
