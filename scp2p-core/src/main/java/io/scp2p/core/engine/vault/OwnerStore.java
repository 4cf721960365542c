package io.scp2p.core.engine.vault;

import io.scp2p.api.id.FileId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.Entropy;
import io.scp2p.api.spi.StateBatch;
import io.scp2p.api.spi.StateCursor;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.StateTable;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.protocol.vault.HolderRecord;
import io.scp2p.core.protocol.vault.Target;
import io.scp2p.core.vault.catalog.Catalog;
import io.scp2p.core.vault.catalog.CatalogSeal;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.vault.Receipt;
import io.scp2p.core.wire.vault.VaultLimits;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an owner remembers: the catalog, sealed as holders have it; puts under way with the vertices
 * of every run that was ever sent; and shards that holders have still to delete. Not one byte of a
 * shard. Every method may block.
 */
final class OwnerStore {
  private static final StateTable CATALOG = new StateTable("vault-catalog");
  private static final StateTable ASIDE = new StateTable("vault-catalog-aside");
  private static final StateTable PUTS = new StateTable("vault-puts");
  private static final StateTable NOTES = new StateTable("vault-notes");
  private static final StateTable SEALED = new StateTable("vault-sealed");
  private static final StateTable GARBAGE = new StateTable("vault-garbage");
  private static final StateTable HOLDERS = new StateTable("vault-holders");
  private static final StateTable RECEIPTS = new StateTable("vault-receipts");
  private static final byte[] ALL = {};

  private final StateStore state;

  OwnerStore(StateStore state) {
    this.state = state;
  }

  /**
   * What could be read of the catalog of this device.
   *
   * @param sequences of the pages that could be read
   * @param missing the pages that could not, with the sequence that each seems to have
   */
  record Known(Catalog catalog, Map<Integer, Long> sequences, Map<Integer, Long> missing) {}

  /**
   * The catalog of this device. A page that cannot be read is put aside, where nothing overwrites
   * it, and is missing until a holder's copy of it was found.
   *
   * @param wallMillis now
   * @param sinceMillis what was put aside before is not waited for any more
   */
  Known loadCatalog(SigningKey owner, Bytes slot, long wallMillis, long sinceMillis)
      throws StoreException {
    Catalog all = Catalog.EMPTY;
    Map<Integer, Long> sequences = new HashMap<>();
    Map<Integer, Long> missing = missing(sinceMillis);
    StateBatch aside = new StateBatch();
    for (int page = 0; page < VaultLimits.CATALOG_PAGES; page++) {
      byte[] row = row(page);
      if (row == null) {
        continue;
      }
      Catalog read = open(owner, page, slot, row);
      if (read == null) {
        aside
            .delete(CATALOG, new byte[] {(byte) page})
            .put(ASIDE, new byte[] {(byte) page}, asideRow(wallMillis, row));
        missing.put(page, sequence(row));
      } else {
        all = all.merge(read);
        sequences.put(page, sequence(row));
      }
    }
    if (!aside.changes().isEmpty()) {
      state.apply(aside, Durability.POWER);
    }
    return new Known(all, sequences, missing);
  }

  /** A row; of one that the store itself cannot read nothing is left. */
  private byte @Nullable [] row(int page) throws StoreException {
    try {
      return state.get(CATALOG, new byte[] {(byte) page}).orElse(null);
    } catch (StoreException e) {
      if (e.reason() != StoreException.Reason.CORRUPT) {
        throw e;
      }
      return new byte[0];
    }
  }

  private static @Nullable Catalog open(SigningKey owner, int page, Bytes slot, byte[] row) {
    if (row.length < Long.BYTES) {
      return null;
    }
    Bytes sealed = Bytes.wrap(row, Long.BYTES, row.length - Long.BYTES);
    return CatalogSeal.open(owner, page, slot, sequence(row), sealed).orElse(null);
  }

  private static long sequence(byte[] row) {
    return row.length < Long.BYTES ? Long.MAX_VALUE : ByteBuffer.wrap(row).getLong();
  }

  private static byte[] asideRow(long wallMillis, byte[] row) {
    return ByteBuffer.allocate(Long.BYTES + row.length).putLong(wallMillis).put(row).array();
  }

  private Map<Integer, Long> missing(long sinceMillis) throws StoreException {
    Map<Integer, Long> missing = new HashMap<>();
    try (StateCursor rows = state.scan(ASIDE, ALL)) {
      while (rows.next()) {
        byte[] row = rows.value();
        if (ByteBuffer.wrap(row).getLong() >= sinceMillis) {
          missing.put(
              (int) rows.key()[0], sequence(Arrays.copyOfRange(row, Long.BYTES, row.length)));
        }
      }
    }
    return missing;
  }

  /** A page that was put aside has been found at a holder. */
  void found(int page) throws StoreException {
    state.delete(ASIDE, new byte[] {(byte) page}, Durability.POWER);
  }

  /**
   * Seals pages and keeps them, all or none: a file and what it replaces may be of two pages.
   *
   * @param sequences of the pages that have changed
   */
  void keepPages(
      SigningKey owner, Bytes slot, Map<Integer, Long> sequences, Catalog content, Entropy entropy)
      throws StoreException {
    StateBatch batch = new StateBatch();
    sequences.forEach(
        (page, sequence) -> {
          Bytes sealed = CatalogSeal.seal(owner, page, slot, sequence, content.page(page), entropy);
          byte[] row =
              ByteBuffer.allocate(Long.BYTES + sealed.size())
                  .putLong(sequence)
                  .put(sealed.toArray())
                  .array();
          batch.put(CATALOG, new byte[] {page.byteValue()}, row);
        });
    state.apply(batch, Durability.POWER);
  }

  /** A page as holders get it. */
  record SealedPage(long sequence, Bytes data) {}

  /** A page as it was kept. */
  SealedPage page(int page) throws StoreException {
    byte[] row = state.get(CATALOG, new byte[] {(byte) page}).orElse(null);
    if (row == null) {
      throw new StoreException(StoreException.Reason.MISSING, "a page is gone", null);
    }
    return new SealedPage(
        ByteBuffer.wrap(row).getLong(), Bytes.wrap(row, Long.BYTES, row.length - Long.BYTES));
  }

  /** Forgets the catalog, because another owner's takes its place. */
  void forgetCatalog() throws StoreException {
    StateBatch batch = new StateBatch();
    for (int page = 0; page < VaultLimits.CATALOG_PAGES; page++) {
      batch.delete(CATALOG, new byte[] {(byte) page});
    }
    state.apply(batch, Durability.POWER);
  }

  void keepPut(PutRow put) throws StoreException {
    state.put(PUTS, put.file().bytes(), put.encode(), Durability.POWER);
  }

  List<PutRow> loadPuts() throws StoreException {
    List<PutRow> puts = new ArrayList<>();
    try (StateCursor rows = state.scan(PUTS, ALL)) {
      while (rows.next()) {
        puts.add(PutRow.decode(FileId.of(rows.key()), rows.value()));
      }
    }
    return puts;
  }

  /** A put goes on with another holder for a shard; what it leaves is garbage from now on. */
  void keepPut(PutRow put, Target left, long wallMillis) throws StoreException {
    StateBatch batch = new StateBatch().put(PUTS, put.file().bytes(), put.encode());
    garbage(batch, left, wallMillis);
    state.apply(batch, Durability.POWER);
  }

  /** Forgets a put whose file is in the catalog, with all its notes. */
  void forgetPut(FileId file) throws StoreException {
    state.apply(forgetting(file), Durability.POWER);
  }

  /** Forgets a put that was given up; whatever it may have left anywhere is garbage. */
  void abandonPut(PutRow put, long wallMillis) throws StoreException {
    StateBatch batch = forgetting(put.file());
    put.targets().forEach(target -> garbage(batch, target, wallMillis));
    state.apply(batch, Durability.POWER);
  }

  private StateBatch forgetting(FileId file) throws StoreException {
    StateBatch batch = new StateBatch().delete(PUTS, file.bytes());
    for (StateTable table : List.of(NOTES, SEALED)) {
      try (StateCursor rows = state.scan(table, file.bytes())) {
        while (rows.next()) {
          batch.delete(table, rows.key());
        }
      }
    }
    return batch;
  }

  private static byte[] numbered(FileId file, int number) {
    return ByteBuffer.allocate(FileId.LENGTH + Integer.BYTES)
        .put(file.bytes())
        .putInt(number)
        .array();
  }

  /**
   * Notes the vertices of a run before it is sent for the first time. It survives the loss of
   * power: else a file that has changed meanwhile could be sealed under the nonces of what was sent
   * (decision 0024).
   *
   * @return false if other ones were noted before: the file has changed
   */
  boolean note(FileId file, int run, Bytes[] values) throws StoreException {
    ByteBuffer all = ByteBuffer.allocate(values.length * values[0].size());
    for (Bytes value : values) {
      all.put(value.toArray());
    }
    byte[] key = numbered(file, run);
    byte[] before = state.get(NOTES, key).orElse(null);
    if (before != null) {
      return Arrays.equals(before, all.array());
    }
    state.put(NOTES, key, all.array(), Durability.POWER);
    return true;
  }

  /** The vertices of all runs that were noted, by run: they are not noted in their order. */
  SortedMap<Integer, Map<Integer, Bytes>> notes(FileId file, int shards) throws StoreException {
    SortedMap<Integer, Map<Integer, Bytes>> notes = new TreeMap<>();
    try (StateCursor rows = state.scan(NOTES, file.bytes())) {
      while (rows.next()) {
        int run = ByteBuffer.wrap(rows.key()).getInt(FileId.LENGTH);
        byte[] row = rows.value();
        int each = row.length / shards;
        Map<Integer, Bytes> values = new TreeMap<>();
        for (int i = 0; i < shards; i++) {
          values.put(i, Bytes.wrap(row, i * each, each));
        }
        notes.put(run, values);
      }
    }
    return notes;
  }

  void sealed(FileId file, Target target, Receipt receipt) throws StoreException {
    state.put(
        SEALED,
        numbered(file, target.index()),
        ByteBuffer.allocate(Long.BYTES + VaultLimits.HASH_BYTES)
            .putLong(receipt.leaseUntilSeconds())
            .put(receipt.hash().toArray())
            .array(),
        Durability.POWER);
  }

  /** A shard that a holder has signed for. */
  record SealedShard(Bytes hash, long leaseUntilSeconds) {}

  Map<Integer, SealedShard> sealed(FileId file) throws StoreException {
    Map<Integer, SealedShard> sealed = new HashMap<>();
    try (StateCursor rows = state.scan(SEALED, file.bytes())) {
      while (rows.next()) {
        int index = ByteBuffer.wrap(rows.key()).getInt(FileId.LENGTH);
        ByteBuffer row = ByteBuffer.wrap(rows.value());
        long lease = row.getLong();
        byte[] hash = new byte[VaultLimits.HASH_BYTES];
        row.get(hash);
        sealed.put(index, new SealedShard(Bytes.wrap(hash), lease));
      }
    }
    return sealed;
  }

  /**
   * A shard that may come to be at a holder without a place in the catalog.
   *
   * @param sinceMillis Unix time; a lease later it is gone in any case
   */
  record Garbage(NodeKey holder, long sinceMillis) {}

  private static void garbage(StateBatch batch, Target target, long wallMillis) {
    batch.put(
        GARBAGE,
        target.shard().toArray(),
        ByteBuffer.allocate(NodeKey.LENGTH + Long.BYTES)
            .put(target.holder().bytes())
            .putLong(wallMillis)
            .array());
  }

  /**
   * Notes shards that are garbage, or will be unless the catalog comes to know them: whoever is
   * about to place them calls this before the first byte is sent.
   */
  void addGarbage(List<Target> targets, long wallMillis) throws StoreException {
    StateBatch batch = new StateBatch();
    targets.forEach(target -> garbage(batch, target, wallMillis));
    state.apply(batch, Durability.POWER);
  }

  void dropGarbage(Bytes shard) throws StoreException {
    state.delete(GARBAGE, shard.toArray(), Durability.PROCESS);
  }

  /** Shards that holders have still to delete, unless the catalog knows them. */
  Map<Bytes, Garbage> garbage() throws StoreException {
    Map<Bytes, Garbage> garbage = new HashMap<>();
    try (StateCursor rows = state.scan(GARBAGE, ALL)) {
      while (rows.next()) {
        ByteBuffer row = ByteBuffer.wrap(rows.value());
        byte[] holder = new byte[NodeKey.LENGTH];
        row.get(holder);
        garbage.put(
            Bytes.wrap(rows.key()),
            new Garbage(NodeKey.of(holder), row.hasRemaining() ? row.getLong() : 0));
      }
    }
    return garbage;
  }

  /** Keeps what a holder has signed: evidence, should it ever deny. */
  void keepReceipt(Receipt receipt) throws StoreException {
    state.put(
        RECEIPTS,
        receipt.shard().toArray(),
        ByteBuffer.allocate(receipt.signingBytes().size() + receipt.signature().size())
            .put(receipt.signature().toArray())
            .put(receipt.signingBytes().toArray())
            .array(),
        Durability.PROCESS);
  }

  /** Forgets receipts of shards that are gone. */
  void dropReceipts(List<Bytes> shards) throws StoreException {
    StateBatch batch = new StateBatch();
    shards.forEach(shard -> batch.delete(RECEIPTS, shard.toArray()));
    state.apply(batch, Durability.PROCESS);
  }

  /** Keeps what holders have shown of themselves. */
  void keepHolders(Map<NodeKey, HolderRecord> records) throws StoreException {
    StateBatch batch = new StateBatch();
    records.forEach(
        (holder, record) ->
            batch.put(
                HOLDERS,
                holder.bytes(),
                ByteBuffer.allocate(6 * Long.BYTES)
                    .putLong(record.auditsPassed())
                    .putLong(record.auditsFailed())
                    .putDouble(record.onlineSeconds())
                    .putDouble(record.observedSeconds())
                    .putLong(record.awaySinceSeconds())
                    .putLong(record.seenSeconds())
                    .array()));
    state.apply(batch, Durability.PROCESS);
  }

  Map<NodeKey, HolderRecord> holders() throws StoreException {
    Map<NodeKey, HolderRecord> records = new HashMap<>();
    try (StateCursor rows = state.scan(HOLDERS, ALL)) {
      while (rows.next()) {
        ByteBuffer row = ByteBuffer.wrap(rows.value());
        records.put(
            NodeKey.of(rows.key()),
            new HolderRecord(
                row.getLong(),
                row.getLong(),
                row.getDouble(),
                row.getDouble(),
                row.getLong(),
                row.getLong()));
      }
    }
    return records;
  }

  /** Forgets holders that keep nothing any more. */
  void dropHolders(Collection<NodeKey> holders) throws StoreException {
    StateBatch batch = new StateBatch();
    holders.forEach(holder -> batch.delete(HOLDERS, holder.bytes()));
    state.apply(batch, Durability.PROCESS);
  }
}
