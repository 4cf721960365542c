package io.scp2p.core.protocol.dht;

import io.scp2p.api.id.NodeId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.record.DhtKey;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/**
 * A place in the space of node ids, as numbers: lookups compare distances millions of times, and
 * bytes would be copied for each. How far two ids are apart is their exclusive or (section 1.5).
 *
 * @param high the first 8 bytes
 * @param middle the next 8
 * @param low the last 4
 */
record Point(long high, long middle, int low) {
  /** Bits of an id: there are as many buckets (section 8.2). */
  static final int BITS = Byte.SIZE * NodeId.LENGTH;

  static Point of(NodeId id) {
    return of(id.bytes());
  }

  static Point of(NodeKey key) {
    return of(key.id());
  }

  /** Section 1.5: a key is routed by its first 20 bytes. */
  static Point of(DhtKey key) {
    return of(key.value().toArray());
  }

  private static Point of(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    return new Point(in.getLong(), in.getLong(), in.getInt());
  }

  NodeId id() {
    byte[] bytes = new byte[NodeId.LENGTH];
    ByteBuffer.wrap(bytes).putLong(high).putLong(middle).putInt(low);
    return NodeId.of(bytes);
  }

  /** Leading bits that two points share; {@link #BITS} for the same point. */
  int sharedBits(Point other) {
    long first = high ^ other.high;
    if (first != 0) {
      return Long.numberOfLeadingZeros(first);
    }
    long second = middle ^ other.middle;
    if (second != 0) {
      return Long.SIZE + Long.numberOfLeadingZeros(second);
    }
    return 2 * Long.SIZE + Integer.numberOfLeadingZeros(low ^ other.low);
  }

  /** Below 0 if {@code a} is closer to this point than {@code b}. */
  int compareDistance(Point a, Point b) {
    int order = Long.compareUnsigned(high ^ a.high, high ^ b.high);
    if (order == 0) {
      order = Long.compareUnsigned(middle ^ a.middle, middle ^ b.middle);
    }
    return order == 0 ? Integer.compareUnsigned(low ^ a.low, low ^ b.low) : order;
  }

  /** In the order of the bytes. */
  int compareOrder(Point other) {
    int order = Long.compareUnsigned(high, other.high);
    if (order == 0) {
      order = Long.compareUnsigned(middle, other.middle);
    }
    return order == 0 ? Integer.compareUnsigned(low, other.low) : order;
  }

  /** Some point that shares exactly so many leading bits with this one: one of its bucket. */
  Point inBucket(int bucket, RandomGenerator random) {
    Point point = new Point(random.nextLong(), random.nextLong(), random.nextInt());
    for (int bit = 0; bit <= bucket; bit++) {
      boolean wanted = bit(bit) != (bit == bucket);
      if (point.bit(bit) != wanted) {
        point = point.flipped(bit);
      }
    }
    return point;
  }

  private boolean bit(int index) {
    if (index < Long.SIZE) {
      return (high >>> (Long.SIZE - 1 - index) & 1) != 0;
    }
    if (index < 2 * Long.SIZE) {
      return (middle >>> (2 * Long.SIZE - 1 - index) & 1) != 0;
    }
    return (low >>> (BITS - 1 - index) & 1) != 0;
  }

  private Point flipped(int index) {
    if (index < Long.SIZE) {
      return new Point(high ^ 1L << (Long.SIZE - 1 - index), middle, low);
    }
    if (index < 2 * Long.SIZE) {
      return new Point(high, middle ^ 1L << (2 * Long.SIZE - 1 - index), low);
    }
    return new Point(high, middle, low ^ 1 << (BITS - 1 - index));
  }
}
