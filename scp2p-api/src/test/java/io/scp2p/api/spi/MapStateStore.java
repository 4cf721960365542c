package io.scp2p.api.spi;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** The smallest store that can keep the contract: sorted maps, copied for each scan. */
final class MapStateStore implements StateStore {
  private final Map<StateTable, TreeMap<byte[], byte[]>> tables;
  private boolean closed;

  MapStateStore() {
    this(new ConcurrentHashMap<>());
  }

  private MapStateStore(Map<StateTable, TreeMap<byte[], byte[]>> tables) {
    this.tables = tables;
  }

  MapStateStore reopened() {
    return new MapStateStore(tables);
  }

  synchronized void mustBeOpen() throws StoreException {
    if (closed) {
      throw new StoreException(StoreException.Reason.CLOSED, "closed", null);
    }
  }

  private TreeMap<byte[], byte[]> table(StateTable table) throws StoreException {
    mustBeOpen();
    return tables.computeIfAbsent(table, name -> new TreeMap<>(Arrays::compareUnsigned));
  }

  @Override
  public synchronized Optional<byte[]> get(StateTable table, byte[] key) throws StoreException {
    return Optional.ofNullable(table(table).get(key)).map(byte[]::clone);
  }

  @Override
  public synchronized void apply(StateBatch batch, Durability durability) throws StoreException {
    mustBeOpen();
    for (StateBatch.Change change : batch.changes()) {
      TreeMap<byte[], byte[]> table = table(change.table());
      change
          .value()
          .ifPresentOrElse(
              value -> table.put(change.key(), value), () -> table.remove(change.key()));
    }
  }

  @Override
  public StateCursor scan(StateTable table, byte[] prefix) throws StoreException {
    return scan(table, prefix, prefix);
  }

  @Override
  public synchronized StateCursor scan(StateTable table, byte[] prefix, byte[] from)
      throws StoreException {
    TreeMap<byte[], byte[]> moment = new TreeMap<>(table(table));
    moment.keySet().removeIf(key -> !startsWith(key, prefix));
    return new MapCursor(this, moment.tailMap(from, true));
  }

  private static boolean startsWith(byte[] key, byte[] prefix) {
    return key.length >= prefix.length
        && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
  }

  @Override
  public synchronized void close() {
    closed = true;
  }
}
