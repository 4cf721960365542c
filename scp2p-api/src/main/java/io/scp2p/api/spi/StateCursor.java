package io.scp2p.api.spi;

/** A walk over a table as it was at one moment. For one thread. */
public interface StateCursor extends AutoCloseable {
  /**
   * Steps to the next entry.
   *
   * @return false after the last
   * @throws StoreException if the store cannot be read
   */
  boolean next() throws StoreException;

  /** {@return the key of this entry, a fresh copy} */
  byte[] key();

  /** {@return the value of this entry, a fresh copy} */
  byte[] value();

  /** Releases the moment. Harmless when repeated. */
  @Override
  void close();
}
