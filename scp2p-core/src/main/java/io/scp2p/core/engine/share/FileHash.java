package io.scp2p.core.engine.share;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.spi.BlobStore;
import io.scp2p.api.spi.ChangeStamp;
import io.scp2p.api.spi.SourceBlob;
import io.scp2p.api.spi.StoreException;
import io.scp2p.api.spi.StoreException.Reason;
import io.scp2p.core.content.ChunkLayout;
import io.scp2p.core.crypto.blake3.ContentHasher;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** One pass over one file, a piece at a time. For one thread at a time. */
final class FileHash implements AutoCloseable {
  private final SourceBlob blob;
  private final ChangeStamp stamp;
  private final HashPages pages = new HashPages();
  private final ContentHasher hasher = new ContentHasher((index, hash) -> pages.add(hash));
  private long position;

  private FileHash(SourceBlob blob, ChangeStamp stamp) {
    this.blob = blob;
    this.stamp = stamp;
  }

  /** Opens the file; fails if nobody could describe a file of its size. */
  static FileHash open(BlobStore blobs, Path file) throws StoreException {
    SourceBlob blob = blobs.open(file);
    boolean good = false;
    try {
      ChangeStamp stamp = blob.stamp();
      if (stamp.sizeBytes() > ChunkLayout.MAX_FILE_BYTES) {
        throw new StoreException(Reason.FAILED, "a file is too big to be shared", null);
      }
      good = true;
      return new FileHash(blob, stamp);
    } finally {
      if (!good) {
        blob.close();
      }
    }
  }

  ChangeStamp stamp() {
    return stamp;
  }

  long position() {
    return position;
  }

  boolean isAtEnd() {
    return position == stamp.sizeBytes();
  }

  /** Reads and hashes as much as fits into the buffer. */
  void advance(ByteBuffer buffer) throws StoreException {
    buffer.clear();
    buffer.limit((int) Math.min(buffer.capacity(), stamp.sizeBytes() - position));
    blob.read(position, buffer);
    buffer.flip();
    position += buffer.remaining();
    hasher.update(buffer);
  }

  /**
   * The content, once all was read.
   *
   * @throws StoreException with {@link Reason#CHANGED} if the file is not what it was at the start
   */
  Result finish() throws StoreException {
    if (!blob.stamp().equals(stamp)) {
      throw new StoreException(Reason.CHANGED, "a file was written while it was hashed", null);
    }
    ContentId content = ContentId.of(hasher.finish());
    List<byte[]> full = pages.finish();
    return new Result(content, new StoredContent(stamp.sizeBytes(), pages.listHash()), full);
  }

  /** What one pass yields. */
  record Result(ContentId content, StoredContent stored, List<byte[]> pages) {}

  @Override
  public void close() throws StoreException {
    blob.close();
  }
}
