package io.scp2p.store.search;

import io.scp2p.api.search.SearchQuery;
import java.io.IOException;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.FixedBitSet;
import org.jspecify.annotations.Nullable;

/** Which documents of a segment a query may show, whatever they are worth. */
final class Gate {
  private final Segment segment;
  private final FixedBitSet open;
  private final long[] words;
  private final long minBytes;
  private final long maxBytes;
  private final boolean bySize;
  private @Nullable NumericDocValues sizes;

  Gate(Segment segment, SearchQuery query, ScopeView scope) throws IOException {
    this.segment = segment;
    FixedBitSet allowed = allowed(segment, query);
    if (allowed == null) {
      open = scope.visible(segment);
    } else {
      allowed.and(scope.visible(segment));
      open = allowed;
    }
    words = open.getBits();
    minBytes = query.minBytes();
    maxBytes = query.maxBytes();
    bySize = minBytes > 0 || maxBytes < Long.MAX_VALUE;
  }

  private static @Nullable FixedBitSet allowed(Segment segment, SearchQuery query)
      throws IOException {
    FixedBitSet allowed = null;
    for (String tag : query.tags()) {
      FixedBitSet next = any(segment, Fields.TAG, Set.of(SearchText.normalise(tag)));
      allowed = and(allowed, next);
    }
    if (!query.mimeTypes().isEmpty()) {
      Set<String> types =
          query.mimeTypes().stream().map(ItemDocument::mime).collect(Collectors.toSet());
      allowed = and(allowed, any(segment, Fields.MIME, types));
    }
    return allowed;
  }

  private static FixedBitSet and(@Nullable FixedBitSet first, FixedBitSet second) {
    if (first != null) {
      second.and(first);
    }
    return second;
  }

  private static FixedBitSet any(Segment segment, String field, Collection<String> values)
      throws IOException {
    FixedBitSet bits = new FixedBitSet(segment.maxDoc());
    TermsEnum terms = segment.terms(field);
    if (terms != null) {
      for (String value : values) {
        BytesRef term = ItemDocument.term(value);
        if (terms.seekExact(term)) {
          bits.or(terms.postings(null, PostingsEnum.NONE));
        }
      }
    }
    return bits;
  }

  /** Whether the query may show it. */
  boolean passes(int doc) throws IOException {
    return open.get(doc) && fits(doc);
  }

  /** Of 64 documents with these bits, those the query may show. */
  long passing(int word, long bits) throws IOException {
    long passing = bits & words[word];
    if (!bySize) {
      return passing;
    }
    for (long rest = passing; rest != 0; rest &= rest - 1) {
      if (!fits((word << 6) + Long.numberOfTrailingZeros(rest))) {
        passing &= ~Long.lowestOneBit(rest);
      }
    }
    return passing;
  }

  private boolean fits(int doc) throws IOException {
    if (!bySize) {
      return true;
    }
    NumericDocValues values = sizes;
    if (values == null || values.docID() > doc) {
      values = segment.numbers(Fields.SIZE); // Values are read in ascending order only.
      sizes = values;
    }
    return values.advanceExact(doc)
        && values.longValue() >= minBytes
        && values.longValue() <= maxBytes;
  }
}
