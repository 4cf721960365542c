package io.scp2p.core.engine.catalog;

import io.scp2p.core.wire.record.ShareItem;
import java.util.Iterator;
import java.util.List;

/**
 * Where the items of a version come from. Two items with the same path (or name, if there is no
 * path) and the same content are one item; of several the last counts.
 */
public sealed interface ItemSource {
  /**
   * All items, in any order.
   *
   * @param items read once, one at a time; a million need not fit into memory. It may fail with
   *     {@link java.io.UncheckedIOException} or any other exception, and then nothing was adopted
   */
  record All(Iterator<ShareItem> items) implements ItemSource {}

  /**
   * What differs from the version adopted last.
   *
   * @param base the number of that version; with any other the adoption is refused
   * @param removed gone, or replaced by one of {@code added}
   * @param added new or changed
   */
  record Changes(long base, List<ShareItem> removed, List<ShareItem> added) implements ItemSource {
    /** Copies the lists. */
    public Changes {
      removed = List.copyOf(removed);
      added = List.copyOf(added);
    }
  }

  /** All items of a list. */
  static ItemSource of(List<ShareItem> items) {
    return new All(items.iterator());
  }
}
