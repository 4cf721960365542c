package io.scp2p.core.engine;

import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.StateBatch;
import io.scp2p.api.spi.StateCursor;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.StateStoreProvider;
import io.scp2p.api.spi.StateTable;
import io.scp2p.api.spi.StoreException;
import java.util.Optional;
import java.util.ServiceLoader;

/** The store in memory that nodes use, for tests that make one operation of it slow or fail. */
public class RealStore implements StateStore {
  private final StateStore store;

  public RealStore() {
    this(memory());
  }

  protected RealStore(StateStore store) {
    this.store = store;
  }

  /** A new, empty one as nodes open it. */
  public static StateStore memory() {
    try {
      return ServiceLoader.load(StateStoreProvider.class).stream()
          .map(ServiceLoader.Provider::get)
          .filter(each -> each.supports(false))
          .findFirst()
          .orElseThrow()
          .open(null);
    } catch (StoreException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public Optional<byte[]> get(StateTable table, byte[] key) throws StoreException {
    return store.get(table, key);
  }

  @Override
  public void apply(StateBatch batch, Durability durability) throws StoreException {
    store.apply(batch, durability);
  }

  @Override
  public StateCursor scan(StateTable table, byte[] prefix) throws StoreException {
    return store.scan(table, prefix);
  }

  @Override
  public StateCursor scan(StateTable table, byte[] prefix, byte[] from) throws StoreException {
    return store.scan(table, prefix, from);
  }

  /** How many rows there are in a table. */
  public final int rows(StateTable table) {
    int count = 0;
    try (StateCursor rows = store.scan(table, new byte[0])) {
      while (rows.next()) {
        count++;
      }
    } catch (StoreException e) {
      throw new AssertionError(e);
    }
    return count;
  }

  @Override
  public void close() throws StoreException {
    store.close();
  }
}
