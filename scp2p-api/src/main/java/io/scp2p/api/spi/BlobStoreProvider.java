package io.scp2p.api.spi;

/** Makes blob stores; found by {@link java.util.ServiceLoader}. */
public interface BlobStoreProvider {
  /**
   * Makes a store for one node.
   *
   * @param maxOpenFiles how many files it may hold open at the same time
   * @return a store with nothing open
   */
  BlobStore create(int maxOpenFiles);
}
