package io.scp2p.api.spi;

import java.util.Optional;

/**
 * Tables of small values by binary key: everything a node remembers except content.
 *
 * <p>Every method may block on the disk: the engine calls it on the blocking executor, never on its
 * loop. All methods may be called from any thread at the same time. Arrays passed in are not kept,
 * and arrays handed out belong to the caller.
 */
public interface StateStore extends AutoCloseable {
  /** Longer keys are refused. */
  int MAX_KEY_BYTES = 1_024;

  /** Longer values are refused: content belongs into the {@link BlobStore}. */
  int MAX_VALUE_BYTES = 16 << 20;

  /**
   * Reads one value.
   *
   * @param table where
   * @param key its key
   * @return the value, or nothing
   * @throws StoreException if the store cannot be read
   */
  Optional<byte[]> get(StateTable table, byte[] key) throws StoreException;

  /**
   * Applies all changes of a batch, or none, also if the process or the power ends meanwhile.
   * Whoever reads afterwards sees all of them.
   *
   * @param batch changes in order; a later one of the same key wins
   * @param durability what the changes survive once this returns
   * @throws StoreException if nothing was changed
   */
  void apply(StateBatch batch, Durability durability) throws StoreException;

  /**
   * Writes one value.
   *
   * @param table where
   * @param key its key
   * @param value what replaces the old one
   * @param durability what the change survives once this returns
   * @throws StoreException if nothing was changed
   */
  default void put(StateTable table, byte[] key, byte[] value, Durability durability)
      throws StoreException {
    apply(new StateBatch().put(table, key, value), durability);
  }

  /**
   * Removes one value. Harmless if it is not there.
   *
   * @param table where
   * @param key its key
   * @param durability what the change survives once this returns
   * @throws StoreException if nothing was changed
   */
  default void delete(StateTable table, byte[] key, Durability durability) throws StoreException {
    apply(new StateBatch().delete(table, key), durability);
  }

  /**
   * Walks over all keys that start with a prefix, in unsigned byte order, as they were at this
   * moment.
   *
   * @param table where
   * @param prefix how keys start; empty for all
   * @return a cursor before the first entry, to be closed
   * @throws StoreException if the store cannot be read
   */
  StateCursor scan(StateTable table, byte[] prefix) throws StoreException;

  /**
   * Walks as {@link #scan(StateTable, byte[])} does, beginning with the first key that is not below
   * another one.
   *
   * @param table where
   * @param prefix how keys start; empty for all
   * @param from the lowest key of interest
   * @return a cursor before the first entry, to be closed
   * @throws StoreException if the store cannot be read
   */
  StateCursor scan(StateTable table, byte[] prefix, byte[] from) throws StoreException;

  /** Writes out what is pending and releases everything. Harmless when repeated. */
  @Override
  void close() throws StoreException;
}
