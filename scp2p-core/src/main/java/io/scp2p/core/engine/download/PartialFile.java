package io.scp2p.core.engine.download;

import io.scp2p.api.spi.PartialBlob;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.content.ChunkHashes;
import io.scp2p.core.content.ChunkLayout;
import io.scp2p.core.content.ContentRoot;
import io.scp2p.core.content.HashPageLayout;
import io.scp2p.core.engine.share.HashSource;
import io.scp2p.core.engine.share.PartialSource;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.message.HashPage;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Optional;

/**
 * A file of two chunks or more while it arrives. Every method may block; chunks may be taken from
 * several threads at once.
 */
final class PartialFile implements Destination, PartialSource, AutoCloseable {
  private final ArrivingContent content;
  private final ChunkLayout layout;
  private final HashPageLayout pages;
  private final PartialBlob blob;
  private final ChunkLedger ledger;

  /** Guards the sets; never held while the disk works. */
  private final Object lock = new Object();

  private final BitSet verified = new BitSet();

  /** Pages of hashes; a short list is one page. */
  private final BitSet known = new BitSet();

  private final BitSet durable;

  /**
   * A file as it was left.
   *
   * @param durable the chunks that a flush has seen; the others are hashed again by {@link #check}
   */
  PartialFile(ArrivingContent content, PartialBlob blob, ChunkLedger ledger, BitSet durable) {
    this.content = content;
    this.layout = content.layout();
    this.pages = content.hashPages();
    this.blob = blob;
    this.ledger = ledger;
    this.durable = durable;
  }

  /**
   * Finds out which chunks are there: those a flush has seen by their note, the others by their
   * hash.
   *
   * @return the pages of hashes that are known
   */
  BitSet check() throws StoreException {
    BitSet found = pagesOnDisk();
    synchronized (lock) {
      known.clear();
      known.or(found);
      verified.clear();
      if (found.isEmpty()) {
        durable.clear();
      }
    }
    if (!found.isEmpty()) {
      ledger.forEachNoted(this::checkNoted);
    }
    return found;
  }

  private BitSet pagesOnDisk() throws StoreException {
    BitSet found = new BitSet();
    if (!pages.isPaged()) {
      found.set(0, Bytes.wrap(ledger.listHash()).equals(content.chunkListHash()));
      return found;
    }
    for (int page = 0; page < pages.pages(); page++) {
      found.set(page, ledger.page(page, content.chunkListHash()).isPresent());
    }
    return found;
  }

  private boolean isKnown(int page) {
    synchronized (lock) {
      return known.get(page);
    }
  }

  private boolean hashesAreWhole() {
    synchronized (lock) {
      return known.cardinality() == (pages.isPaged() ? pages.pages() : 1);
    }
  }

  private int chunkCount() {
    return Math.toIntExact(layout.chunkCount());
  }

  private void checkNoted(long chunk, byte[] value) throws StoreException {
    int index = Math.toIntExact(chunk);
    boolean good;
    synchronized (lock) {
      good = durable.get(index) && known.get(pageOf(index));
    }
    if (!good && isKnown(pageOf(index))) {
      ContentRoot.ChunkDigest digest = ContentRoot.digest(chunk, Bytes.wrap(readChunk(chunk)));
      good = matches(chunk, digest) && digest.value().equals(Bytes.wrap(value));
    }
    if (good) {
      synchronized (lock) {
        verified.set(index);
      }
    } else {
      ledger.forget(chunk);
    }
  }

  @Override
  public void putHashes(ChunkHashes hashes) throws StoreException {
    ledger.putHashes(0, hashes.joined());
    learned(0);
  }

  @Override
  public void putPage(int page, HashPage proved) throws StoreException {
    ledger.putPage(page, proved);
    learned(page);
  }

  private void learned(int page) {
    synchronized (lock) {
      known.set(page);
    }
  }

  private int pageOf(int chunk) {
    return pages.isPaged() ? chunk / HashPageLayout.PAGE_HASHES : 0;
  }

  @Override
  public boolean accept(long chunk, Bytes data) throws StoreException {
    ChunkLayout.Span span = layout.span(chunk);
    if (data.size() != span.length()) {
      return false;
    }
    ContentRoot.ChunkDigest digest = ContentRoot.digest(chunk, data);
    if (!matches(chunk, digest)) {
      return false;
    }
    blob.write(span.offset(), data.buffer());
    ledger.putValue(chunk, digest.value().toArray());
    synchronized (lock) {
      verified.set(Math.toIntExact(chunk));
    }
    return true;
  }

  private boolean matches(long chunk, ContentRoot.ChunkDigest digest) throws StoreException {
    return digest.hash().equals(ledger.hash(chunk));
  }

  /** The hashes of all chunks of a content whose list is short. */
  HashSource hashesInMemory() throws StoreException {
    return HashSource.of(ChunkHashes.of(ledger.hashes(0, chunkCount())));
  }

  /** The hashes of all chunks, which must all be known; can be read until {@link #dropNotes}. */
  HashSource allHashes() {
    return new HashSource() {
      @Override
      public long count() {
        return layout.chunkCount();
      }

      @Override
      public Bytes hashes(long from, int count) throws StoreException {
        return ledger.hashes(from, count);
      }
    };
  }

  @Override
  public long sizeBytes() {
    return content.sizeBytes();
  }

  @Override
  public boolean has(long chunk) {
    synchronized (lock) {
      return chunk >= 0 && chunk <= Integer.MAX_VALUE && verified.get((int) chunk);
    }
  }

  @Override
  public Optional<Bytes> hashes(long from, int count) {
    if (!hashesAreWhole()) {
      return Optional.empty();
    }
    long start = Math.min(from, layout.chunkCount());
    try {
      int there = (int) Math.min(count, layout.chunkCount() - start);
      return Optional.of(ledger.hashes(start, there));
    } catch (StoreException unreadable) {
      return Optional.empty(); // Whoever downloads it will hear.
    }
  }

  @Override
  public Optional<HashPage> hashPage(int page) throws StoreException {
    return pages.isPaged() && isKnown(page)
        ? ledger.page(page, content.chunkListHash())
        : Optional.empty();
  }

  @Override
  public void read(long position, ByteBuffer target) throws StoreException {
    blob.read(position, target);
  }

  @Override
  public BitSet verified() {
    synchronized (lock) {
      return (BitSet) verified.clone();
    }
  }

  /** Bytes that are there. */
  long verifiedBytes() {
    BitSet there = verified();
    long whole = (long) there.cardinality() * ChunkLayout.CHUNK_BYTES;
    int last = chunkCount() - 1;
    return there.get(last) ? whole - ChunkLayout.CHUNK_BYTES + layout.span(last).length() : whole;
  }

  /** A chunk that is there. */
  byte[] readChunk(long chunk) throws StoreException {
    ChunkLayout.Span span = layout.span(chunk);
    byte[] data = new byte[span.length()];
    blob.read(span.offset(), ByteBuffer.wrap(data));
    return data;
  }

  /**
   * Makes what is there survive the loss of power.
   *
   * @return the chunks that now do, to be remembered
   */
  BitSet flush() throws StoreException {
    BitSet before = verified();
    // The bytes first: a note must never outlive what it vouches for.
    blob.flush();
    ledger.flush();
    synchronized (lock) {
      durable.or(before);
      return (BitSet) durable.clone();
    }
  }

  /** Whether the chunks, all of them there, make up the content. */
  boolean isContent() throws StoreException {
    return ledger.root().equals(content.contentId());
  }

  /** Moves the file to its target. The notes can still be read, until {@link #dropNotes}. */
  Path commit(boolean replace) throws StoreException {
    return blob.commit(replace);
  }

  /** Deletes the notes of a file that is in its place. */
  void dropNotes() throws StoreException {
    ledger.discard();
  }

  /** Deletes everything. */
  void discard() throws StoreException {
    blob.discard();
    ledger.discard();
  }

  /** Where the bytes are meanwhile. */
  Path path() {
    return blob.file();
  }

  /** Closes the files and keeps them. */
  @Override
  public void close() throws StoreException {
    try {
      blob.close();
    } finally {
      ledger.close();
    }
  }
}
