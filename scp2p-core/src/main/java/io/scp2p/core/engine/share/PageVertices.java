package io.scp2p.core.engine.share;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.content.HashPageLayout;
import io.scp2p.core.crypto.blake3.Blake3Tree;
import io.scp2p.core.wire.Bytes;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The vertices above the pages of long chunk hash lists (extension X5.3): 32 bytes for 2 GiB of
 * content. They cost a walk over the whole list, so those of contents that were asked for last are
 * kept. From any thread; may block.
 */
final class PageVertices {
  /** Vertices kept, of all contents together: 4 MiB, those of 256 TiB. */
  static final int MAX_KEPT = 131_072;

  /** Held during a walk: strangers who ask for many contents get one thread for that, not all. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<ContentId, Bytes> kept = new LinkedHashMap<>(16, 0.75f, true);
  private final int maxKept;
  private int size;

  PageVertices(int maxKept) {
    this.maxKept = maxKept;
  }

  /** Gives the hashes of one page. */
  @FunctionalInterface
  interface Pages {
    Bytes hashes(int page) throws StoreException;
  }

  /** The vertices of a content, end to end. */
  Bytes of(ContentId id, HashPageLayout layout, Pages pages) throws StoreException {
    lock.lock();
    try {
      Bytes known = kept.get(id);
      if (known != null) {
        return known;
      }
      byte[] values = new byte[layout.pages() * Blake3Tree.VALUE_BYTES];
      for (int page = 0; page < layout.pages(); page++) {
        byte[] value = HashPageLayout.value(page, pages.hashes(page));
        System.arraycopy(value, 0, values, page * Blake3Tree.VALUE_BYTES, value.length);
      }
      Bytes made = Bytes.wrap(values);
      keep(id, made, layout.pages());
      return made;
    } finally {
      lock.unlock();
    }
  }

  private void keep(ContentId id, Bytes values, int count) {
    if (count > maxKept) {
      return;
    }
    kept.put(id, values);
    size += count;
    for (Iterator<Bytes> oldest = kept.values().iterator(); size > maxKept; ) {
      size -= oldest.next().size() / Blake3Tree.VALUE_BYTES;
      oldest.remove();
    }
  }

  /** How many vertices are kept. */
  int kept() {
    lock.lock();
    try {
      return size;
    } finally {
      lock.unlock();
    }
  }
}
