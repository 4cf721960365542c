package io.scp2p.core.engine.download;

import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.StateBatch;
import io.scp2p.api.spi.StateCursor;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.StateTable;
import io.scp2p.api.spi.StoreException;
import io.scp2p.api.transfer.TransferId;
import io.scp2p.core.wire.WireException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Downloads and their files in the state store: a row for each, so that the heap holds no more than
 * a page of them. Every method may block.
 */
final class DownloadStore {
  /** Downloads that have not been forgotten. */
  static final StateTable DOWNLOADS = new StateTable("downloads");

  /** Their files, by download and number. */
  static final StateTable FILES = new StateTable("download-files");

  /** Chunks that a flush has seen, by download and number of the file. */
  static final StateTable DURABLE = new StateTable("download-durable");

  /** Rows changed in one batch. */
  static final int BATCH_ROWS = 1_000;

  private static final int ID_BYTES = 16;

  private final StateStore store;

  DownloadStore(StateStore store) {
    this.store = store;
  }

  /** A file and its number within its download. */
  record NumberedFile(long number, FileRow row) {}

  /** Every download, in no order. */
  List<DownloadRow> downloads() throws StoreException {
    List<DownloadRow> all = new ArrayList<>();
    try (StateCursor cursor = store.scan(DOWNLOADS, new byte[0])) {
      while (cursor.next()) {
        all.add(download(idOf(cursor.key()), cursor.value()));
      }
    }
    return all;
  }

  /** Stores a download; what a caller was told must survive the loss of power. */
  void put(DownloadRow row, Durability durability) throws StoreException {
    store.put(DOWNLOADS, key(row.id()), row.encode(), durability);
  }

  /** Stores a new download with its files, the row that says so last. */
  void putFiles(TransferId id, long firstNumber, List<FileRow> rows) throws StoreException {
    StateBatch batch = new StateBatch();
    long number = firstNumber;
    for (FileRow row : rows) {
      batch.put(FILES, fileKey(id, number++), row.encode());
    }
    store.apply(batch, Durability.PROCESS);
  }

  /** Files are complete, and with them so much of the download. */
  void putDone(DownloadRow download, List<NumberedFile> files) throws StoreException {
    StateBatch batch = new StateBatch();
    for (NumberedFile file : files) {
      byte[] key = fileKey(download.id(), file.number());
      batch.put(FILES, key, file.row().encode());
      batch.delete(DURABLE, key);
    }
    batch.put(DOWNLOADS, key(download.id()), download.encode());
    store.apply(batch, Durability.PROCESS);
  }

  /** A file begins to arrive: of what arrives from now on, no flush has seen anything. */
  void putBegun(TransferId id, NumberedFile file) throws StoreException {
    byte[] key = fileKey(id, file.number());
    StateBatch batch = new StateBatch();
    batch.put(FILES, key, file.row().encode());
    batch.delete(DURABLE, key);
    store.apply(batch, Durability.PROCESS);
  }

  /** The next files from a number on. */
  List<NumberedFile> files(TransferId id, long from, int count) throws StoreException {
    List<NumberedFile> page = new ArrayList<>();
    try (StateCursor cursor = store.scan(FILES, key(id), fileKey(id, from))) {
      while (page.size() < count && cursor.next()) {
        long number = numberOf(cursor.key());
        page.add(new NumberedFile(number, file(cursor.value())));
      }
    }
    return page;
  }

  /** The chunks of a file that survived the loss of power. */
  BitSet durable(TransferId id, long number) throws StoreException {
    return store.get(DURABLE, fileKey(id, number)).map(BitSet::valueOf).orElseGet(BitSet::new);
  }

  /** A flush has seen these chunks. */
  void putDurable(TransferId id, long number, BitSet chunks) throws StoreException {
    store.put(DURABLE, fileKey(id, number), chunks.toByteArray(), Durability.PROCESS);
  }

  /**
   * Gives the files of one download, with all that is there of them, to another, which takes its
   * place. The files are copied first, and the rows of the two exchanged in one step: a crash
   * leaves the one or the other, with all its files.
   */
  void replace(TransferId from, DownloadRow by) throws StoreException {
    deleteFiles(by.id());
    for (StateTable table : List.of(FILES, DURABLE)) {
      StateBatch batch = new StateBatch();
      try (StateCursor cursor = store.scan(table, key(from))) {
        while (cursor.next()) {
          batch.put(table, fileKey(by.id(), numberOf(cursor.key())), cursor.value());
          if (batch.changes().size() == BATCH_ROWS) {
            store.apply(batch, Durability.PROCESS);
            batch = new StateBatch();
          }
        }
      }
      store.apply(batch, Durability.PROCESS);
    }
    store.apply(
        new StateBatch().put(DOWNLOADS, key(by.id()), by.encode()).delete(DOWNLOADS, key(from)),
        Durability.POWER);
    deleteFiles(from);
  }

  /** Forgets a download, its own row last: until then it is found again and can be forgotten. */
  void forget(TransferId id) throws StoreException {
    deleteFiles(id);
    store.delete(DOWNLOADS, key(id), Durability.POWER);
  }

  /** Deletes the rows of all files of a download. */
  void deleteFiles(TransferId id) throws StoreException {
    for (StateTable table : List.of(FILES, DURABLE)) {
      deleteAll(table, key(id));
    }
  }

  /** Deletes the rows of files whose download is not there, as a crash may leave them. */
  void sweep() throws StoreException {
    Set<TransferId> strays = new HashSet<>();
    for (StateTable table : List.of(FILES, DURABLE)) {
      byte[] from = new byte[0];
      while (from != null) {
        try (StateCursor cursor = store.scan(table, new byte[0], from)) {
          from = null;
          if (cursor.next()) {
            TransferId id = idOf(cursor.key());
            if (store.get(DOWNLOADS, key(id)).isEmpty()) {
              strays.add(id);
            }
            from = after(id);
          }
        }
      }
    }
    for (TransferId stray : strays) {
      deleteFiles(stray);
    }
  }

  /** Above every key of a download; null after the last that there can be. */
  private static byte @Nullable [] after(TransferId id) {
    byte[] next = Arrays.copyOf(key(id), ID_BYTES);
    for (int i = ID_BYTES - 1; i >= 0; i--) {
      if (++next[i] != 0) {
        return next;
      }
    }
    return null;
  }

  private void deleteAll(StateTable table, byte[] prefix) throws StoreException {
    StateBatch batch = new StateBatch();
    try (StateCursor cursor = store.scan(table, prefix)) {
      while (cursor.next()) {
        batch.delete(table, cursor.key());
        if (batch.changes().size() == BATCH_ROWS) {
          store.apply(batch, Durability.PROCESS);
          batch = new StateBatch();
        }
      }
    }
    store.apply(batch, Durability.PROCESS);
  }

  private static DownloadRow download(TransferId id, byte[] row) throws StoreException {
    try {
      return DownloadRow.decode(id, row);
    } catch (WireException | IllegalArgumentException | IndexOutOfBoundsException bad) {
      throw corrupt("a download", bad);
    }
  }

  private static FileRow file(byte[] row) throws StoreException {
    try {
      return FileRow.decode(row);
    } catch (WireException | IllegalArgumentException bad) {
      throw corrupt("a file of a download", bad);
    }
  }

  private static StoreException corrupt(String what, @Nullable Exception cause) {
    return new StoreException(
        StoreException.Reason.CORRUPT, "The stored record of " + what + " cannot be read.", cause);
  }

  private static long numberOf(byte[] key) throws StoreException {
    if (key.length != ID_BYTES + Long.BYTES) {
      throw corrupt("a file of a download", null);
    }
    return ByteBuffer.wrap(key).getLong(ID_BYTES);
  }

  private static TransferId idOf(byte[] key) throws StoreException {
    if (key.length < ID_BYTES) {
      throw corrupt("a download", null);
    }
    ByteBuffer in = ByteBuffer.wrap(key);
    return new TransferId(new UUID(in.getLong(), in.getLong()));
  }

  private static byte[] key(TransferId id) {
    UUID value = id.value();
    return ByteBuffer.allocate(ID_BYTES)
        .putLong(value.getMostSignificantBits())
        .putLong(value.getLeastSignificantBits())
        .array();
  }

  private static byte[] fileKey(TransferId id, long number) {
    return ByteBuffer.wrap(Arrays.copyOf(key(id), ID_BYTES + Long.BYTES))
        .putLong(ID_BYTES, number)
        .array();
  }
}
