package io.scp2p.api.spi;

import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.SortedMap;

final class MapCursor implements StateCursor {
  private final MapStateStore store;
  private Iterator<Map.Entry<byte[], byte[]>> entries;
  private Map.Entry<byte[], byte[]> entry;

  MapCursor(MapStateStore store, SortedMap<byte[], byte[]> moment) {
    this.store = store;
    this.entries = moment.entrySet().iterator();
  }

  @Override
  public boolean next() throws StoreException {
    store.mustBeOpen();
    boolean more = entries.hasNext();
    entry = more ? entries.next() : null;
    return more;
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
    entries = Collections.emptyIterator();
    entry = null;
  }
}
