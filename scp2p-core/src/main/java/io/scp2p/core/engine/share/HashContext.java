package io.scp2p.core.engine.share;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.spi.BlobStore;
import io.scp2p.api.spi.TimeSource;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** What the hashing of all files of one publication has in common. */
final class HashContext {
  /** Big enough that a read costs little more than its bytes. */
  static final int BUFFER_BYTES = 1 << 20;

  final ShareStore store;
  final BlobStore blobs;
  final TimeSource time;
  private final ConcurrentLinkedQueue<ByteBuffer> buffers = new ConcurrentLinkedQueue<>();
  private final AtomicLong hashedBytes = new AtomicLong();
  private final AtomicLong hashedFiles = new AtomicLong();
  private volatile boolean cancelled;

  HashContext(ShareStore store, BlobStore blobs, TimeSource time) {
    this.store = store;
    this.blobs = blobs;
    this.time = time;
  }

  /** As many buffers as there ever were readers at the same time. */
  ByteBuffer takeBuffer() {
    ByteBuffer free = buffers.poll();
    return free == null ? ByteBuffer.allocate(BUFFER_BYTES) : free.clear();
  }

  void giveBack(ByteBuffer buffer) {
    buffers.add(buffer);
  }

  void hashed(long bytes) {
    hashedBytes.addAndGet(bytes);
  }

  void fileDone() {
    hashedFiles.incrementAndGet();
  }

  long hashedBytes() {
    return hashedBytes.get();
  }

  long hashedFiles() {
    return hashedFiles.get();
  }

  void cancel() {
    cancelled = true;
  }

  boolean isCancelled() {
    return cancelled;
  }

  void checkCancelled() {
    if (cancelled) {
      throw new Scp2pException(ErrorCode.CANCELLED, "The publication was cancelled.");
    }
  }
}
