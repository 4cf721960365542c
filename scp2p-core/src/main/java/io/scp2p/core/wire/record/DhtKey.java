package io.scp2p.core.wire.record;

import io.scp2p.core.wire.Bytes;

/**
 * Where a value lives in the DHT: a SHA-256 over its keyspace's prefix and what it is about
 * (specification section 8.6).
 *
 * @param value 32 bytes
 */
public record DhtKey(Bytes value) {
  /** How many bytes every key has. */
  public static final int LENGTH = 32;

  /** Refuses any other size. */
  public DhtKey {
    value.requireSize(LENGTH, "DHT key");
  }

  /** A key out of a copy of 32 bytes. */
  public static DhtKey of(byte[] value) {
    return new DhtKey(Bytes.copyOf(value));
  }

  @Override
  public String toString() {
    return value.hex();
  }
}
