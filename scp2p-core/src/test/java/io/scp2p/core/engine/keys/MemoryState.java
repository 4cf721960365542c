package io.scp2p.core.engine.keys;

import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.StateBatch;
import io.scp2p.api.spi.StateCursor;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.StateTable;
import io.scp2p.api.spi.StoreException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * A store in memory that can lose the power: from the given change on, nothing is written any more.
 */
public final class MemoryState implements StateStore {
  private final Map<StateTable, NavigableMap<byte[], byte[]>> tables = new ConcurrentHashMap<>();
  private int appliesLeft = Integer.MAX_VALUE;
  private int applied;
  private Durability last = Durability.PROCESS;
  private long biggestBatchBytes;

  /** After so many more batches every one fails, as if the process had ended before it. */
  public synchronized void failAfter(int batches) {
    appliesLeft = batches;
  }

  /** The next process, with what the last one has written. */
  public synchronized void restart() {
    appliesLeft = Integer.MAX_VALUE;
    applied = 0;
  }

  public synchronized int applied() {
    return applied;
  }

  public synchronized Durability lastDurability() {
    return last;
  }

  public synchronized long biggestBatchBytes() {
    return biggestBatchBytes;
  }

  /** How many rows there are in all tables whose names start so. */
  public int rows(String tablePrefix) {
    return tables.entrySet().stream()
        .filter(table -> table.getKey().name().startsWith(tablePrefix))
        .mapToInt(table -> table.getValue().size())
        .sum();
  }

  /** Everything that is written, for looking for what must not be there. */
  public boolean holds(byte[] needle) {
    return tables.values().stream()
        .flatMap(table -> table.values().stream())
        .anyMatch(value -> indexOf(value, needle) >= 0);
  }

  private static int indexOf(byte[] in, byte[] needle) {
    for (int at = 0; at + needle.length <= in.length; at++) {
      if (Arrays.equals(in, at, at + needle.length, needle, 0, needle.length)) {
        return at;
      }
    }
    return -1;
  }

  private NavigableMap<byte[], byte[]> table(StateTable table) {
    return tables.computeIfAbsent(
        table, name -> new ConcurrentSkipListMap<>(Arrays::compareUnsigned));
  }

  @Override
  public Optional<byte[]> get(StateTable table, byte[] key) {
    return Optional.ofNullable(table(table).get(key)).map(byte[]::clone);
  }

  @Override
  public synchronized void apply(StateBatch batch, Durability durability) throws StoreException {
    if (appliesLeft-- <= 0) {
      throw new StoreException(StoreException.Reason.FAILED, "the power is gone", null);
    }
    applied++;
    last = durability;
    long bytes = 0;
    for (StateBatch.Change change : batch.changes()) {
      NavigableMap<byte[], byte[]> table = table(change.table());
      if (change.value().isPresent()) {
        table.put(change.key(), change.value().get());
        bytes += change.value().get().length;
      } else {
        table.remove(change.key());
      }
    }
    biggestBatchBytes = Math.max(biggestBatchBytes, bytes);
  }

  @Override
  public StateCursor scan(StateTable table, byte[] prefix) {
    return scan(table, prefix, prefix);
  }

  @Override
  public StateCursor scan(StateTable table, byte[] prefix, byte[] from) {
    byte[] start = Arrays.compareUnsigned(from, prefix) < 0 ? prefix : from;
    Iterator<Map.Entry<byte[], byte[]>> rows =
        table(table).tailMap(start, true).entrySet().iterator();
    return new Cursor(rows, prefix);
  }

  @Override
  public void close() {}

  private static final class Cursor implements StateCursor {
    private final Iterator<Map.Entry<byte[], byte[]>> rows;
    private final byte[] prefix;
    private Map.Entry<byte[], byte[]> row;

    Cursor(Iterator<Map.Entry<byte[], byte[]>> rows, byte[] prefix) {
      this.rows = rows;
      this.prefix = prefix;
    }

    @Override
    public boolean next() {
      row = rows.hasNext() ? rows.next() : null;
      if (row != null && !startsWith(row.getKey())) {
        row = null;
      }
      return row != null;
    }

    private boolean startsWith(byte[] key) {
      return key.length >= prefix.length
          && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }

    @Override
    public byte[] key() {
      return row.getKey().clone();
    }

    @Override
    public byte[] value() {
      return row.getValue().clone();
    }

    @Override
    public void close() {}
  }
}
