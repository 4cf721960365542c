package io.scp2p.store.search;

import java.io.IOException;
import java.util.Arrays;
import java.util.function.Function;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * Which ranges of a segment's documents belong to which edition. Items of a share arrive together,
 * so there are few ranges; if they do not, there are at most as many as documents.
 */
final class Runs {
  /** First document of each run; one more entry closes the last. */
  final int[] starts;

  /** Index into {@link #editions}, or -1 for documents that are no items. */
  final int[] owners;

  /** Null for an edition all of whose documents were deleted. */
  final @Nullable Edition[] editions;

  private Runs(int[] starts, int[] owners, @Nullable Edition[] editions) {
    this.starts = starts;
    this.owners = owners;
    this.editions = editions;
  }

  static Runs of(LeafReader reader, Function<BytesRef, @Nullable Edition> known)
      throws IOException {
    SortedDocValues values = DocValues.getSorted(reader, Fields.EDITION);
    int[] starts = new int[16];
    int[] owners = new int[16];
    int count = 0;
    int maxDoc = reader.maxDoc();
    for (int doc = 0; doc < maxDoc; doc++) {
      int owner = values.advanceExact(doc) ? values.ordValue() : -1;
      if (count == 0 || owners[count - 1] != owner) {
        if (count + 1 == starts.length) {
          starts = Arrays.copyOf(starts, count * 2 + 2);
          owners = Arrays.copyOf(owners, count * 2 + 2);
        }
        starts[count] = doc;
        owners[count++] = owner;
      }
    }
    starts[count] = maxDoc;
    @Nullable Edition[] editions = new Edition[values.getValueCount()];
    for (int i = 0; i < editions.length; i++) {
      editions[i] = known.apply(BytesRef.deepCopyOf(values.lookupOrd(i)));
    }
    return new Runs(Arrays.copyOf(starts, count + 1), Arrays.copyOf(owners, count), editions);
  }

  int count() {
    return owners.length;
  }
}
