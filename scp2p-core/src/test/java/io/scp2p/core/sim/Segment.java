package io.scp2p.core.sim;

import java.nio.ByteBuffer;

/**
 * A piece of a stream on its way.
 *
 * @param bytes empty only for the last piece
 * @param isLast whether the sender has finished with it
 */
record Segment(ByteBuffer bytes, boolean isLast) {
  /** Even nothing but an end takes a packet. */
  private static final int END_WIRE_BYTES = 40;

  int wireBytes() {
    return isLast ? END_WIRE_BYTES : bytes.remaining();
  }
}
