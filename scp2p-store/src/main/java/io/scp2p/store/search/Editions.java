package io.scp2p.store.search;

import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.spi.SearchDocument;
import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/** The editions of the index. Changed under the lock of the index, read from anywhere. */
final class Editions {
  private final ConcurrentHashMap<BytesRef, Edition> byKey = new ConcurrentHashMap<>();

  /** Items arrive share by share: this is the edition of the item before. */
  private @Nullable Edition last;

  /** Reads what the index holds. */
  void load(DirectoryReader reader) throws IOException {
    for (LeafReaderContext leaf : reader.leaves()) {
      BinaryDocValues records = DocValues.getBinary(leaf.reader(), Fields.EDITION_RECORD);
      Bits live = leaf.reader().getLiveDocs();
      for (int doc = records.nextDoc();
          doc != DocIdSetIterator.NO_MORE_DOCS;
          doc = records.nextDoc()) {
        if (live == null || live.get(doc)) {
          Edition edition = EditionCodec.decode(records.binaryValue());
          byKey.put(edition.key, edition);
        }
      }
    }
  }

  @Nullable Edition get(BytesRef key) {
    return byKey.get(key);
  }

  /** The edition of a document; {@link #isNew} tells whether the index knows it. */
  Edition of(SearchDocument document) {
    Edition before = last;
    if (before != null && before.covers(document)) {
      return before;
    }
    Edition fresh = Edition.of(document);
    Edition known = byKey.get(fresh.key);
    last = known == null ? fresh : known;
    return last;
  }

  boolean isNew(Edition edition) {
    return !byKey.containsKey(edition.key);
  }

  void add(Edition edition) {
    byKey.put(edition.key, edition);
  }

  int count() {
    return byKey.size();
  }

  /** Forgets the editions that no item is of, and returns them. */
  List<Edition> removeAllBut(Collection<Edition> used) {
    Set<Edition> kept = new HashSet<>(used);
    List<Edition> unused = byKey.values().stream().filter(e -> !kept.contains(e)).toList();
    unused.forEach(edition -> byKey.remove(edition.key));
    last = null;
    return unused;
  }

  /** Forgets the editions of a share, but for those of one version. */
  void remove(ShareId share, @Nullable ManifestId keep) {
    byKey
        .values()
        .removeIf(e -> e.share.equals(share) && (keep == null || !e.manifest.equals(keep)));
    last = null;
  }

  /** How many documents of a segment that can be found are editions. */
  static long liveIn(LeafReader reader) throws IOException {
    BinaryDocValues records = DocValues.getBinary(reader, Fields.EDITION_RECORD);
    Bits live = reader.getLiveDocs();
    long count = 0;
    for (int doc = records.nextDoc();
        doc != DocIdSetIterator.NO_MORE_DOCS;
        doc = records.nextDoc()) {
      count += live == null || live.get(doc) ? 1 : 0;
    }
    return count;
  }
}
