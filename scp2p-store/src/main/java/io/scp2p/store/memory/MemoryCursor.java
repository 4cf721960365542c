package io.scp2p.store.memory;

import io.scp2p.api.spi.StateCursor;
import io.scp2p.api.spi.StoreException;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A walk over the tree of one moment. */
final class MemoryCursor implements StateCursor {
  private final MemoryStateStore store;
  private final byte[] prefix;
  private SortedTree.@Nullable Walk walk;
  private Map.@Nullable Entry<byte[], byte[]> entry;

  MemoryCursor(MemoryStateStore store, SortedTree tree, byte[] prefix, byte[] from) {
    this.store = store;
    this.prefix = prefix;
    this.walk = tree.from(Arrays.compareUnsigned(prefix, from) < 0 ? from : prefix);
  }

  @Override
  public boolean next() throws StoreException {
    if (store.isClosed()) {
      close();
      throw MemoryStateStore.closed();
    }
    entry = walk == null ? null : walk.next();
    if (entry != null && !startsWith(entry.getKey(), prefix)) {
      entry = null;
    }
    if (entry == null) {
      walk = null;
    }
    return entry != null;
  }

  private static boolean startsWith(byte[] key, byte[] prefix) {
    return key.length >= prefix.length
        && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
  }

  private Map.Entry<byte[], byte[]> entry() {
    if (entry == null) {
      throw new IllegalStateException("the cursor is not at an entry");
    }
    return entry;
  }

  @Override
  public byte[] key() {
    return entry().getKey().clone();
  }

  @Override
  public byte[] value() {
    return entry().getValue().clone();
  }

  @Override
  public void close() {
    walk = null;
    entry = null;
  }
}
