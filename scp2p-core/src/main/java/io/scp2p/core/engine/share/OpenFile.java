package io.scp2p.core.engine.share;

import io.scp2p.api.spi.ChangeStamp;
import io.scp2p.api.spi.SourceBlob;
import io.scp2p.api.spi.StoreException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A file that is being served, open until nobody uses it any more. The cache counts as one user.
 * Safe for all threads.
 */
final class OpenFile {
  private final ContentSource source;
  private final StoredContent content;
  private final SourceBlob blob;
  private final ChangeStamp stamp;
  private final long generation;
  private final AtomicInteger users = new AtomicInteger(1);

  OpenFile(
      ContentSource source,
      StoredContent content,
      SourceBlob blob,
      ChangeStamp stamp,
      long generation) {
    this.source = source;
    this.content = content;
    this.blob = blob;
    this.stamp = stamp;
    this.generation = generation;
  }

  ContentSource source() {
    return source;
  }

  StoredContent content() {
    return content;
  }

  SourceBlob blob() {
    return blob;
  }

  long generation() {
    return generation;
  }

  /** Looks at the file; whether it is what it was when it was opened. */
  boolean isUnchanged() throws StoreException {
    return blob.stamp().equals(stamp);
  }

  /** One more user; false if the file was closed meanwhile. */
  boolean acquire() {
    return users.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
  }

  /** One user less; the last one closes the file. */
  void release() {
    if (users.decrementAndGet() == 0) {
      closeQuietly(blob);
    }
  }

  /** Closes a file that was only read from. */
  static void closeQuietly(SourceBlob blob) {
    try {
      blob.close();
    } catch (StoreException e) {
      // What is wrong with it shows when it is opened again.
    }
  }
}
