package io.scp2p.core.engine.catalog;

import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.StateBatch;
import io.scp2p.api.spi.StateCursor;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.StateTable;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.engine.RealStore;
import java.util.Optional;

/** A store in memory whose machine can be made to crash at its n-th write. */
public final class TestStore extends RealStore {
  private final StateStore tables;
  private int writesLeft = Integer.MAX_VALUE;
  private boolean closed;

  /** Writes since it was opened. */
  public int writes;

  /** An empty store. */
  public TestStore() {
    this(memory());
  }

  private TestStore(StateStore tables) {
    super(tables);
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

  private void requireRunning() throws StoreException {
    if (closed || writesLeft < 0) {
      throw new StoreException(StoreException.Reason.FAILED, "crashed", null);
    }
  }

  @Override
  public synchronized Optional<byte[]> get(StateTable table, byte[] key) throws StoreException {
    requireRunning();
    return super.get(table, key);
  }

  @Override
  public synchronized void apply(StateBatch batch, Durability durability) throws StoreException {
    if (writesLeft-- <= 0) {
      writesLeft = -1;
    }
    requireRunning();
    writes++;
    super.apply(batch, durability);
  }

  @Override
  public StateCursor scan(StateTable table, byte[] prefix) throws StoreException {
    return scan(table, prefix, prefix);
  }

  @Override
  public synchronized StateCursor scan(StateTable table, byte[] prefix, byte[] from)
      throws StoreException {
    requireRunning();
    return super.scan(table, prefix, from);
  }

  /** What was written stays, for whoever opens it again. */
  @Override
  public synchronized void close() {
    closed = true;
  }
}
