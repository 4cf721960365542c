package io.scp2p.store.search;

import java.io.IOException;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/** One segment of a snapshot. */
final class Segment {
  final LeafReader reader;
  final int base;

  /** Its place in the snapshot. */
  final int number;

  final Runs runs;

  /** Null if nothing was deleted. */
  final @Nullable Bits live;

  /** The rank of each edition of {@link #runs} in the snapshot, or -1. */
  final int[] ranks;

  Segment(LeafReaderContext context, Runs runs, int[] ranks) {
    reader = context.reader();
    base = context.docBase;
    number = context.ord;
    live = reader.getLiveDocs();
    this.runs = runs;
    this.ranks = ranks;
  }

  int maxDoc() {
    return reader.maxDoc();
  }

  boolean isLive(int doc) {
    return live == null || live.get(doc);
  }

  /** The rank of the edition of a run, or -1. */
  int rankOfRun(int run) {
    int owner = runs.owners[run];
    return owner < 0 ? -1 : ranks[owner];
  }

  @Nullable TermsEnum terms(String field) throws IOException {
    Terms terms = reader.terms(field);
    return terms == null ? null : terms.iterator();
  }

  NumericDocValues numbers(String field) throws IOException {
    return DocValues.getNumeric(reader, field);
  }

  /** What the index keeps of an item. */
  BytesRef record(int doc) throws IOException {
    BinaryDocValues records = DocValues.getBinary(reader, Fields.RECORD);
    return record(records, doc);
  }

  static BytesRef record(BinaryDocValues records, int doc) throws IOException {
    if (!records.advanceExact(doc)) {
      throw new IOException("document " + doc + " of the search index has no record");
    }
    return records.binaryValue();
  }
}
