package io.scp2p.store.rocks;

import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.StateBatch;
import io.scp2p.api.spi.StateCursor;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.StateTable;
import io.scp2p.api.spi.StoreException;
import io.scp2p.store.migration.Schema;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.Slice;
import org.rocksdb.WriteBatch;

/** Tables in a directory, until the next time. */
final class RocksStateStore implements StateStore {
  private final RocksDatabase database;
  private final DirectoryLock directoryLock;
  private final RocksErrors errors;

  /** Reading means using native handles, whatever for; writing means closing them. */
  private final ReentrantReadWriteLock use = new ReentrantReadWriteLock();

  private final Set<RocksCursor> cursors = ConcurrentHashMap.newKeySet();
  private boolean closed;

  private RocksStateStore(RocksDatabase database, DirectoryLock directoryLock, RocksErrors errors) {
    this.database = database;
    this.directoryLock = directoryLock;
    this.errors = errors;
  }

  /** Opens a directory and brings it to a schema. */
  static RocksStateStore open(Path directory, Schema schema) throws StoreException {
    RocksFiles.makePrivate(directory);
    NativeLibrary.load();
    RocksErrors errors = new RocksErrors(directory);
    DirectoryLock lock = DirectoryLock.acquire(directory);
    RocksStateStore store = null;
    boolean open = false;
    try {
      boolean exists = RocksFiles.hold(directory, errors);
      LogTail.cutAll(directory);
      store = new RocksStateStore(RocksDatabase.open(directory, exists, errors), lock, errors);
      schema.bringUp(store, store.isFresh(), directory.toString());
      open = true;
      return store;
    } finally {
      if (!open) {
        closeAfterFailure(store == null ? lock : store);
      }
    }
  }

  private static void closeAfterFailure(AutoCloseable opened) {
    try {
      opened.close();
    } catch (Exception e) {
      // The failure that led here is the one to report.
    }
  }

  /** The schema's table is made in a step of its own: an end right after it leaves it alone. */
  private boolean isFresh() {
    return database.tables().stream().allMatch(Schema.TABLE::equals);
  }

  /** Work on native handles. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws RocksDBException, StoreException;
  }

  <T> T reading(Work<T> work) throws StoreException {
    return using("cannot read", work);
  }

  private <T> T using(String doing, Work<T> work) throws StoreException {
    use.readLock().lock();
    try {
      if (closed) {
        throw new StoreException(
            StoreException.Reason.CLOSED,
            "the state store " + database.directory() + " was closed before",
            null);
      }
      return work.run();
    } catch (RocksDBException e) {
      throw errors.of(doing, e);
    } finally {
      use.readLock().unlock();
    }
  }

  @Override
  public Optional<byte[]> get(StateTable table, byte[] key) throws StoreException {
    return reading(
        () -> {
          ColumnFamilyHandle family = database.find(table);
          return family == null
              ? Optional.empty()
              : Optional.ofNullable(database.db().get(family, key));
        });
  }

  @Override
  public void apply(StateBatch batch, Durability durability) throws StoreException {
    using(
        "cannot write to",
        () -> {
          try (WriteBatch changes = new WriteBatch()) {
            for (StateBatch.Change change : batch.changes()) {
              add(change, changes);
            }
            database.write(changes, durability);
          }
          return true;
        });
  }

  private void add(StateBatch.Change change, WriteBatch changes) throws RocksDBException {
    Optional<byte[]> value = change.value();
    if (value.isPresent()) {
      changes.put(database.findOrCreate(change.table()), change.key(), value.get());
    } else {
      ColumnFamilyHandle family = database.find(change.table());
      if (family != null) {
        changes.delete(family, change.key());
      }
    }
  }

  @Override
  public StateCursor scan(StateTable table, byte[] prefix) throws StoreException {
    return scan(table, prefix, prefix);
  }

  @Override
  public StateCursor scan(StateTable table, byte[] prefix, byte[] from) throws StoreException {
    byte[] first = Arrays.compareUnsigned(prefix, from) < 0 ? from : prefix;
    return reading(
        () -> {
          ColumnFamilyHandle family = database.find(table);
          RocksCursor cursor =
              new RocksCursor(this, family == null ? null : seek(family, prefix, first));
          cursors.add(cursor);
          return cursor;
        });
  }

  private RocksCursor.Handles seek(ColumnFamilyHandle family, byte[] prefix, byte[] first) {
    byte[] endKey = RocksCursor.endOf(prefix);
    Slice end = endKey == null ? null : new Slice(endKey);
    ReadOptions options = new ReadOptions();
    if (end != null) {
      options.setIterateUpperBound(end);
    }
    RocksCursor.Handles handles =
        new RocksCursor.Handles(database.db().newIterator(family, options), options, end);
    handles.iterator().seek(first);
    return handles;
  }

  /** Releases a cursor. Called inside the lock. */
  void release(RocksCursor cursor) {
    if (cursors.remove(cursor)) {
      cursor.closeHandles();
    }
  }

  void releaseInLock(RocksCursor cursor) {
    use.readLock().lock();
    try {
      release(cursor);
    } finally {
      use.readLock().unlock();
    }
  }

  @Override
  public void close() throws StoreException {
    use.writeLock().lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      cursors.forEach(RocksCursor::closeHandles);
      cursors.clear();
      unlock(directoryLock::close, database.close());
    } finally {
      use.writeLock().unlock();
    }
  }

  /** Gives up a lock. */
  @FunctionalInterface
  interface Unlocking {
    void unlock() throws StoreException;
  }

  /** Gives up the lock in any case; what the database has said before is what counts. */
  static void unlock(Unlocking lock, @Nullable StoreException failure) throws StoreException {
    try {
      lock.unlock();
    } catch (StoreException second) {
      if (failure == null) {
        throw second;
      }
      failure.addSuppressed(second);
    }
    if (failure != null) {
      throw failure;
    }
  }
}
