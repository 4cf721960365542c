package io.scp2p.store.rocks;

import io.scp2p.api.spi.StateCursor;
import io.scp2p.api.spi.StoreException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/**
 * A native iterator, which holds on to the moment it was made. The store releases it when it is
 * closed first; so everything native happens inside the store's lock.
 */
final class RocksCursor implements StateCursor {
  private final RocksStateStore store;
  private @Nullable Handles handles;
  private boolean started;
  private byte @Nullable [] key;
  private byte @Nullable [] value;

  /** What has to be closed, in this order. */
  record Handles(RocksIterator iterator, ReadOptions options, @Nullable Slice end) {
    void close() {
      iterator.close();
      options.close();
      if (end != null) {
        end.close();
      }
    }
  }

  /** Called inside the store's lock; no handles for a table that is not there. */
  RocksCursor(RocksStateStore store, @Nullable Handles handles) {
    this.store = store;
    this.handles = handles;
  }

  /** {@return the lowest key above all that start with the prefix, or null if there is none} */
  static byte @Nullable [] endOf(byte[] prefix) {
    for (int length = prefix.length; length > 0; length--) {
      if (prefix[length - 1] != (byte) 0xff) {
        byte[] end = Arrays.copyOf(prefix, length);
        end[length - 1]++;
        return end;
      }
    }
    return null;
  }

  @Override
  public boolean next() throws StoreException {
    return store.reading(this::step);
  }

  private boolean step() throws RocksDBException {
    key = null;
    value = null;
    if (handles == null) {
      return false;
    }
    RocksIterator iterator = handles.iterator();
    if (started) {
      iterator.next();
    }
    started = true;
    if (!iterator.isValid()) {
      try {
        iterator.status(); // The end, or a failure that looks like one.
      } finally {
        store.release(this);
      }
      return false;
    }
    key = iterator.key();
    value = iterator.value();
    return true;
  }

  private static byte[] present(byte @Nullable [] bytes) {
    if (bytes == null) {
      throw new IllegalStateException("the cursor is not at an entry");
    }
    return bytes.clone();
  }

  @Override
  public byte[] key() {
    return present(key);
  }

  @Override
  public byte[] value() {
    return present(value);
  }

  /** Called inside the store's lock. */
  void closeHandles() {
    if (handles != null) {
      handles.close();
      handles = null;
    }
  }

  @Override
  public void close() {
    key = null;
    value = null;
    store.releaseInLock(this);
  }
}
