package io.scp2p.core.engine.share;

import io.scp2p.api.spi.StateCursor;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.record.ShareItem;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** A walk over the items of one version, in path order, holding one at a time. For one thread. */
public interface ItemCursor extends AutoCloseable {
  /** The next item, or null after the last. */
  @Nullable ShareItem next() throws StoreException;

  /** Releases the moment the walk looks at. Harmless when repeated. */
  @Override
  void close();

  /** Items that are in memory. */
  static ItemCursor of(Iterable<ShareItem> items) {
    Iterator<ShareItem> left = items.iterator();
    return new ItemCursor() {
      @Override
      public @Nullable ShareItem next() {
        return left.hasNext() ? left.next() : null;
      }

      @Override
      public void close() {}
    };
  }

  /** Items that are in the store. */
  static ItemCursor of(StateCursor rows) {
    return new ItemCursor() {
      @Override
      public @Nullable ShareItem next() throws StoreException {
        return rows.next() ? decode(rows.value()) : null;
      }

      @Override
      public void close() {
        rows.close();
      }
    };
  }

  /** An item as it is stored. */
  static ShareItem decode(byte[] row) throws StoreException {
    try {
      return CborReader.decode(Bytes.wrap(row), ShareItem::read);
    } catch (WireException e) {
      throw RowIn.corrupt("item", e);
    }
  }
}
