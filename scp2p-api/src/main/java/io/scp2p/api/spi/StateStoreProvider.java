package io.scp2p.api.spi;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Opens state stores; found by {@link java.util.ServiceLoader}. */
public interface StateStoreProvider {
  /**
   * Whether it can do this.
   *
   * @param durable true to keep everything in a directory, false to keep nothing
   * @return whether {@link #open} may be called so
   */
  boolean supports(boolean durable);

  /**
   * Opens a store and keeps others out of it.
   *
   * @param directory created if it is missing, or null for a store in memory
   * @return an open store
   * @throws StoreException with {@link StoreException.Reason#LOCKED} if it is in use, and for all
   *     other reasons
   */
  StateStore open(@Nullable Path directory) throws StoreException;
}
