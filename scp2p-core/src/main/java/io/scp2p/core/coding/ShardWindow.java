package io.scp2p.core.coding;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;

/**
 * The bytes of one shard, moved to and from tile rows eight at a time.
 *
 * <p>The byte order is the machine's: field elements are single bytes, so it does not matter as
 * long as reading and writing agree.
 */
final class ShardWindow {
  private final ByteBuffer bytes;
  private final LongBuffer longs;

  /** Views what remains of the buffer, whose position and limit stay as they are. */
  ShardWindow(ByteBuffer shard) {
    bytes = shard.slice();
    longs = shard.slice().order(ByteOrder.nativeOrder()).asLongBuffer();
  }

  int length() {
    return bytes.limit();
  }

  /** Copies bytes to the start of a row; the last long is filled up with zeros. */
  void load(int offset, int length, long[] row) {
    int whole = length / Long.BYTES;
    longs.get(offset / Long.BYTES, row, 0, whole);
    int tail = length % Long.BYTES;
    if (tail != 0) {
      long last = 0;
      for (int i = 0; i < tail; i++) {
        last |= (bytes.get(offset + whole * Long.BYTES + i) & 0xffL) << (Byte.SIZE * i);
      }
      row[whole] = last;
    }
  }

  /** Copies the start of a row to the shard. */
  void store(int offset, int length, long[] row) {
    int whole = length / Long.BYTES;
    longs.put(offset / Long.BYTES, row, 0, whole);
    int tail = length % Long.BYTES;
    for (int i = 0; i < tail; i++) {
      bytes.put(offset + whole * Long.BYTES + i, (byte) (row[whole] >>> (Byte.SIZE * i)));
    }
  }
}
