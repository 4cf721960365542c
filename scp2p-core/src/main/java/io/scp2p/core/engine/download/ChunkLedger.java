package io.scp2p.core.engine.download;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.spi.PartialBlob;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.content.ContentRoot;
import io.scp2p.core.content.HashPageLayout;
import io.scp2p.core.crypto.blake3.Blake3;
import io.scp2p.core.crypto.blake3.Blake3Hasher;
import io.scp2p.core.crypto.blake3.Blake3Tree;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.message.HashPage;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * What is known about the chunks of one file that is arriving: the hash each must have, and the
 * chaining value of each that was verified and written. Kept in a file, so that the heap holds
 * nothing that grows with the size of the content.
 *
 * <p>Two regions of 32 bytes a chunk. A value of zeros means that the chunk is missing: no chunk
 * has it, short of a break of BLAKE3. Different chunks may be noted from several threads at once.
 *
 * <p>Where the list comes in pages, a third region has a slot for the proof of each page: what is
 * found there later is believed because of its proof, whatever a crash has left.
 */
final class ChunkLedger implements AutoCloseable {
  private static final int ENTRY_BYTES = Blake3.HASH_BYTES;

  /** Entries read at once when the whole ledger is walked. */
  private static final int ENTRIES_PER_READ = 2_048;

  private static final byte[] MISSING = new byte[ENTRY_BYTES];

  private final PartialBlob file;
  private final long chunks;
  private final HashPageLayout pages;

  /** A ledger in a file of {@link #sizeBytes} bytes. */
  ChunkLedger(PartialBlob file, long chunks) {
    this.file = file;
    this.chunks = chunks;
    this.pages = new HashPageLayout(chunks);
  }

  /** How long the file of a ledger is. */
  static long sizeBytes(long chunks) {
    HashPageLayout pages = new HashPageLayout(chunks);
    long proofs = pages.isPaged() ? (long) pages.pages() * pages.maxProofBytes() : 0;
    return Math.multiplyExact(2L * ENTRY_BYTES, chunks) + proofs;
  }

  /** Keeps verified hashes of chunks. */
  void putHashes(long firstChunk, Bytes hashes) throws StoreException {
    file.write(firstChunk * ENTRY_BYTES, hashes.buffer());
  }

  /** Keeps a verified page of hashes and what proves it. */
  void putPage(int page, HashPage proved) throws StoreException {
    file.write(pages.first(page) * ENTRY_BYTES, proved.hashes().buffer());
    ByteBuffer slot = ByteBuffer.allocate(pages.maxProofBytes());
    file.write(proofAt(page), slot.put(proved.proof().buffer()).rewind());
  }

  private long proofAt(int page) {
    return 2 * chunks * ENTRY_BYTES + (long) page * pages.maxProofBytes();
  }

  /** A page that was kept; nothing if it never was, or is not what it should be. */
  Optional<HashPage> page(int page, Bytes listHash) throws StoreException {
    Bytes slot = read(proofAt(page), pages.maxProofBytes() / ENTRY_BYTES);
    int proofBytes = 0;
    while (proofBytes < slot.size() && !isMissing(slot.slice(proofBytes, ENTRY_BYTES))) {
      proofBytes += ENTRY_BYTES;
    }
    if (proofBytes == 0) {
      return Optional.empty();
    }
    HashPage kept =
        new HashPage(
            read(pages.first(page) * ENTRY_BYTES, pages.count(page)), slot.slice(0, proofBytes));
    return pages.verify(listHash, page, kept.hashes(), kept.proof())
        ? Optional.of(kept)
        : Optional.empty();
  }

  private static boolean isMissing(Bytes entry) {
    return Arrays.equals(entry.toArray(), MISSING);
  }

  /** The hash that a chunk must have; zeros if it was never kept. */
  Bytes hash(long chunk) throws StoreException {
    return read(chunk * ENTRY_BYTES, 1);
  }

  /** Some hashes, end to end; zeros for those that were never kept. */
  Bytes hashes(long from, int count) throws StoreException {
    return read(from * ENTRY_BYTES, count);
  }

  /** The chunk list hash of what is kept (section 1.2). */
  byte[] listHash() throws StoreException {
    Blake3Hasher hasher = Blake3Hasher.hash();
    for (long first = 0; first < chunks; first += ENTRIES_PER_READ) {
      int count = (int) Math.min(ENTRIES_PER_READ, chunks - first);
      hasher.update(read(first * ENTRY_BYTES, count).toArray());
    }
    return hasher.digest();
  }

  /** Notes a chunk that is in its place. */
  void putValue(long chunk, byte[] value) throws StoreException {
    file.write(valueAt(chunk), ByteBuffer.wrap(value));
  }

  /** Takes a note back. */
  void forget(long chunk) throws StoreException {
    file.write(valueAt(chunk), ByteBuffer.wrap(MISSING));
  }

  private long valueAt(long chunk) {
    return (chunks + chunk) * ENTRY_BYTES;
  }

  /** What is done with each chunk that was noted. */
  @FunctionalInterface
  interface Visitor {
    void visit(long chunk, byte[] value) throws StoreException;
  }

  /** Walks over all chunks that were noted, in order. */
  void forEachNoted(Visitor visitor) throws StoreException {
    for (long first = 0; first < chunks; first += ENTRIES_PER_READ) {
      int count = (int) Math.min(ENTRIES_PER_READ, chunks - first);
      byte[] values = read(valueAt(first), count).toArray();
      for (int i = 0; i < count; i++) {
        byte[] value = Arrays.copyOfRange(values, i * ENTRY_BYTES, (i + 1) * ENTRY_BYTES);
        if (!Arrays.equals(value, MISSING)) {
          visitor.visit(first + i, value);
        }
      }
    }
  }

  /**
   * The name of the whole content. Every chunk must have been noted.
   *
   * @throws IllegalStateException if one is missing
   */
  ContentId root() throws StoreException {
    ContentRoot root = new ContentRoot();
    long[] seen = {0};
    forEachNoted(
        (chunk, value) -> {
          seen[0]++;
          root.add(value);
        });
    if (seen[0] != chunks) {
      throw new IllegalStateException(seen[0] + " of " + chunks + " chunks are there");
    }
    return root.finish();
  }

  private Bytes read(long position, int entries) throws StoreException {
    byte[] bytes = new byte[Math.multiplyExact(entries, Blake3Tree.VALUE_BYTES)];
    file.read(position, ByteBuffer.wrap(bytes));
    return Bytes.wrap(bytes);
  }

  /** Makes everything noted so far survive the loss of power. */
  void flush() throws StoreException {
    file.flush();
  }

  /** Deletes it. */
  void discard() throws StoreException {
    file.discard();
  }

  /** Closes it and keeps it. */
  @Override
  public void close() throws StoreException {
    file.close();
  }
}
