package io.scp2p.core.engine.catalog;

import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.StateBatch;
import io.scp2p.api.spi.StateCursor;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.StateTable;
import io.scp2p.api.spi.StoreException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A store in memory whose machine can be made to crash at its n-th write. */
public final class TestStore implements StateStore {
  private final Map<StateTable, TreeMap<byte[], byte[]>> tables;
  private int writesLeft = Integer.MAX_VALUE;
  private boolean closed;

  /** Writes since it was opened. */
  public int writes;

  /** An empty store. */
  public TestStore() {
    this(new HashMap<>());
  }

  private TestStore(Map<StateTable, TreeMap<byte[], byte[]>> tables) {
    this.tables = tables;
  }

  /** This many writes succeed; then nothing does until {@link #reopened}. */
  public void crashAfter(int count) {
    writesLeft = count;
  }

  public boolean isCrashed() {
    return writesLeft < 0;
  }

  public TestStore reopened() {
    closed = true;
    return new TestStore(tables);
  }

  public int rows(StateTable table) {
    return tables.getOrDefault(table, new TreeMap<>()).size();
  }

  private TreeMap<byte[], byte[]> table(StateTable table) throws StoreException {
    if (closed || writesLeft < 0) {
      throw new StoreException(StoreException.Reason.FAILED, "crashed", null);
    }
    return tables.computeIfAbsent(table, name -> new TreeMap<>(Arrays::compareUnsigned));
  }

  @Override
  public synchronized Optional<byte[]> get(StateTable table, byte[] key) throws StoreException {
    return Optional.ofNullable(table(table).get(key)).map(byte[]::clone);
  }

  @Override
  public synchronized void apply(StateBatch batch, Durability durability) throws StoreException {
    if (writesLeft-- <= 0) {
      writesLeft = -1;
      throw new StoreException(StoreException.Reason.FAILED, "crashed", null);
    }
    writes++;
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
    TreeMap<byte[], byte[]> moment = new TreeMap<>(Arrays::compareUnsigned);
    for (Map.Entry<byte[], byte[]> entry : table(table).tailMap(from, true).entrySet()) {
      byte[] key = entry.getKey();
      if (key.length < prefix.length
          || !Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length)) {
        break;
      }
      moment.put(key, entry.getValue());
    }
    Iterator<Map.Entry<byte[], byte[]>> entries = moment.entrySet().iterator();
    return new StateCursor() {
      private Map.Entry<byte[], byte[]> entry;

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
    };
  }

  @Override
  public synchronized void close() {
    closed = true;
  }
}
