package io.scp2p.core.wire.cbor;

import io.scp2p.core.wire.Bytes;

/**
 * An item that ends with the content of one big byte string, so that a frame around it can be sent
 * as two buffers without copying that content.
 */
public interface TailedEncodable extends Encodable {
  /** Appends everything up to and including the head of the byte string. */
  void writeHead(CborWriter out);

  /** The content of the byte string. */
  Bytes tail();

  @Override
  default void write(CborWriter out) {
    writeHead(out);
    out.raw(tail());
  }
}
