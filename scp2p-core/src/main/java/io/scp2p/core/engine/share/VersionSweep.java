package io.scp2p.core.engine.share;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.StateBatch;
import io.scp2p.api.spi.StateCursor;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.StateTable;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.wire.record.ShareItem;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Clears away versions that nobody reads any more: replaced, withdrawn, or never committed. Each
 * batch leaves the rows so that the next run, perhaps after a crash, goes on with the rest. Must
 * not run while something is published, which relies on contents that are there.
 */
final class VersionSweep {
  /** Items of one batch. */
  private static final int BATCH_ITEMS = 256;

  private final ShareStore store;
  private final StateStore state;

  VersionSweep(ShareStore store) {
    this.store = store;
    this.state = store.state();
  }

  /** Clears away everything that is marked. */
  void run() throws StoreException {
    List<byte[]> keys = new ArrayList<>();
    List<byte[]> values = new ArrayList<>();
    try (StateCursor rows = state.scan(Tables.DOOMED, new byte[0])) {
      while (rows.next()) {
        keys.add(rows.key());
        values.add(rows.value());
      }
    }
    for (int i = 0; i < keys.size(); i++) {
      clear(keys.get(i), values.get(i));
    }
  }

  private void clear(byte[] version, byte[] manifest) throws StoreException {
    ShareId id = ShareId.of(Arrays.copyOf(version, ShareId.LENGTH));
    long seq = lastNumber(version);
    Optional<PublishedShare> newest = store.find(id);
    if (newest.isPresent() && newest.get().seq() == seq) {
      throw RowIn.corrupt("a published version is marked as gone", null);
    }
    while (clearSome(id, seq)) {
      // Until nothing is left.
    }
    StateBatch last = new StateBatch().delete(Tables.DOOMED, version);
    if (manifest.length == ManifestId.LENGTH) {
      last.delete(Tables.MANIFESTS, manifest);
    }
    state.apply(last, Durability.PROCESS);
  }

  private boolean clearSome(ShareId id, long seq) throws StoreException {
    store.contentLock().lock();
    try {
      StateBatch batch = new StateBatch();
      Set<ContentId> contents = new HashSet<>();
      int found = 0;
      try (StateCursor rows = state.scan(Tables.ITEMS, Tables.version(id, seq))) {
        while (found < BATCH_ITEMS && rows.next()) {
          found++;
          ShareItem item = ItemCursor.decode(rows.value());
          long ordinal = lastNumber(rows.key());
          batch.delete(Tables.ITEMS, rows.key());
          batch.delete(Tables.SOURCES, Tables.source(item.contentId(), id, seq, ordinal));
          contents.add(item.contentId());
        }
      }
      for (ContentId content : contents) {
        forget(content, id, seq, batch);
      }
      state.apply(batch, Durability.PROCESS);
      return found > 0;
    } finally {
      store.contentLock().unlock();
    }
  }

  private static long lastNumber(byte[] key) {
    return ByteBuffer.wrap(key).getLong(key.length - Long.BYTES);
  }

  /** Adds what removes a content, unless another version or the node itself still has it. */
  private void forget(ContentId content, ShareId id, long seq, StateBatch batch)
      throws StoreException {
    Set<String> paths = new HashSet<>();
    try (StateCursor rows = state.scan(Tables.SOURCES, content.bytes())) {
      while (rows.next()) {
        ContentSource source = ContentSource.decode(rows.key(), rows.value());
        if (!source.isOf(id, seq)) {
          return;
        }
        if (source.path() != null && paths.size() < BATCH_ITEMS) {
          paths.add(source.path());
        }
      }
    }
    forget(state, store, content, paths, batch);
  }

  static void forget(
      StateStore state, ShareStore store, ContentId content, Set<String> paths, StateBatch batch)
      throws StoreException {
    for (String path : paths) {
      Optional<FileRecord> file = store.file(path);
      if (file.isPresent() && file.get().content().equals(content)) {
        batch.delete(Tables.FILES, Tables.file(path));
      }
    }
    batch.delete(Tables.CONTENTS, content.bytes());
    deleteAll(state, Tables.HASHES, content, batch);
    deleteAll(state, Tables.TEXTS, content, batch);
  }

  private static void deleteAll(
      StateStore state, StateTable table, ContentId content, StateBatch batch)
      throws StoreException {
    try (StateCursor rows = state.scan(table, content.bytes())) {
      while (rows.next()) {
        batch.delete(table, rows.key());
      }
    }
  }
}
