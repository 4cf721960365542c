package io.scp2p.store.search;

import io.scp2p.api.config.SearchConfig;
import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.spi.SearchDocument;
import io.scp2p.api.spi.StoreException;
import io.scp2p.api.spi.TimeSource;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.Directory;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/** The writer and the newest snapshot. */
final class LiveIndex {
  /** A query looks for changes after this part of what is promised; the rest is for the looking. */
  private static final int REFRESH_PART = 2;

  /** Whether the index has become too large is looked at after so many additions. */
  private static final int ADDED_BETWEEN_LOOKS = 10_000;

  /** As many editions without items may stay as there are with items, and these. */
  private static final int SPARE_EDITIONS = 64;

  /** Replacing an item costs what adding one costs, hundreds of times what reading an id does. */
  private static final int IDS_READ_FOR_ONE = 256;

  /** What is added is collected in this part of the heap first, within these bounds. */
  private static final int BUFFER_PART = 16;

  private static final double MIN_BUFFER_MIB = 4;
  private static final double MAX_BUFFER_MIB = 64;

  /** Fewer segments make queries cheaper and adding dearer. */
  private static final double SEGMENTS_PER_TIER = 6;

  private final Directory directory;
  private final IndexWriter writer;
  private final Editions editions = new Editions();
  private final TimeSource time;
  private final long refreshNanos;
  private final long maxBytes;
  private final Additions additions;
  private final Map<IndexReader.CacheKey, Runs> runs = new ConcurrentHashMap<>();
  private final BlockedDocs blocked = new BlockedDocs();

  /** One change at a time: an edition and its items belong together. */
  private final ReentrantLock changing = new ReentrantLock();

  private @Nullable SeenIds seenIds;

  /** How many were replaced before it was known which items are there. */
  private long replacedUnseen;

  private long addedSinceLook = ADDED_BETWEEN_LOOKS;

  private final ReentrantLock refreshing = new ReentrantLock();

  /** Whether something was changed since the newest snapshot. */
  private volatile boolean changed;

  private volatile long refreshedNanos;
  private volatile Snapshot newest;
  private volatile boolean closed;

  private LiveIndex(Directory directory, IndexWriter writer, TimeSource time, SearchConfig config)
      throws IOException {
    this.directory = directory;
    this.writer = writer;
    this.additions = new Additions(writer);
    this.time = time;
    refreshNanos = config.refreshInterval().toNanos() / REFRESH_PART;
    maxBytes = config.maxIndexBytes();
    DirectoryReader reader = DirectoryReader.open(writer);
    editions.load(reader);
    newest = Snapshot.of(reader, this::runsOf, blocked);
    refreshedNanos = time.nanos();
  }

  static LiveIndex open(Directory directory, TimeSource time, SearchConfig config)
      throws IOException {
    boolean fresh = !DirectoryReader.indexExists(directory);
    if (fresh) {
      refuseRemains(directory);
    }
    IndexWriter writer = new IndexWriter(directory, config());
    try {
      checkSchema(writer, fresh);
      if (fresh) {
        writer.commit(); // From now on there is a list of segments, whatever happens.
      }
      return new LiveIndex(directory, writer, time, config);
    } catch (IOException | RuntimeException e) {
      writer.rollback();
      throw e;
    }
  }

  /** Segments without the file that lists them are an index that lost it. */
  private static void refuseRemains(Directory directory) throws IOException {
    for (String file : directory.listAll()) {
      if (file.startsWith("_")) {
        throw new StoreException(
            StoreException.Reason.CORRUPT,
            "The search index has lost its list of segments; delete its directory and fill it"
                + " anew.",
            null);
      }
    }
  }

  private static IndexWriterConfig config() {
    TieredMergePolicy merges = new TieredMergePolicy();
    merges.setSegmentsPerTier(SEGMENTS_PER_TIER);
    ConcurrentMergeScheduler scheduler = new ConcurrentMergeScheduler();
    scheduler.setMaxMergesAndThreads(4, 1);
    scheduler.disableAutoIOThrottle();
    return new IndexWriterConfig(null)
        .setRAMBufferSizeMB(bufferMib())
        .setMergePolicy(merges)
        .setMergeScheduler(scheduler)
        .setUseCompoundFile(false)
        // A query that looks for changes would wait for small segments to be merged first.
        .setMaxFullFlushMergeWaitMillis(0);
  }

  private static double bufferMib() {
    double part = Runtime.getRuntime().maxMemory() / (double) (1 << 20) / BUFFER_PART;
    return Math.max(MIN_BUFFER_MIB, Math.min(MAX_BUFFER_MIB, part));
  }

  private static void checkSchema(IndexWriter writer, boolean fresh) throws StoreException {
    if (!fresh) {
      int found = 0;
      Iterable<Map.Entry<String, String>> data = writer.getLiveCommitData();
      for (Map.Entry<String, String> entry :
          data == null ? Map.<String, String>of().entrySet() : data) {
        found = entry.getKey().equals(Fields.SCHEMA_KEY) ? number(entry.getValue()) : found;
      }
      if (found != Fields.SCHEMA) {
        boolean newer = found > Fields.SCHEMA;
        throw new StoreException(
            newer ? StoreException.Reason.TOO_NEW : StoreException.Reason.CORRUPT,
            "The search index has layout "
                + found
                + ", not "
                + Fields.SCHEMA
                + "; delete its directory and fill it anew.",
            null);
      }
    }
    writer.setLiveCommitData(Map.of(Fields.SCHEMA_KEY, Integer.toString(Fields.SCHEMA)).entrySet());
  }

  private static int number(String text) {
    return text.matches("\\d{1,9}") ? Integer.parseInt(text) : 0;
  }

  private Runs runsOf(LeafReaderContext segment) throws IOException {
    IndexReader.CacheHelper core = segment.reader().getCoreCacheHelper();
    Runs known = runs.get(core.getKey());
    if (known == null) {
      known = Runs.of(segment.reader(), editions::get);
      runs.put(core.getKey(), known);
      core.addClosedListener(runs::remove);
    }
    return known;
  }

  // ---- changes

  /** Adds; only what may be there already is replaced. */
  void upsert(Collection<SearchDocument> all) throws IOException {
    changing.lock();
    try {
      checkRoom(all.size());
      SeenIds seen = seenIds(all.size());
      List<Addition> fresh = new ArrayList<>(all.size());
      List<Addition> again = new ArrayList<>();
      for (SearchDocument document : all) {
        Edition edition = editions.of(document);
        if (editions.isNew(edition)) {
          writer.addDocument(additions.edition(edition));
          editions.add(edition);
        }
        Term id = ItemDocument.idTerm(edition.share, document.item());
        boolean maybeThere = seen == null || seen.add(id.bytes());
        (maybeThere ? again : fresh).add(new Addition(edition, document, id));
      }
      changed = true;
      additions.add(fresh);
      additions.replace(again); // Afterwards: it may replace what was just added.
    } finally {
      changing.unlock();
    }
  }

  private void checkRoom(int more) throws IOException {
    addedSinceLook += more;
    if (addedSinceLook < ADDED_BETWEEN_LOOKS) {
      return;
    }
    long bytes = 0;
    for (String file : directory.listAll()) {
      bytes += lengthOf(file);
    }
    if (bytes >= maxBytes) {
      throw new StoreException(
          StoreException.Reason.FULL,
          "The search index has reached search.maxIndexBytes ("
              + maxBytes
              + "); raise it, or follow less.",
          null);
    }
    addedSinceLook = 0;
  }

  private long lengthOf(String file) throws IOException {
    try {
      return directory.fileLength(file);
    } catch (NoSuchFileException | FileNotFoundException e) {
      return 0; // A merge has replaced it meanwhile.
    }
  }

  void delete(Collection<SearchDocument> documents) throws IOException {
    Term[] ids =
        documents.stream()
            .map(document -> ItemDocument.idTerm(document.share(), document.item()))
            .toArray(Term[]::new);
    changing.lock();
    try {
      writer.deleteDocuments(ids);
      changed = true;
    } finally {
      changing.unlock();
    }
  }

  /**
   * Which items may be there. Null after opening a large index, until so much was added that to
   * replace it all would cost more than to read the ids: one new item does not wait for a million.
   */
  private @Nullable SeenIds seenIds(int more) throws IOException {
    if (seenIds != null) {
      return seenIds;
    }
    replacedUnseen += more;
    if (replacedUnseen * IDS_READ_FOR_ONE <= newest.reader.maxDoc()) {
      return null;
    }
    refresh(); // What was replaced until now has to be among them.
    Snapshot snapshot = acquire();
    try {
      seenIds = SeenIds.of(snapshot.reader);
    } finally {
      snapshot.reader.decRef();
    }
    return seenIds;
  }

  void deleteOthers(ShareId share, ManifestId keep) throws IOException {
    BytesRef version = new BytesRef(EditionCodec.version(share, keep));
    BooleanQuery others =
        new BooleanQuery.Builder()
            .add(new TermQuery(shareTerm(share)), BooleanClause.Occur.FILTER)
            .add(new TermQuery(new Term(Fields.VERSION, version)), BooleanClause.Occur.MUST_NOT)
            .build();
    changing.lock();
    try {
      editions.remove(share, keep);
      writer.deleteDocuments(others);
      changed = true;
    } finally {
      changing.unlock();
    }
  }

  void deleteShare(ShareId share) throws IOException {
    changing.lock();
    try {
      editions.remove(share, null);
      writer.deleteDocuments(shareTerm(share));
      changed = true;
    } finally {
      changing.unlock();
    }
  }

  private static Term shareTerm(ShareId share) {
    return new Term(Fields.SHARE, new BytesRef(share.bytes()));
  }

  void commit() throws IOException {
    sweepEditions();
    writer.commit();
    refresh();
  }

  /** Items that are removed one by one, or replaced, leave the record of their edition behind. */
  private void sweepEditions() throws IOException {
    changing.lock();
    try {
      if (editions.count() <= 2 * newest.editions.size() + SPARE_EDITIONS) {
        return;
      }
      refresh();
      for (Edition unused : editions.removeAllBut(newest.editions)) {
        writer.deleteDocuments(new Term(Fields.EDITION_KEY, unused.key));
        changed = true;
      }
    } finally {
      changing.unlock();
    }
  }

  // ---- snapshots

  /** The newest snapshot, not staler than promised, with one more reference. */
  Snapshot acquire() throws IOException {
    if (changed && time.nanos() - refreshedNanos >= refreshNanos) {
      refresh();
    }
    while (true) {
      ensureOpen();
      Snapshot snapshot = newest;
      if (snapshot.reader.tryIncRef()) {
        return snapshot;
      }
    }
  }

  /** Makes what was changed before this call visible. */
  private void refresh() throws IOException {
    refreshing.lock();
    try {
      ensureOpen();
      if (!changed) {
        return;
      }
      changed = false; // Before looking: what is changed meanwhile is looked for again.
      Snapshot before = newest;
      DirectoryReader next = DirectoryReader.openIfChanged(before.reader, writer);
      if (next != null) {
        newest = Snapshot.of(next, this::runsOf, blocked);
        before.reader.decRef();
      }
      refreshedNanos = time.nanos();
    } catch (IOException | RuntimeException e) {
      changed = true;
      throw e;
    } finally {
      refreshing.unlock();
    }
  }

  void ensureOpen() {
    if (closed) {
      throw new AlreadyClosedException("the search index was closed");
    }
  }

  long size() throws IOException {
    Snapshot snapshot = acquire();
    try {
      long size = snapshot.reader.numDocs();
      for (Segment segment : snapshot.segments) {
        size -= Editions.liveIn(segment.reader);
      }
      return size;
    } finally {
      snapshot.reader.decRef();
    }
  }

  /** A merge that is under way is given up: what it would have merged is there all the same. */
  void close() throws IOException {
    refreshing.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      newest.reader.decRef();
      try {
        if (writer.isOpen()) {
          writer.commit();
        }
      } finally {
        additions.close();
        writer.rollback();
        directory.close();
      }
    } finally {
      refreshing.unlock();
    }
  }
}
