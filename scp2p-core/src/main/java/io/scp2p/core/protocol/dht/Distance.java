package io.scp2p.core.protocol.dht;

import io.scp2p.api.id.NodeId;
import io.scp2p.core.wire.Bytes;
import java.util.Arrays;

/**
 * How far two node ids are apart: their exclusive or, compared as a big-endian number
 * (specification section 1.5).
 *
 * @param value 20 bytes
 */
public record Distance(Bytes value) implements Comparable<Distance> {
  /** What a peer without a known key counts as (section 8.7). */
  public static final Distance FARTHEST = farthest();

  /** Refuses any other size. */
  public Distance {
    value.requireSize(NodeId.LENGTH, "distance");
  }

  /** The distance between two ids, in either order. */
  public static Distance between(NodeId a, NodeId b) {
    byte[] difference = a.bytes();
    byte[] other = b.bytes();
    for (int i = 0; i < difference.length; i++) {
      difference[i] ^= other[i];
    }
    return new Distance(Bytes.wrap(difference));
  }

  private static Distance farthest() {
    byte[] ones = new byte[NodeId.LENGTH];
    Arrays.fill(ones, (byte) 0xff);
    return new Distance(Bytes.wrap(ones));
  }

  /** Leading zero bits: the index of the routing table's bucket, 160 for the same id (8.2). */
  public int leadingZeroBits() {
    for (int i = 0; i < value.size(); i++) {
      int octet = value.get(i) & 0xff;
      if (octet != 0) {
        return Byte.SIZE * i + Integer.numberOfLeadingZeros(octet) - (Integer.SIZE - Byte.SIZE);
      }
    }
    return Byte.SIZE * value.size();
  }

  @Override
  public int compareTo(Distance other) {
    return Arrays.compareUnsigned(value.toArray(), other.value.toArray());
  }
}
