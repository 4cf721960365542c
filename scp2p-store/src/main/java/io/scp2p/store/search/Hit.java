package io.scp2p.store.search;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** A document that may become part of a page. What decides ties is read only if there is a tie. */
final class Hit {
  final Segment segment;
  final int doc;
  final int rank;
  final double score;

  /** The size or the name key, where the order asks for one. */
  final long key;

  private ItemRecord.@Nullable Item item;

  Hit(Segment segment, int doc, int rank, double score, long key) {
    this.segment = segment;
    this.doc = doc;
    this.rank = rank;
    this.score = score;
    this.key = key;
  }

  int globalDoc() {
    return segment.base + doc;
  }

  ItemRecord.Item item() {
    ItemRecord.Item known = item;
    if (known == null) {
      try {
        known = ItemRecord.item(segment.record(doc));
      } catch (IOException e) {
        throw new UncheckedIOException(e); // Unwrapped by LuceneSearchIndex.
      }
      item = known;
    }
    return known;
  }
}
