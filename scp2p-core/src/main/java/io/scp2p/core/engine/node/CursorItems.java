package io.scp2p.core.engine.node;

import io.scp2p.api.spi.StoreException;
import io.scp2p.core.engine.share.ItemCursor;
import io.scp2p.core.wire.record.ShareItem;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The items of a cursor, one at a time. */
final class CursorItems implements Iterator<ShareItem> {
  private final ItemCursor cursor;
  private @Nullable ShareItem ahead;
  private boolean ended;

  CursorItems(ItemCursor cursor) {
    this.cursor = cursor;
  }

  @Override
  public boolean hasNext() {
    if (ahead == null && !ended) {
      try {
        ahead = cursor.next();
      } catch (StoreException e) {
        throw new UncheckedIOException(e);
      }
      ended = ahead == null;
    }
    return ahead != null;
  }

  @Override
  public ShareItem next() {
    if (!hasNext() || ahead == null) {
      throw new NoSuchElementException();
    }
    ShareItem item = ahead;
    ahead = null;
    return item;
  }
}
