package io.scp2p.store.rocks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.StateTable;
import io.scp2p.api.spi.StoreException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** The native database with its column families. Not to be used during or after {@link #close}. */
final class RocksDatabase {
  /** Keeps tables apart from the family that RocksDB itself makes and names "default". */
  private static final String FAMILY_PREFIX = "table-";

  private final Path directory;
  private final RocksErrors errors;
  private final RocksSettings settings;
  private final RocksDB db;
  private final ColumnFamilyHandle unused;
  private final Map<StateTable, ColumnFamilyHandle> families = new ConcurrentHashMap<>();
  private final ReentrantLock creating = new ReentrantLock();

  private RocksDatabase(
      Path directory,
      RocksErrors errors,
      RocksSettings settings,
      RocksDB db,
      List<ColumnFamilyDescriptor> described,
      List<ColumnFamilyHandle> handles) {
    this.directory = directory;
    this.errors = errors;
    this.settings = settings;
    this.db = db;
    this.unused = handles.get(0);
    for (int i = 1; i < handles.size(); i++) {
      String name = new String(described.get(i).getName(), US_ASCII);
      families.put(new StateTable(name.substring(FAMILY_PREFIX.length())), handles.get(i));
    }
  }

  static RocksDatabase open(Path directory, boolean exists, RocksErrors errors)
      throws StoreException {
    RocksSettings settings = new RocksSettings();
    boolean open = false;
    try {
      List<ColumnFamilyDescriptor> described = describe(directory, exists, settings, errors);
      List<ColumnFamilyHandle> handles = new ArrayList<>();
      RocksDB db = RocksDB.open(settings.database(), directory.toString(), described, handles);
      open = true;
      return new RocksDatabase(directory, errors, settings, db, described, handles);
    } catch (RocksDBException e) {
      throw errors.of("cannot open", e);
    } finally {
      if (!open) {
        settings.close();
      }
    }
  }

  private static List<ColumnFamilyDescriptor> describe(
      Path directory, boolean exists, RocksSettings settings, RocksErrors errors)
      throws RocksDBException, StoreException {
    List<ColumnFamilyDescriptor> described = new ArrayList<>();
    described.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, settings.table()));
    if (!exists) {
      return described;
    }
    try (Options options = settings.joined()) {
      for (byte[] name : RocksDB.listColumnFamilies(options, directory.toString())) {
        String text = new String(name, US_ASCII);
        if (text.startsWith(FAMILY_PREFIX)) {
          described.add(new ColumnFamilyDescriptor(name, settings.table()));
        } else if (!Arrays.equals(name, RocksDB.DEFAULT_COLUMN_FAMILY)) {
          throw errors.damaged("there is a column family that Scp2p did not make: " + text);
        }
      }
    }
    return described;
  }

  Path directory() {
    return directory;
  }

  RocksDB db() {
    return db;
  }

  Set<StateTable> tables() {
    return families.keySet();
  }

  @Nullable ColumnFamilyHandle find(StateTable table) {
    return families.get(table);
  }

  ColumnFamilyHandle findOrCreate(StateTable table) throws RocksDBException {
    ColumnFamilyHandle family = families.get(table);
    return family == null ? create(table) : family;
  }

  private ColumnFamilyHandle create(StateTable table) throws RocksDBException {
    creating.lock();
    try {
      ColumnFamilyHandle family = families.get(table);
      if (family == null) {
        byte[] name = (FAMILY_PREFIX + table.name()).getBytes(US_ASCII);
        family = db.createColumnFamily(new ColumnFamilyDescriptor(name, settings.table()));
        families.put(table, family);
      }
      return family;
    } finally {
      creating.unlock();
    }
  }

  void write(WriteBatch changes, Durability durability) throws RocksDBException {
    db.write(durability == Durability.POWER ? settings.power() : settings.process(), changes);
  }

  /**
   * Writes out and releases everything; answers with the failure, if what is pending is at risk.
   */
  @Nullable StoreException close() {
    @Nullable StoreException failure = null;
    try (FlushOptions options = new FlushOptions().setWaitForFlush(true)) {
      // What is in tables need not be replayed from the log: the next opening is quick.
      db.flush(options, List.copyOf(families.values()));
    } catch (RocksDBException e) {
      failure = syncLog();
    }
    families.values().forEach(ColumnFamilyHandle::close);
    unused.close();
    try {
      db.closeE();
    } catch (RocksDBException e) {
      failure = failure == null ? errors.of("cannot close", e) : failure;
    }
    settings.close();
    return failure;
  }

  /** On a full disk there is no room for tables, but everything is in the log already. */
  private @Nullable StoreException syncLog() {
    try {
      db.syncWal();
      return null;
    } catch (RocksDBException e) {
      return errors.of("cannot write out", e);
    }
  }
}
