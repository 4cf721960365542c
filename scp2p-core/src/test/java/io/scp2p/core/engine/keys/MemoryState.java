package io.scp2p.core.engine.keys;

import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.StateBatch;
import io.scp2p.api.spi.StateCursor;
import io.scp2p.api.spi.StateTable;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.engine.RealStore;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A store in memory that can lose the power: from the given change on, nothing is written any more.
 */
public final class MemoryState extends RealStore {
  private final Set<StateTable> tables = ConcurrentHashMap.newKeySet();
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
    return tables.stream()
        .filter(table -> table.name().startsWith(tablePrefix))
        .mapToInt(this::rows)
        .sum();
  }

  /** Whether it is in anything that is written, for looking for what must not be there. */
  public boolean holds(byte[] needle) throws StoreException {
    for (StateTable table : tables) {
      try (StateCursor rows = scan(table, new byte[0])) {
        while (rows.next()) {
          if (indexOf(rows.value(), needle) >= 0) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private static int indexOf(byte[] in, byte[] needle) {
    for (int at = 0; at + needle.length <= in.length; at++) {
      if (Arrays.equals(in, at, at + needle.length, needle, 0, needle.length)) {
        return at;
      }
    }
    return -1;
  }

  @Override
  public synchronized void apply(StateBatch batch, Durability durability) throws StoreException {
    if (appliesLeft-- <= 0) {
      throw new StoreException(StoreException.Reason.FAILED, "the power is gone", null);
    }
    super.apply(batch, durability);
    applied++;
    last = durability;
    long bytes = 0;
    for (StateBatch.Change change : batch.changes()) {
      tables.add(change.table());
      bytes += change.value().map(value -> value.length).orElse(0);
    }
    biggestBatchBytes = Math.max(biggestBatchBytes, bytes);
  }

  /** What was written stays, for the next process. */
  @Override
  public void close() {}
}
