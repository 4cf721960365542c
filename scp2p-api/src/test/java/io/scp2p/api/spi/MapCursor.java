package io.scp2p.api.spi;

import java.util.Iterator;
import java.util.Map;
import java.util.SortedMap;

final class MapCursor implements StateCursor {
  private final Iterator<Map.Entry<byte[], byte[]>> entries;
  private Map.Entry<byte[], byte[]> entry;

  MapCursor(SortedMap<byte[], byte[]> moment) {
    entries = moment.entrySet().iterator();
  }

  @Override
  public boolean next() {
    boolean more = entries.hasNext();
    entry = more ? entries.next() : null;
    return more;
  }

  @Override
  public byte[] key() {
    return entry.getKey().clone();
  }

  @Override
  public byte[] value() {
    return entry.getValue().clone();
  }

  @Override
  public void close() {}
}
