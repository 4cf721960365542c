package io.scp2p.store.search;

import io.scp2p.api.id.ContentId;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.StringHelper;
import org.jspecify.annotations.Nullable;

/**
 * Which documents show blocked contents. Looking up a thousand contents costs milliseconds, so what
 * was found is remembered for each segment, for the newest set of contents: a refresh looks into
 * new segments only.
 */
final class BlockedDocs {
  private static final int[] NONE = {};

  /** Segments that say when they go: once each, as a large one lives through many changes. */
  private final Set<IndexReader.CacheKey> watched = ConcurrentHashMap.newKeySet();

  private volatile Known known = new Known(Set.of(), Map.of());

  private record Known(Set<ContentId> contents, Map<IndexReader.CacheKey, int[]> docs) {}

  /** The documents of a segment, deleted or not. */
  int[] of(Segment segment, Set<ContentId> contents) throws IOException {
    if (contents.isEmpty()) {
      return NONE;
    }
    Known now = known;
    if (!now.contents.equals(contents)) {
      now = new Known(contents, new ConcurrentHashMap<>());
      known = now;
    }
    IndexReader.CacheHelper core = segment.reader.getCoreCacheHelper();
    int @Nullable [] docs = now.docs.get(core.getKey());
    if (docs == null) {
      docs = find(segment, contents);
      now.docs.put(core.getKey(), docs);
      if (watched.add(core.getKey())) {
        core.addClosedListener(this::forget);
      }
    }
    return docs;
  }

  private void forget(IndexReader.CacheKey closed) {
    watched.remove(closed);
    known.docs.remove(closed);
  }

  private static int[] find(Segment segment, Set<ContentId> contents) throws IOException {
    TermsEnum ids = segment.terms(Fields.ID);
    if (ids == null) {
      return NONE;
    }
    Found found = new Found();
    if (segment.maxDoc() < contents.size()) {
      for (BytesRef id = ids.next(); id != null; id = ids.next()) {
        if (contents.contains(content(id))) {
          found.add(ids);
        }
      }
    } else {
      lookUp(ids, contents, found);
    }
    return Arrays.copyOf(found.docs, found.count);
  }

  private static ContentId content(BytesRef id) {
    return ContentId.of(Arrays.copyOfRange(id.bytes, id.offset, id.offset + ContentId.LENGTH));
  }

  private static void lookUp(TermsEnum ids, Set<ContentId> contents, Found found)
      throws IOException {
    for (ContentId content : new TreeSet<>(contents)) {
      BytesRef prefix = new BytesRef(content.bytes());
      if (ids.seekCeil(prefix) == TermsEnum.SeekStatus.END) {
        return;
      }
      for (BytesRef id = ids.term();
          id != null && StringHelper.startsWith(id, prefix);
          id = ids.next()) {
        found.add(ids);
      }
    }
  }

  /** Documents in no order. */
  private static final class Found {
    int[] docs = new int[16];
    int count;
    private @Nullable PostingsEnum postings;

    void add(TermsEnum ids) throws IOException {
      PostingsEnum of = ids.postings(postings, PostingsEnum.NONE);
      postings = of;
      for (int doc = of.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = of.nextDoc()) {
        if (count == docs.length) {
          docs = Arrays.copyOf(docs, count * 2);
        }
        docs[count++] = doc;
      }
    }
  }
}
