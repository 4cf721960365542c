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
import org.jspecify.annotations.Nullable;

/** One pass over one file, a piece at a time. For one thread at a time. */
final class FileHash implements AutoCloseable {
  private final BlobStore blobs;
  private final Path file;
  private final ChangeStamp stamp;
  private final HashPages pages = new HashPages();
  private final ContentHasher hasher = new ContentHasher((index, hash) -> pages.add(hash));
  private @Nullable SourceBlob blob;
  private long position;

  private FileHash(BlobStore blobs, Path file, SourceBlob blob, ChangeStamp stamp) {
    this.blobs = blobs;
    this.file = file;
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
      return new FileHash(blobs, file, blob, stamp);
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
    opened().read(position, buffer);
    buffer.flip();
    position += buffer.remaining();
    hasher.update(buffer);
  }

  /** A file that was closed for a while must still be what it was. */
  private SourceBlob opened() throws StoreException {
    SourceBlob there = blob;
    if (there == null) {
      there = blobs.open(file);
      blob = there;
      mustBeUnchanged(there);
    }
    return there;
  }

  private void mustBeUnchanged(SourceBlob there) throws StoreException {
    if (!there.stamp().equals(stamp)) {
      throw new StoreException(Reason.CHANGED, "a file was written while it was hashed", null);
    }
  }

  /**
   * The content, once all was read.
   *
   * @throws StoreException with {@link Reason#CHANGED} if the file is not what it was at the start
   */
  Result finish() throws StoreException {
    mustBeUnchanged(opened());
    ContentId content = ContentId.of(hasher.finish());
    List<byte[]> full = pages.finish();
    return new Result(content, new StoredContent(stamp.sizeBytes(), pages.listHash()), full);
  }

  /** What one pass yields. */
  record Result(ContentId content, StoredContent stored, List<byte[]> pages) {}

  /** Lets go of the file until it is read on. */
  void rest() {
    close();
  }

  @Override
  public void close() {
    SourceBlob there = blob;
    blob = null;
    if (there != null) {
      try {
        there.close();
      } catch (StoreException e) {
        // It was only read from; whatever is wrong with it will show when it is read again.
      }
    }
  }
}
