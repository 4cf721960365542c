package io.scp2p.api.spi;

import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * Content in plain files. What is shared is read where it stands and never copied; what arrives is
 * written beside its target and moved there in one step.
 *
 * <p>Every method may block on the disk: the engine calls it on the blocking executor, never on its
 * loop. Methods of the store may be called from any thread at the same time.
 */
public interface BlobStore extends AutoCloseable {
  /**
   * Opens a file in place for reading.
   *
   * @param file an ordinary file
   * @return the open file
   * @throws StoreException with {@link StoreException.Reason#MISSING} or {@link
   *     StoreException.Reason#DENIED}
   */
  SourceBlob open(Path file) throws StoreException;

  /**
   * Makes room for content that will arrive, beside its target and under a name of its own.
   *
   * @param target where it will be in the end; missing folders are made
   * @param sizeBytes how many bytes it will have
   * @return an empty partial of the full size
   * @throws StoreException with {@link StoreException.Reason#FULL} if there is no room
   */
  PartialBlob create(Path target, long sizeBytes) throws StoreException;

  /**
   * As {@link #create(Path, long)}, in a file that the caller names: one that it finds again after
   * a crash without having noted anything. What an earlier run has left there is deleted first.
   *
   * @param target where it will be in the end; missing folders are made
   * @param sizeBytes how many bytes it will have
   * @param partial where it is until it is committed: in the folder of the target, and nobody
   *     else's
   * @return an empty partial of the full size
   * @throws StoreException with {@link StoreException.Reason#FULL} if there is no room
   */
  PartialBlob create(Path target, long sizeBytes, Path partial) throws StoreException;

  /**
   * Opens what {@link #create(Path, long)} made before, perhaps in another run.
   *
   * @param partial {@link PartialBlob#file()} of that time
   * @param target where it will be in the end
   * @param sizeBytes how many bytes it will have
   * @return the partial with everything that was flushed
   * @throws StoreException with {@link StoreException.Reason#MISSING} if it is gone, and {@link
   *     StoreException.Reason#CHANGED} if its size is another one
   */
  PartialBlob reopen(Path partial, Path target, long sizeBytes) throws StoreException;

  /**
   * Writes a small file as a whole: it is there with all its bytes, or not at all. The bytes are
   * safe from the loss of power when this returns; the name only after {@link #flushNames}, so that
   * the names of many files cost no more than that of one.
   *
   * @param target where it will be; missing folders are made
   * @param partial where it is before that, as in {@link #create(Path, long, Path)}
   * @param bytes all of it; consumed
   * @param replace whether to replace a file of that name
   * @throws StoreException with {@link StoreException.Reason#EXISTS} if there is one and it must
   *     not be replaced, and {@link StoreException.Reason#FULL} if there is no room
   */
  default void write(Path target, Path partial, ByteBuffer bytes, boolean replace)
      throws StoreException {
    PartialBlob blob = create(target, bytes.remaining(), partial);
    boolean written = false;
    try {
      if (bytes.hasRemaining()) {
        blob.write(0, bytes);
      }
      blob.commit(replace);
      written = true;
    } finally {
      if (!written) {
        blob.discard();
      }
    }
  }

  /**
   * Makes the names of all files in a folder survive the loss of power, as far as {@link #write}
   * has not done that already.
   *
   * @param folder where files were written
   * @throws StoreException if the disk does not take it
   */
  default void flushNames(Path folder) throws StoreException {}

  /**
   * How much room there is.
   *
   * @param path a file or folder, there or not
   * @return bytes free to this user
   * @throws StoreException if the file system does not say
   */
  long freeBytes(Path path) throws StoreException;

  /** Closes every open file. Partials stay. Harmless when repeated. */
  @Override
  void close() throws StoreException;
}
