package io.scp2p.core.content;

import io.scp2p.core.wire.UnsignedRange;
import io.scp2p.core.wire.WireLimits;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * How a file of a certain size is cut into chunks (specification section 1.2): all of {@value
 * #CHUNK_BYTES} bytes but the last, which may be shorter and is never empty. An empty file has no
 * chunk at all.
 *
 * @param fileBytes 0 to {@value #MAX_FILE_BYTES}
 */
public record ChunkLayout(long fileBytes) {
  /** Section 1.2. */
  public static final int CHUNK_BYTES = WireLimits.CHUNK_BYTES;

  /** The number of chunks travels as u32 (section 9.1), so no bigger file can be described. */
  public static final long MAX_FILE_BYTES = UnsignedRange.MAX_U32 * CHUNK_BYTES;

  /**
   * Where a chunk lies in its file.
   *
   * @param index counted from 0
   * @param offset of its first byte
   * @param length 1 to {@link #CHUNK_BYTES}
   */
  public record Span(long index, long offset, int length) {
    /** The offset just behind its last byte. */
    public long end() {
      return offset + length;
    }
  }

  /** Refuses sizes that no file can have; for what a peer says there is {@link #ofClaim}. */
  public ChunkLayout {
    if (!isPossible(fileBytes)) {
      throw new IllegalArgumentException("no file has " + fileBytes + " bytes");
    }
  }

  /** The layout for a size that somebody claims, an unsigned number; empty if it is impossible. */
  public static Optional<ChunkLayout> ofClaim(long claimedBytes) {
    return isPossible(claimedBytes) ? Optional.of(new ChunkLayout(claimedBytes)) : Optional.empty();
  }

  private static boolean isPossible(long bytes) {
    return bytes >= 0 && bytes <= MAX_FILE_BYTES;
  }

  /** How many chunks there are, a u32. */
  public long chunkCount() {
    return (fileBytes + CHUNK_BYTES - 1) / CHUNK_BYTES;
  }

  /** The chunk at {@code index}. */
  public Span span(long index) {
    if (index < 0 || index >= chunkCount()) {
      throw new IndexOutOfBoundsException("chunk " + index + " of " + chunkCount());
    }
    long offset = index * CHUNK_BYTES;
    return new Span(index, offset, (int) Math.min(CHUNK_BYTES, fileBytes - offset));
  }

  /** All chunks in order, made one by one: a claimed size must not cost memory. */
  public Iterable<Span> spans() {
    return SpanIterator::new;
  }

  private final class SpanIterator implements Iterator<Span> {
    private long next;

    @Override
    public boolean hasNext() {
      return next < chunkCount();
    }

    @Override
    public Span next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return span(next++);
    }
  }
}
