package io.scp2p.api.spi;

import java.nio.ByteBuffer;

/** A file that is read in place. Reads may come from several threads at the same time. */
public interface SourceBlob extends AutoCloseable {
  /**
   * Looks at the file as it is now.
   *
   * @return size and time of this moment
   * @throws StoreException if it is gone
   */
  ChangeStamp stamp() throws StoreException;

  /**
   * Fills the buffer from a position.
   *
   * @param position the first byte to read
   * @param target filled up to its limit
   * @throws StoreException with {@link StoreException.Reason#CHANGED} if the file ends before
   */
  void read(long position, ByteBuffer target) throws StoreException;

  /** Closes the file. Harmless when repeated. */
  @Override
  void close() throws StoreException;
}
