package io.scp2p.store.memory;

import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.StateBatch;
import io.scp2p.api.spi.StateCursor;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.StateTable;
import io.scp2p.api.spi.StoreException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Tables in the heap. Closing the store forgets everything. */
final class MemoryStateStore implements StateStore {
  private final ReentrantLock writing = new ReentrantLock();

  /** The whole state, replaced as one; null once closed. */
  private volatile @Nullable Map<StateTable, SortedTree> tables = Map.of();

  private Map<StateTable, SortedTree> tables() throws StoreException {
    Map<StateTable, SortedTree> moment = tables;
    if (moment == null) {
      throw closed();
    }
    return moment;
  }

  boolean isClosed() {
    return tables == null;
  }

  static StoreException closed() {
    return new StoreException(
        StoreException.Reason.CLOSED, "the state store in memory was closed before", null);
  }

  private SortedTree tree(StateTable table) throws StoreException {
    return tables().getOrDefault(table, SortedTree.EMPTY);
  }

  @Override
  public Optional<byte[]> get(StateTable table, byte[] key) throws StoreException {
    return Optional.ofNullable(tree(table).get(key)).map(byte[]::clone);
  }

  @Override
  public void apply(StateBatch batch, Durability durability) throws StoreException {
    writing.lock();
    try {
      Map<StateTable, SortedTree> next = new HashMap<>(tables());
      for (StateBatch.Change change : batch.changes()) {
        SortedTree tree = next.getOrDefault(change.table(), SortedTree.EMPTY);
        Optional<byte[]> value = change.value();
        next.put(
            change.table(),
            value.isPresent() ? tree.with(change.key(), value.get()) : tree.without(change.key()));
      }
      tables = next;
    } finally {
      writing.unlock();
    }
  }

  @Override
  public StateCursor scan(StateTable table, byte[] prefix) throws StoreException {
    return scan(table, prefix, prefix);
  }

  @Override
  public StateCursor scan(StateTable table, byte[] prefix, byte[] from) throws StoreException {
    return new MemoryCursor(this, tree(table), prefix.clone(), from);
  }

  @Override
  public void close() {
    writing.lock();
    try {
      tables = null;
    } finally {
      writing.unlock();
    }
  }
}
