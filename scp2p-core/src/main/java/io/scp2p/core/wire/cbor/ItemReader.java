package io.scp2p.core.wire.cbor;

import io.scp2p.core.wire.WireException;

/**
 * Reads one value from where a reader stands.
 *
 * @param <T> what it reads
 */
@FunctionalInterface
public interface ItemReader<T> {
  /** Reads exactly one item, or objects. */
  T read(CborReader in) throws WireException;
}
