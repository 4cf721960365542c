package io.scp2p.store.search;

import java.io.IOException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;

/**
 * Tells which items are certainly not in the index yet, so that adding them replaces nothing: to
 * replace costs as much as to add. Three bits an item in a field of at least ten; when it has
 * become too full it is of no more use, and everything replaces until the index is opened again.
 */
final class SeenIds {
  private static final int MIN_BITS = 1 << 20;
  private static final int MAX_BITS = 1 << 28;
  private static final int BITS_FOR_EACH = 10;
  private static final long ROOM_TO_GROW = 2_000_000;

  private final long[] bits;
  private final long mask;
  private long room;

  private SeenIds(long expected) {
    long wanted = Math.max(MIN_BITS, Math.min(MAX_BITS, expected * BITS_FOR_EACH));
    long size = Long.highestOneBit(wanted);
    bits = new long[(int) (size >>> 6)];
    mask = size - 1;
    room = size / 8;
  }

  static SeenIds of(DirectoryReader reader) throws IOException {
    SeenIds seen = new SeenIds(reader.maxDoc() + ROOM_TO_GROW);
    for (LeafReaderContext leaf : reader.leaves()) {
      Terms terms = leaf.reader().terms(Fields.ID);
      if (terms != null) {
        TermsEnum ids = terms.iterator();
        for (BytesRef id = ids.next(); id != null; id = ids.next()) {
          seen.add(id);
        }
      }
    }
    return seen;
  }

  /** Notes an item; whether it may have been there before. */
  boolean add(BytesRef id) {
    // Content, and a hash of share and path. Who chooses them badly only replaces more often.
    long first = hash(id, 0) ^ hash(id, id.length - 16);
    long second = (hash(id, 8) ^ hash(id, id.length - 8)) | 1;
    boolean seen = true;
    for (int i = 0; i < 3; i++) {
      long bit = (first + i * second) & mask;
      long one = 1L << bit;
      seen &= (bits[(int) (bit >>> 6)] & one) != 0;
      bits[(int) (bit >>> 6)] |= one;
    }
    room -= seen ? 0 : 1;
    return seen || room < 0;
  }

  private static long hash(BytesRef id, int from) {
    long value = 0;
    for (int i = 0; i < 8; i++) {
      value = value << 8 | (id.bytes[id.offset + from + i] & 0xff);
    }
    return value;
  }
}
