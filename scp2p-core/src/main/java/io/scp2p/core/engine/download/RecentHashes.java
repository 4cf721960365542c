package io.scp2p.core.engine.download;

import io.scp2p.core.content.ChunkHashes;
import io.scp2p.core.content.HashPageLayout;
import io.scp2p.core.wire.Bytes;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * The pages of a long list of hashes that readers have needed last, so that reading through a
 * terabyte does not gather its hashes. Safe for all threads; never blocks.
 */
final class RecentHashes {
  /** Pages kept, 8 MiB: twice what {@link ReadWindows#MAX_READERS} readers can need at a time. */
  static final int MAX_PAGES = 4 * ReadWindows.MAX_READERS;

  private final Map<Integer, ChunkHashes> pages = new LinkedHashMap<>(16, 0.75f, true);

  synchronized void put(int page, Bytes hashes) {
    pages.put(page, ChunkHashes.of(hashes.detached()));
  }

  /** Whether data is a chunk; nothing if its page is not here any more. */
  Optional<Boolean> matches(long chunk, Bytes data) {
    ChunkHashes page;
    synchronized (this) {
      page = pages.get((int) (chunk / HashPageLayout.PAGE_HASHES));
    }
    int index = (int) (chunk % HashPageLayout.PAGE_HASHES);
    return page == null ? Optional.empty() : Optional.of(page.matches(index, data));
  }

  synchronized BitSet known() {
    BitSet known = new BitSet();
    pages.keySet().forEach(known::set);
    return known;
  }

  /** Drops what was used longest ago and nobody needs; returns what that is. */
  synchronized List<Integer> trim(IntPredicate needed) {
    List<Integer> dropped = new ArrayList<>();
    for (Iterator<Integer> each = pages.keySet().iterator();
        each.hasNext() && pages.size() > MAX_PAGES; ) {
      int page = each.next();
      if (!needed.test(page)) {
        each.remove();
        dropped.add(page);
      }
    }
    return dropped;
  }
}
