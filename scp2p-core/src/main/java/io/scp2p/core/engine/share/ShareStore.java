package io.scp2p.core.engine.share;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.spi.StateCursor;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.wire.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The shares of this node and their contents, as they are stored. Every method may block on the
 * disk; all are safe for all threads.
 */
public final class ShareStore {
  private final StateStore state;
  private final AtomicLong generation = new AtomicLong();
  private final ReentrantLock contentLock = new ReentrantLock();

  /** The shares in a store. Reads nothing yet. */
  public ShareStore(StateStore state) {
    this.state = state;
  }

  /** The newest version of every share, by id. */
  public List<PublishedShare> list() throws StoreException {
    List<PublishedShare> all = new ArrayList<>();
    try (StateCursor rows = state.scan(Tables.SHARES, new byte[0])) {
      while (rows.next()) {
        all.add(PublishedShare.decode(rows.value()));
      }
    }
    return all;
  }

  /** The newest version of a share. */
  public Optional<PublishedShare> find(ShareId id) throws StoreException {
    Optional<byte[]> row = state.get(Tables.SHARES, id.bytes());
    return row.isEmpty() ? Optional.empty() : Optional.of(PublishedShare.decode(row.get()));
  }

  /**
   * The items of a version: the newest, or the one before it. Any other has none.
   *
   * @return for the caller to close
   */
  public ItemCursor items(ShareId id, long seq) throws StoreException {
    return ItemCursor.of(state.scan(Tables.ITEMS, Tables.version(id, seq)));
  }

  /** An encoded manifest of this node: of the newest version of a share, or the one before it. */
  public Optional<Bytes> manifest(ManifestId id) throws StoreException {
    return state.get(Tables.MANIFESTS, id.bytes()).map(Bytes::wrap);
  }

  /** The highest number that was ever signed here for a share, published now or not; 0 if none. */
  public long lastSequence(ShareId id) throws StoreException {
    return state
        .get(Tables.SEQUENCES, id.bytes())
        .filter(row -> row.length == Long.BYTES)
        .map(row -> ByteBuffer.wrap(row).getLong())
        .orElse(0L);
  }

  /**
   * The first number from {@code seq} on of which no rows are left: an update that died may not be
   * cleared away yet, and its items must not turn up among those of the next.
   */
  long unusedSequence(ShareId id, long seq) throws StoreException {
    long unused = seq;
    while (state.get(Tables.DOOMED, Tables.version(id, unused)).isPresent()) {
      unused++;
    }
    return unused;
  }

  StateStore state() {
    return state;
  }

  /** Moves on with every change of what is published, so that caches know that they are old. */
  long generation() {
    return generation.get();
  }

  void changed() {
    generation.incrementAndGet();
  }

  /** Held while deciding that a content is no longer needed, and while one is taken in. */
  ReentrantLock contentLock() {
    return contentLock;
  }

  Optional<StoredContent> content(ContentId id) throws StoreException {
    Optional<byte[]> row = state.get(Tables.CONTENTS, id.bytes());
    return row.isEmpty() ? Optional.empty() : Optional.of(StoredContent.decode(row.get()));
  }

  Optional<FileRecord> file(String path) throws StoreException {
    Optional<byte[]> row = state.get(Tables.FILES, Tables.file(path));
    if (row.isEmpty()) {
      return Optional.empty();
    }
    FileRecord file = FileRecord.decode(row.get());
    return Optional.of(file).filter(found -> found.path().equals(path));
  }

  /** Where a content can be read: at most {@code limit} places that are published now. */
  List<ContentSource> sources(ContentId id, int limit) throws StoreException {
    List<ContentSource> found = new ArrayList<>();
    byte[] from = id.bytes();
    while (from != null && found.size() < limit) {
      from = collect(id, from, limit, found);
    }
    return found;
  }

  /** Up to the first version that is not the newest; the key behind that version, or null. */
  private byte @Nullable [] collect(ContentId id, byte[] from, int limit, List<ContentSource> found)
      throws StoreException {
    try (StateCursor rows = state.scan(Tables.SOURCES, id.bytes(), from)) {
      while (found.size() < limit && rows.next()) {
        ContentSource source = ContentSource.decode(rows.key(), rows.value());
        if (!isCurrent(source)) {
          // A version may have the same content a million times, so it is not gone through.
          return Tables.source(id, source.owner(), source.seq() + 1, 0);
        }
        found.add(source);
      }
    }
    return null;
  }

  private boolean isCurrent(ContentSource source) throws StoreException {
    if (source.owner().equals(ContentSource.OWN_COPY)) {
      return true;
    }
    Optional<PublishedShare> share = find(source.owner());
    return share.isPresent() && share.get().seq() == source.seq();
  }

  /** Some hashes of a content, end to end: fewer if the list ends before. */
  Bytes hashes(ContentId id, StoredContent content, long from, int count) throws StoreException {
    long end = Math.min(from + count, content.layout().chunkCount());
    int wanted = Math.toIntExact(Math.max(0, end - from));
    ByteBuffer joined = ByteBuffer.allocate(wanted * 32);
    long at = from;
    while (joined.hasRemaining()) {
      int page = Math.toIntExact(at / HashPages.PAGE_HASHES);
      int skipped = Math.toIntExact(at % HashPages.PAGE_HASHES) * 32;
      byte[] row =
          state
              .get(Tables.HASHES, Tables.page(id, page))
              .filter(found -> found.length > skipped && found.length % 32 == 0)
              .orElseThrow(() -> RowIn.corrupt("chunk hashes", null));
      int taken = Math.min(row.length - skipped, joined.remaining());
      joined.put(row, skipped, taken);
      at += taken / 32;
    }
    return Bytes.wrap(joined.array());
  }
}
