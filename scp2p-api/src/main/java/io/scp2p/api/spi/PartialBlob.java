package io.scp2p.api.spi;

import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * Content that is still arriving. Reads and writes of different ranges may come from several
 * threads at the same time. Bytes that were never written are zeros, also after the partial was
 * closed and opened again, and after a crash: notes on what has arrived rely on it.
 */
public interface PartialBlob extends AutoCloseable {
  /** {@return where it is until it is committed} */
  Path file();

  /**
   * Writes the whole buffer.
   *
   * @param position where its first byte goes
   * @param bytes what to write, within the size
   * @throws StoreException with {@link StoreException.Reason#FULL} if the disk is full
   */
  void write(long position, ByteBuffer bytes) throws StoreException;

  /**
   * Fills the buffer from a position.
   *
   * @param position the first byte to read
   * @param target filled up to its limit; what was never written reads as zeros
   * @throws StoreException if the disk failed
   */
  void read(long position, ByteBuffer target) throws StoreException;

  /**
   * Makes everything written so far survive the loss of power.
   *
   * @throws StoreException if the disk failed
   */
  void flush() throws StoreException;

  /**
   * Flushes, then moves the file to its target in one step, then closes it. A reader of the target
   * sees the old file or the new one, whole.
   *
   * @param replace whether an existing file may be replaced
   * @return the target
   * @throws StoreException with {@link StoreException.Reason#EXISTS} if it may not
   */
  Path commit(boolean replace) throws StoreException;

  /**
   * Deletes the file. Harmless when repeated, and after {@link #commit}.
   *
   * @throws StoreException if the disk failed
   */
  void discard() throws StoreException;

  /** Closes the file and keeps it for {@link BlobStore#reopen}. Harmless when repeated. */
  @Override
  void close() throws StoreException;
}
