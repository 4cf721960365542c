package io.scp2p.core.engine.share;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.ContentId;
import io.scp2p.api.spi.BlobStore;
import io.scp2p.api.spi.ChangeStamp;
import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.SourceBlob;
import io.scp2p.api.spi.StateBatch;
import io.scp2p.api.spi.StateCursor;
import io.scp2p.api.spi.StoreException;
import io.scp2p.api.spi.StoreException.Reason;
import io.scp2p.core.content.ChunkLayout;
import io.scp2p.core.content.HashPageLayout;
import io.scp2p.core.crypto.blake3.Blake3Hasher;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.engine.keys.StoreErrors;
import io.scp2p.core.protocol.transfer.Holdings;
import io.scp2p.core.protocol.transfer.SwarmMachine;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.message.HashPage;
import io.scp2p.core.wire.message.HeldParts;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything this node can serve, by content: shared files in place, texts, finished downloads, and
 * what running downloads have verified. Nothing is read before it is asked for.
 *
 * <p>Methods that take or give content may block, and are safe for all threads; only the listener
 * is called on the loop. Chunks are read once and not hashed again: the stamp of the file vouches
 * for them (section 21, Q-32). It is looked at after each read, since a file that is written
 * meanwhile has another time before it has other bytes: whoever sent those would be called a liar.
 */
public final class ContentLibrary implements AutoCloseable {
  /** Places of one content that are tried; a file that many shares have is rarely gone in all. */
  static final int MAX_SOURCES = 8;

  /** Rows of hashes written in one go: 8 MiB. */
  private static final int ROWS_AT_ONCE = 256;

  private final ShareStore store;
  private final BlobStore blobs;
  private final Loop loop;
  private final OpenFiles open;
  private final SuspectFiles suspects;
  private final PageVertices vertices = new PageVertices(PageVertices.MAX_KEPT);
  private final Map<ContentId, PartialSource> partials = new ConcurrentHashMap<>();

  /**
   * A library for one node. Reads nothing yet.
   *
   * @param maxOpenFiles files kept open for serving
   */
  public ContentLibrary(
      ShareStore store,
      BlobStore blobs,
      Loop loop,
      Offload offload,
      int maxOpenFiles,
      UnservedListener listener) {
    this.store = store;
    this.blobs = blobs;
    this.loop = loop;
    this.open = new OpenFiles(maxOpenFiles);
    this.suspects = new SuspectFiles(store, blobs, loop, offload, listener);
  }

  /** A chunk, in an array of its own; nothing if this node does not have it, or not any more. */
  public Optional<byte[]> readChunk(ContentId id, long chunkIndex) throws StoreException {
    PartialSource partial = partials.get(id);
    if (partial != null && partial.has(chunkIndex)) {
      ChunkLayout layout = new ChunkLayout(partial.sizeBytes());
      return chunkIndex < layout.chunkCount()
          ? Optional.of(read(layout.span(chunkIndex), partial::read))
          : Optional.empty();
    }
    OpenFile file = open.acquire(id, store.generation());
    if (file == null) {
      return openAndRead(id, chunkIndex);
    }
    return readAndRelease(id, file, chunkIndex);
  }

  /** Something that fills a buffer from a position. */
  @FunctionalInterface
  private interface ByteRange {
    void read(long position, ByteBuffer target) throws StoreException;
  }

  private static byte[] read(ChunkLayout.Span span, ByteRange from) throws StoreException {
    byte[] chunk = new byte[span.length()];
    from.read(span.offset(), ByteBuffer.wrap(chunk));
    return chunk;
  }

  private Optional<byte[]> readAndRelease(ContentId id, OpenFile file, long chunkIndex) {
    try {
      ChunkLayout layout = file.content().layout();
      if (chunkIndex < 0 || chunkIndex >= layout.chunkCount()) {
        return Optional.empty();
      }
      byte[] chunk = read(layout.span(chunkIndex), file.blob()::read);
      if (!file.isUnchanged()) {
        throw new StoreException(Reason.CHANGED, "a shared file was written", null);
      }
      return Optional.of(chunk);
    } catch (StoreException e) {
      open.drop(id, file);
      judge(file.source(), file.content(), e);
      return Optional.empty();
    } finally {
      file.release();
    }
  }

  private Optional<byte[]> openAndRead(ContentId id, long chunkIndex) throws StoreException {
    long generation = store.generation();
    Optional<StoredContent> content = store.content(id);
    if (content.isEmpty() || chunkIndex >= content.get().layout().chunkCount()) {
      return Optional.empty();
    }
    for (ContentSource source : store.sources(id, MAX_SOURCES)) {
      if (source.path() == null) {
        return store.state().get(Tables.TEXTS, Tables.page(id, (int) chunkIndex));
      }
      OpenFile file = open(source, source.path(), content.get(), generation);
      if (file != null) {
        open.keep(id, file);
        return readAndRelease(id, file, chunkIndex);
      }
    }
    return Optional.empty();
  }

  /** The file if it is what was published, with the caller as its user; null if it is not. */
  private @Nullable OpenFile open(
      ContentSource source, String path, StoredContent content, long generation)
      throws StoreException {
    Optional<FileRecord> record = store.file(path);
    SourceBlob blob = null;
    try {
      blob = blobs.open(Path.of(path));
      ChangeStamp stamp = blob.stamp();
      boolean same =
          record.isPresent()
              && record.get().content().equals(source.content())
              && record.get().stamp().equals(stamp);
      if (same) {
        loop.post(() -> suspects.served(source));
        OpenFile file = new OpenFile(source, content, blob, stamp, generation);
        blob = null;
        return file;
      }
      judge(source, content, stamp);
    } catch (StoreException e) {
      unserved(source, StoreErrors.fileCode(e));
    } finally {
      if (blob != null) {
        OpenFile.closeQuietly(blob);
      }
    }
    return null;
  }

  /** A file failed while it was served: what is it now? */
  private void judge(ContentSource source, StoredContent content, StoreException failure) {
    String path = source.path();
    if (failure.reason() != Reason.CHANGED || path == null) {
      unserved(source, StoreErrors.fileCode(failure));
      return;
    }
    try (SourceBlob blob = blobs.open(Path.of(path))) {
      judge(source, content, blob.stamp());
    } catch (StoreException e) {
      unserved(source, StoreErrors.fileCode(e));
    }
  }

  private void judge(ContentSource source, StoredContent content, ChangeStamp stamp) {
    if (stamp.sizeBytes() != content.sizeBytes()) {
      unserved(source, ErrorCode.FILE_CHANGED);
    } else {
      loop.post(() -> suspects.suspect(source, stamp));
    }
  }

  private void unserved(ContentSource source, ErrorCode why) {
    loop.post(() -> suspects.unserved(source, why));
  }

  /** Whether the content is published, kept or arriving; its file may be gone all the same. */
  public boolean has(ContentId id) throws StoreException {
    return partials.containsKey(id) || !store.sources(id, 1).isEmpty();
  }

  /** How long a content is; nothing if it is not served. */
  public Optional<Long> sizeBytes(ContentId id) throws StoreException {
    PartialSource partial = partials.get(id);
    return partial != null
        ? Optional.of(partial.sizeBytes())
        : store.content(id).map(StoredContent::sizeBytes);
  }

  /** How many chunks a content has; nothing if it is not served. */
  public Optional<Long> chunkCount(ContentId id) throws StoreException {
    PartialSource partial = partials.get(id);
    if (partial != null) {
      return Optional.of(new ChunkLayout(partial.sizeBytes()).chunkCount());
    }
    return store.sources(id, 1).isEmpty()
        ? Optional.empty()
        : store.content(id).map(content -> content.layout().chunkCount());
  }

  /**
   * Some chunk hashes, end to end, for lists that are too long for one answer.
   *
   * @param from the first chunk
   * @param count at most so many
   * @return fewer if the list ends before; nothing if the content is not served, or its list is not
   *     here yet
   */
  public Optional<Bytes> hashes(ContentId id, long from, int count) throws StoreException {
    if (from < 0 || count < 0) {
      throw new IllegalArgumentException("no part of a list: " + from + ", " + count);
    }
    PartialSource partial = partials.get(id);
    Optional<Bytes> arriving = partial == null ? Optional.empty() : partial.hashes(from, count);
    if (arriving.isPresent()) {
      return arriving;
    }
    Optional<StoredContent> content = store.content(id);
    return content.isEmpty() || store.sources(id, 1).isEmpty()
        ? Optional.empty()
        : Optional.of(store.hashes(id, content.get(), from, count));
  }

  /** What of a content is here (extension X5.4); nothing if nothing is. */
  public Optional<HeldParts> holdings(ContentId id) throws StoreException {
    if (!store.sources(id, 1).isEmpty()) {
      return Optional.of(new HeldParts(null));
    }
    PartialSource partial = partials.get(id);
    long chunks = partial == null ? 0 : new ChunkLayout(partial.sizeBytes()).chunkCount();
    if (partial == null || chunks > SwarmMachine.MAX_CHUNKS) {
      return Optional.empty();
    }
    Holdings held = Holdings.ofChunks((int) chunks, partial.verified());
    return Optional.of(
        new HeldParts(held.isComplete() ? null : Bytes.wrap(held.parts().toByteArray())));
  }

  /** A page of a chunk hash list with its proof (extension X5.3); nothing if it is not here. */
  public Optional<HashPage> hashPage(ContentId id, long page) throws StoreException {
    PartialSource partial = partials.get(id);
    if (partial != null && page <= Integer.MAX_VALUE) {
      Optional<HashPage> arriving = partial.hashPage((int) page);
      if (arriving.isPresent()) {
        return arriving;
      }
    }
    Optional<StoredContent> content = store.content(id);
    if (content.isEmpty() || store.sources(id, 1).isEmpty()) {
      return Optional.empty();
    }
    StoredContent stored = content.get();
    HashPageLayout layout = new HashPageLayout(stored.layout().chunkCount());
    if (!layout.isPaged() || page >= layout.pages()) {
      return Optional.empty();
    }
    Bytes values = vertices.of(id, layout, each -> page(id, stored, layout, each));
    int number = (int) page;
    return Optional.of(
        new HashPage(page(id, stored, layout, number), layout.proof(number, values)));
  }

  private Bytes page(ContentId id, StoredContent content, HashPageLayout layout, int page)
      throws StoreException {
    return store.hashes(id, content, layout.first(page), layout.count(page));
  }

  /**
   * Serves finished downloads from now on, also after a restart. Durable when this returns. A file
   * that is gone or another one already is passed over: it is as if it had changed a moment later.
   *
   * @param finished at most a few hundred
   */
  public void add(List<FinishedFile> finished) throws StoreException {
    StateBatch batch = new StateBatch();
    for (FinishedFile each : finished) {
      try {
        add(each, batch);
      } catch (StoreException e) {
        if (e.reason() != Reason.MISSING && e.reason() != Reason.CHANGED) {
          throw e;
        }
      }
    }
    if (batch.changes().isEmpty()) {
      return;
    }
    store.contentLock().lock();
    try {
      store.state().apply(batch, Durability.POWER);
    } finally {
      store.contentLock().unlock();
    }
    store.changed();
  }

  private void add(FinishedFile finished, StateBatch batch) throws StoreException {
    ContentId id = finished.content();
    HashSource hashes = finished.hashes();
    String path = finished.file().toAbsolutePath().normalize().toString();
    ChangeStamp stamp;
    try (SourceBlob blob = blobs.open(Path.of(path))) {
      stamp = blob.stamp();
    }
    if (new ChunkLayout(stamp.sizeBytes()).chunkCount() != hashes.count()) {
      throw new StoreException(Reason.CHANGED, "a file is not what was downloaded", null);
    }
    StoredContent content = new StoredContent(stamp.sizeBytes(), putHashes(id, hashes, batch));
    ContentSource source = ownCopy(id, path);
    batch
        .put(Tables.SOURCES, source.key(), source.value())
        .put(Tables.CONTENTS, id.bytes(), content.encode())
        .put(Tables.FILES, Tables.file(path), new FileRecord(path, stamp, id, false).encode());
  }

  /**
   * Writes a list of hashes, of which the last rows stay in the batch. Rows without a content, as a
   * crash may leave them, are of no use and no harm: the next download of it writes the same.
   *
   * @return the hash of the list
   */
  private Bytes putHashes(ContentId id, HashSource hashes, StateBatch last) throws StoreException {
    Blake3Hasher list = Blake3Hasher.hash();
    StateBatch batch = new StateBatch();
    long count = hashes.count();
    for (long first = 0; first < count; first += HashPages.PAGE_HASHES) {
      int page = Math.toIntExact(first / HashPages.PAGE_HASHES);
      byte[] row =
          hashes.hashes(first, (int) Math.min(HashPages.PAGE_HASHES, count - first)).toArray();
      list.update(row);
      if (count - first <= (long) ROWS_AT_ONCE * HashPages.PAGE_HASHES) {
        last.put(Tables.HASHES, Tables.page(id, page), row);
        continue;
      }
      batch.put(Tables.HASHES, Tables.page(id, page), row);
      if (page % ROWS_AT_ONCE == ROWS_AT_ONCE - 1) {
        store.state().apply(batch, Durability.PROCESS);
        batch = new StateBatch();
      }
    }
    if (!batch.changes().isEmpty()) {
      store.state().apply(batch, Durability.PROCESS);
    }
    return Bytes.wrap(list.digest());
  }

  /** No longer serves a finished download from this file. Harmless if it was not. */
  public void remove(ContentId id, Path file) throws StoreException {
    String path = file.toAbsolutePath().normalize().toString();
    ContentSource source = ownCopy(id, path);
    store.contentLock().lock();
    try {
      StateBatch batch = new StateBatch().delete(Tables.SOURCES, source.key());
      if (isOnlySource(source)) {
        VersionSweep.forget(store.state(), store, id, Set.of(path), batch);
      }
      store.state().apply(batch, Durability.POWER);
    } finally {
      store.contentLock().unlock();
    }
    store.changed();
  }

  private boolean isOnlySource(ContentSource source) throws StoreException {
    try (StateCursor rows = store.state().scan(Tables.SOURCES, source.content().bytes())) {
      while (rows.next()) {
        if (!Arrays.equals(rows.key(), source.key())) {
          return false;
        }
      }
    }
    return true;
  }

  private static ContentSource ownCopy(ContentId id, String path) {
    long ordinal = ByteBuffer.wrap(Tables.file(path)).order(ByteOrder.BIG_ENDIAN).getLong();
    return new ContentSource(id, ContentSource.OWN_COPY, 0, ordinal, path);
  }

  /** Serves what a running download has verified, until it is withdrawn. Never blocks. */
  public void addPartial(ContentId id, PartialSource partial) {
    partials.put(id, partial);
  }

  /** Serves it no longer: it is finished, paused or gone. Never blocks. */
  public void removePartial(ContentId id, PartialSource partial) {
    partials.remove(id, partial);
  }

  /**
   * Contents that are published or kept, in the order of their ids, to announce them page by page.
   *
   * @param after the last of the page before, or null for the first page
   * @param limit how many at most
   */
  public List<ContentId> contents(@Nullable ContentId after, int limit) throws StoreException {
    List<ContentId> found = new ArrayList<>();
    byte[] from = after == null ? new byte[0] : behind(after);
    try (StateCursor rows = store.state().scan(Tables.CONTENTS, new byte[0], from)) {
      while (found.size() < limit && rows.next()) {
        ContentId id = ContentId.of(rows.key());
        if (!store.sources(id, 1).isEmpty()) {
          found.add(id);
        }
      }
    }
    return found;
  }

  private static byte[] behind(ContentId id) {
    return Arrays.copyOf(id.bytes(), ContentId.LENGTH + 1);
  }

  /** Files that are open now. */
  int openFiles() {
    return open.size();
  }

  /** Closes every file. Harmless when repeated; from any thread. */
  @Override
  public void close() {
    open.close();
    loop.post(suspects::close);
  }
}
