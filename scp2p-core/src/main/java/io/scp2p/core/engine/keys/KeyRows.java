package io.scp2p.core.engine.keys;

import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.StateBatch;
import io.scp2p.api.spi.StateCursor;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.StateTable;
import io.scp2p.api.spi.StoreException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Where sealed keys are: in the store, or nowhere but in memory. */
interface KeyRows {
  Optional<byte[]> get(byte[] key) throws StoreException;

  void put(byte[] key, byte[] value) throws StoreException;

  /** Puts a row with a batch that somebody else applies, if these rows are in a store. */
  void stage(byte[] key, byte[] value, StateBatch batch) throws StoreException;

  /** The keys of all rows that start so. */
  List<byte[]> keys(byte[] prefix) throws StoreException;

  /** Rows that survive the loss of power once they were put. */
  static KeyRows stored(StateStore store) {
    return new Stored(store);
  }

  /** Rows that end with the process. */
  static KeyRows inMemory() {
    return new InMemory();
  }

  /** In the node's store. */
  record Stored(StateStore store) implements KeyRows {
    private static final StateTable TABLE = new StateTable("keys");

    @Override
    public Optional<byte[]> get(byte[] key) throws StoreException {
      return store.get(TABLE, key);
    }

    @Override
    public void put(byte[] key, byte[] value) throws StoreException {
      store.apply(new StateBatch().put(TABLE, key, value), Durability.POWER);
    }

    @Override
    public void stage(byte[] key, byte[] value, StateBatch batch) {
      batch.put(TABLE, key, value);
    }

    @Override
    public List<byte[]> keys(byte[] prefix) throws StoreException {
      List<byte[]> keys = new ArrayList<>();
      try (StateCursor rows = store.scan(TABLE, prefix)) {
        while (rows.next()) {
          keys.add(rows.key());
        }
      }
      return keys;
    }
  }

  /** For a node without a home. */
  final class InMemory implements KeyRows {
    private final TreeMap<byte[], byte[]> rows = new TreeMap<>(Arrays::compareUnsigned);

    private InMemory() {}

    @Override
    public synchronized Optional<byte[]> get(byte[] key) {
      return Optional.ofNullable(rows.get(key));
    }

    @Override
    public synchronized void put(byte[] key, byte[] value) {
      rows.put(key, value);
    }

    @Override
    public void stage(byte[] key, byte[] value, StateBatch batch) {
      put(key, value);
    }

    @Override
    public synchronized List<byte[]> keys(byte[] prefix) {
      return rows.keySet().stream()
          .filter(key -> Arrays.mismatch(key, prefix) == prefix.length)
          .toList();
    }
  }
}
