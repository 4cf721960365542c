package io.scp2p.core.engine.vault;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.BlobStore;
import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.PartialBlob;
import io.scp2p.api.spi.StateBatch;
import io.scp2p.api.spi.StateCursor;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.StateTable;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.protocol.vault.HeldPage;
import io.scp2p.core.protocol.vault.HeldShard;
import io.scp2p.core.protocol.vault.HolderInput.Result;
import io.scp2p.core.protocol.vault.ShardProofs;
import io.scp2p.core.vault.ShardTree;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.vault.Possession;
import io.scp2p.core.wire.vault.ShardPieces;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Shards and pages of others on this disk: a file for each shard, and rows for what is known of it.
 * Every method may block, from any thread. Calls that change one shard follow each other; the
 * holder machine sees to that.
 */
final class HolderDisk {
  private static final System.Logger LOG = System.getLogger(HolderDisk.class.getName());

  private static final StateTable SHARDS = new StateTable("vault-held");
  private static final StateTable VALUES = new StateTable("vault-values");
  private static final StateTable PAGES = new StateTable("vault-pages");
  private static final byte[] ALL = {};
  private static final String HELD = ".held";
  private static final Pattern OUR_NAME =
      Pattern.compile("[0-9a-f]{64}\\.held|\\.scp2p-[0-9a-f]{20}\\.partial");

  /** Vertices of so many bytes are kept in memory, so that reading a shard does not read rows. */
  private static final long MAX_CACHED_BYTES = 16 << 20;

  private final StateStore state;
  private final BlobStore blobs;
  private final Path folder;
  private final Map<Bytes, PartialBlob> files = new HashMap<>();
  private final Map<Bytes, Path> paths = new HashMap<>();
  private final LinkedHashMap<Bytes, Bytes> values = new LinkedHashMap<>(16, 0.75f, true);
  private long cachedBytes;

  HolderDisk(StateStore state, BlobStore blobs, Path folder) {
    this.state = state;
    this.blobs = blobs;
    this.folder = folder;
  }

  /**
   * Deletes what a crash has left: files with a name that shards of ours get, and no row that names
   * them. Before anything is created, after {@link #loadShards}. A file that stays is no reason not
   * to start.
   */
  void tidy() {
    Set<Path> named = new HashSet<>();
    synchronized (this) {
      paths.values().forEach(path -> named.add(path.getFileName()));
    }
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, HolderDisk::isOurs)) {
      for (Path each : all) {
        if (!named.contains(each.getFileName())) {
          Files.deleteIfExists(each);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      LOG.log(Level.WARNING, "files of shards that nobody has here could not be deleted", e);
    }
  }

  /** As named by {@link #create}, or by the block store for versions before that. */
  private static boolean isOurs(Path file) {
    return OUR_NAME.matcher(file.getFileName().toString()).matches()
        && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
  }

  /** What is held, as noted. */
  List<HeldShard> loadShards() throws StoreException {
    List<HeldShard> shards = new ArrayList<>();
    try (StateCursor rows = state.scan(SHARDS, ALL)) {
      while (rows.next()) {
        HolderRows.Shard row = HolderRows.shard(Bytes.wrap(rows.key()), rows.value());
        synchronized (this) {
          paths.put(row.shard().shard(), Path.of(row.path()));
        }
        shards.add(row.shard());
      }
    }
    return shards;
  }

  List<HeldPage> loadPages() throws StoreException {
    List<HeldPage> pages = new ArrayList<>();
    try (StateCursor rows = state.scan(PAGES, ALL)) {
      while (rows.next()) {
        pages.add(HolderRows.page(rows.value()).page());
      }
    }
    return pages;
  }

  Result create(HeldShard shard) {
    try {
      String name = shard.shard().hex();
      PartialBlob file =
          blobs.create(
              folder.resolve(name + ".shard"), shard.sizeBytes(), folder.resolve(name + HELD));
      synchronized (this) {
        files.put(shard.shard(), file);
        paths.put(shard.shard(), file.file());
      }
      note(shard, Durability.PROCESS);
      return Result.OK;
    } catch (StoreException e) {
      return Result.FAILED;
    }
  }

  private void note(HeldShard shard, Durability durability) throws StoreException {
    state.put(SHARDS, shard.shard().toArray(), row(shard), durability);
  }

  Result note(List<HeldShard> shards) {
    StateBatch batch = new StateBatch();
    shards.forEach(shard -> batch.put(SHARDS, shard.shard().toArray(), row(shard)));
    return apply(batch);
  }

  private Result apply(StateBatch batch) {
    try {
      state.apply(batch, Durability.POWER);
      return Result.OK;
    } catch (StoreException e) {
      LOG.log(Level.WARNING, "the ledger of the vault could not be written", e);
      return Result.FAILED;
    }
  }

  private byte[] row(HeldShard shard) {
    return HolderRows.encode(shard, path(shard.shard()).toString());
  }

  private synchronized Path path(Bytes shard) {
    return paths.getOrDefault(shard, folder);
  }

  private PartialBlob file(HeldShard shard) throws StoreException {
    synchronized (this) {
      PartialBlob file = files.get(shard.shard());
      if (file != null) {
        return file;
      }
    }
    PartialBlob again =
        blobs.reopen(
            path(shard.shard()), folder.resolve(shard.shard().hex() + ".shard"), shard.sizeBytes());
    synchronized (this) {
      PartialBlob other = files.putIfAbsent(shard.shard(), again);
      return other == null ? again : other;
    }
  }

  Result append(HeldShard shard, Bytes data) {
    try {
      file(shard).write((long) shard.pieces() << shard.pieceLog(), data.buffer());
      Bytes added =
          ShardTree.values(shard.sizeBytes(), shard.pieceLog(), shard.pieces(), data.toArray());
      int count = shard.pieces() + added.size() / ShardTree.VALUE_BYTES;
      HeldShard after =
          new HeldShard(
              shard.shard(),
              shard.owner(),
              shard.sizeBytes(),
              shard.pieceLog(),
              count,
              shard.leaseUntilSeconds(),
              shard.hash(),
              shard.ticket());
      state.apply(
          new StateBatch()
              .put(VALUES, valueKey(shard.shard(), shard.pieces()), added.toArray())
              .put(SHARDS, shard.shard().toArray(), row(after)),
          Durability.PROCESS);
      return Result.OK;
    } catch (StoreException e) {
      return Result.FAILED;
    }
  }

  private static byte[] valueKey(Bytes shard, int piece) {
    return ByteBuffer.allocate(shard.size() + Integer.BYTES)
        .put(shard.toArray())
        .putInt(piece)
        .array();
  }

  /** The hash is that of what is on disk: its vertices were computed from what was written. */
  Result finish(HeldShard sealed) {
    try {
      ShardTree.Growing growing = new ShardTree.Growing();
      growing.add(readValues(sealed.shard()));
      if (!Arrays.equals(growing.root(), sealed.hash().toArray())) {
        return Result.MISMATCH;
      }
      file(sealed).flush();
      note(sealed, Durability.POWER);
      return Result.OK;
    } catch (StoreException e) {
      return Result.FAILED;
    }
  }

  private Bytes readValues(Bytes shard) throws StoreException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (StateCursor rows = state.scan(VALUES, shard.toArray())) {
      while (rows.next()) {
        all.writeBytes(rows.value());
      }
    }
    return Bytes.wrap(all.toByteArray());
  }

  private Bytes valuesOf(HeldShard shard) throws StoreException {
    synchronized (this) {
      Bytes cached = values.get(shard.shard());
      if (cached != null) {
        return cached;
      }
    }
    Bytes read = readValues(shard.shard());
    synchronized (this) {
      if (values.put(shard.shard(), read) == null) {
        cachedBytes += read.size();
      }
      while (cachedBytes > MAX_CACHED_BYTES && values.size() > 1) {
        Bytes eldest = values.keySet().iterator().next();
        cachedBytes -= Objects.requireNonNull(values.remove(eldest)).size();
      }
    }
    return read;
  }

  ShardPieces pieces(HeldShard shard, long first, int count) throws StoreException {
    Bytes data = Bytes.wrap(read(shard, first, count));
    return ShardProofs.pieces(shard, first, valuesOf(shard), data);
  }

  Possession leaf(HeldShard shard, long leaf) throws StoreException {
    byte[] piece = read(shard, ShardProofs.pieceOf(shard, leaf), 1);
    return ShardProofs.leaf(shard, leaf, valuesOf(shard), piece);
  }

  private byte[] read(HeldShard shard, long first, int count) throws StoreException {
    byte[] data = new byte[ShardProofs.bytes(shard, first, count)];
    file(shard).read(first << shard.pieceLog(), ByteBuffer.wrap(data));
    return data;
  }

  /** The rows go first: a file without a row is found and deleted at the next start. */
  Result erase(List<HeldShard> shards) {
    StateBatch batch = new StateBatch();
    try {
      for (HeldShard shard : shards) {
        batch.delete(SHARDS, shard.shard().toArray());
        try (StateCursor rows = state.scan(VALUES, shard.shard().toArray())) {
          while (rows.next()) {
            batch.delete(VALUES, rows.key());
          }
        }
      }
    } catch (StoreException e) {
      LOG.log(Level.WARNING, "the ledger of the vault could not be read", e);
      return Result.FAILED;
    }
    Result result = apply(batch);
    if (result == Result.OK) {
      shards.forEach(this::discard);
    }
    return result;
  }

  /** A file that is gone or cannot be deleted keeps no row from going. */
  private void discard(HeldShard shard) {
    try {
      file(shard).discard();
    } catch (StoreException e) {
      LOG.log(Level.DEBUG, "a shard's file was not there, or is deleted at the next start", e);
    }
    synchronized (this) {
      files.remove(shard.shard());
      paths.remove(shard.shard());
      Bytes cached = values.remove(shard.shard());
      cachedBytes -= cached == null ? 0 : cached.size();
    }
  }

  Result keep(HeldPage page, Bytes data) {
    try {
      state.put(PAGES, pageKey(page), HolderRows.encode(page, data), Durability.POWER);
      return Result.OK;
    } catch (StoreException e) {
      return Result.FAILED;
    }
  }

  Bytes page(HeldPage page) throws StoreException {
    byte[] row = state.get(PAGES, pageKey(page)).orElse(null);
    if (row == null) {
      throw new StoreException(StoreException.Reason.MISSING, "a page is gone", null);
    }
    return HolderRows.page(row).data();
  }

  Result erasePages(List<HeldPage> pages) {
    StateBatch batch = new StateBatch();
    pages.forEach(page -> batch.delete(PAGES, pageKey(page)));
    return apply(batch);
  }

  private static byte[] pageKey(HeldPage page) {
    return ByteBuffer.allocate(NodeKey.LENGTH + 1 + page.slot().size())
        .put(page.owner().bytes())
        .put((byte) page.page())
        .put(page.slot().toArray())
        .array();
  }

  /** Closes every file and keeps it. */
  synchronized void close() {
    for (PartialBlob file : files.values()) {
      try {
        file.close();
      } catch (StoreException e) {
        LOG.log(Level.DEBUG, "a shard's file did not close; its bytes are durable", e);
      }
    }
    files.clear();
  }
}
