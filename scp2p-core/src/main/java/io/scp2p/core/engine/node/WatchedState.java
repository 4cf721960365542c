package io.scp2p.core.engine.node;

import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.StateBatch;
import io.scp2p.api.spi.StateCursor;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.StateTable;
import io.scp2p.api.spi.StoreException;
import java.util.Optional;
import java.util.function.Consumer;

/** A store that says when it fails: most of what a node writes is nobody's call to be refused. */
final class WatchedState implements StateStore {
  private final StateStore store;
  private volatile Consumer<StoreException> listener = failure -> {};

  WatchedState(StateStore store) {
    this.store = store;
  }

  /** Who hears of failures, on the thread that met them. What fails before is thrown at a start. */
  void onFailure(Consumer<StoreException> newListener) {
    listener = newListener;
  }

  private StoreException failed(StoreException failure) {
    listener.accept(failure);
    return failure;
  }

  @Override
  public Optional<byte[]> get(StateTable table, byte[] key) throws StoreException {
    try {
      return store.get(table, key);
    } catch (StoreException e) {
      throw failed(e);
    }
  }

  @Override
  public void apply(StateBatch batch, Durability durability) throws StoreException {
    try {
      store.apply(batch, durability);
    } catch (StoreException e) {
      throw failed(e);
    }
  }

  @Override
  public StateCursor scan(StateTable table, byte[] prefix) throws StoreException {
    try {
      return new Cursor(store.scan(table, prefix));
    } catch (StoreException e) {
      throw failed(e);
    }
  }

  @Override
  public StateCursor scan(StateTable table, byte[] prefix, byte[] from) throws StoreException {
    try {
      return new Cursor(store.scan(table, prefix, from));
    } catch (StoreException e) {
      throw failed(e);
    }
  }

  @Override
  public void close() throws StoreException {
    store.close();
  }

  private final class Cursor implements StateCursor {
    private final StateCursor rows;

    Cursor(StateCursor rows) {
      this.rows = rows;
    }

    @Override
    public boolean next() throws StoreException {
      try {
        return rows.next();
      } catch (StoreException e) {
        throw failed(e);
      }
    }

    @Override
    public byte[] key() {
      return rows.key();
    }

    @Override
    public byte[] value() {
      return rows.value();
    }

    @Override
    public void close() {
      rows.close();
    }
  }
}
