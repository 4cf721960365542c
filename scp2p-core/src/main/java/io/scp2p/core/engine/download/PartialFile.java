package io.scp2p.core.engine.download;

import io.scp2p.api.spi.PartialBlob;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.content.ChunkHashes;
import io.scp2p.core.content.ChunkLayout;
import io.scp2p.core.content.ContentRoot;
import io.scp2p.core.crypto.blake3.Blake3;
import io.scp2p.core.engine.share.PartialSource;
import io.scp2p.core.wire.Bytes;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;

/**
 * A file of two chunks or more while it arrives. Every method may block; chunks may be taken from
 * several threads at once.
 */
final class PartialFile implements Destination, PartialSource, AutoCloseable {
  private final ArrivingContent content;
  private final ChunkLayout layout;
  private final PartialBlob blob;
  private final ChunkLedger ledger;

  /** Guards the sets; never held while the disk works. */
  private final Object lock = new Object();

  private final BitSet verified = new BitSet();
  private final BitSet durable;

  /**
   * A file as it was left.
   *
   * @param durable the chunks that a flush has seen; the others are hashed again by {@link #check}
   */
  PartialFile(ArrivingContent content, PartialBlob blob, ChunkLedger ledger, BitSet durable) {
    this.content = content;
    this.layout = content.layout();
    this.blob = blob;
    this.ledger = ledger;
    this.durable = durable;
  }

  /**
   * Finds out which chunks are there: those a flush has seen by their note, the others by their
   * hash.
   *
   * @return whether the hashes of all chunks are known
   */
  boolean check() throws StoreException {
    if (!hashesAreWhole()) {
      synchronized (lock) {
        durable.clear();
        verified.clear();
      }
      return false;
    }
    ledger.forEachNoted(this::checkNoted);
    return true;
  }

  private boolean hashesAreWhole() throws StoreException {
    return Bytes.wrap(ledger.listHash()).equals(content.chunkListHash());
  }

  private int chunkCount() {
    return Math.toIntExact(layout.chunkCount());
  }

  private void checkNoted(long chunk, byte[] value) throws StoreException {
    int index = Math.toIntExact(chunk);
    boolean good;
    synchronized (lock) {
      good = durable.get(index);
    }
    if (!good) {
      Bytes data = Bytes.wrap(readChunk(chunk));
      good = matches(chunk, data) && Arrays.equals(ContentRoot.valueOf(chunk, data), value);
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
  }

  @Override
  public boolean accept(long chunk, Bytes data) throws StoreException {
    ChunkLayout.Span span = layout.span(chunk);
    if (data.size() != span.length() || !matches(chunk, data)) {
      return false;
    }
    blob.write(span.offset(), data.buffer());
    ledger.putValue(chunk, ContentRoot.valueOf(chunk, data));
    synchronized (lock) {
      verified.set(Math.toIntExact(chunk));
    }
    return true;
  }

  private boolean matches(long chunk, Bytes data) throws StoreException {
    ByteBuffer in = data.buffer();
    byte[] hash = Blake3.chunkHash(in.array(), in.arrayOffset() + in.position(), in.remaining());
    return Bytes.wrap(hash).equals(ledger.hash(chunk));
  }

  /** The hashes of all chunks. */
  ChunkHashes allHashes() throws StoreException {
    return ledger.hashes();
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
  public Optional<ChunkHashes> hashes() {
    try {
      return hashesAreWhole() ? Optional.of(allHashes()) : Optional.empty();
    } catch (StoreException unreadable) {
      return Optional.empty(); // Whoever downloads it will hear.
    }
  }

  @Override
  public void read(long position, ByteBuffer target) throws StoreException {
    blob.read(position, target);
  }

  /** A copy of what is there. */
  BitSet verified() {
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

  /** Moves the file to its target and drops the notes. */
  Path commit(boolean replace) throws StoreException {
    Path target = blob.commit(replace);
    ledger.discard();
    return target;
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

  /** Where the notes are meanwhile. */
  Path ledgerPath() {
    return ledger.path();
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
