package io.scp2p.core.protocol.dht;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.NodeId;
import io.scp2p.core.wire.record.DhtKey;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Places and distances of section 1.5, bit by bit. */
class PointTest {
  private final SplittableRandom random = new SplittableRandom(11);

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private Point point() {
    return Point.of(NodeId.of(bytes(NodeId.LENGTH)));
  }

  /** A point that differs in one bit. */
  private static Point flipped(Point point, int bit) {
    byte[] bytes = point.id().bytes();
    bytes[bit / 8] ^= (byte) (0x80 >>> bit % 8);
    return Point.of(NodeId.of(bytes));
  }

  @Test
  void aPointIsTheFirstTwentyBytes() {
    NodeId id = NodeId.of(bytes(NodeId.LENGTH));
    assertThat(Point.of(id).id()).isEqualTo(id);

    byte[] key = bytes(DhtKey.LENGTH);
    assertThat(Point.of(DhtKey.of(key)).id().bytes()).isEqualTo(Arrays.copyOf(key, NodeId.LENGTH));
  }

  @Test
  void sharedBitsEndAtTheFirstThatDiffers() {
    Point point = point();
    for (int bit = 0; bit < Point.BITS; bit++) {
      Point other = flipped(point, bit);
      assertThat(point.sharedBits(other)).isEqualTo(bit);
      assertThat(point.sharedBits(flipped(other, Point.BITS - 1)))
          .isEqualTo(bit == Point.BITS - 1 ? Point.BITS : bit);
    }
    assertThat(point.sharedBits(point)).isEqualTo(Point.BITS);
  }

  @Test
  void whoDiffersLaterIsCloser() {
    Point point = point();
    assertThat(point.compareDistance(point, point)).isZero();
    for (int bit = 1; bit < Point.BITS; bit++) {
      Point near = flipped(point, bit);
      Point far = flipped(point, bit - 1);
      assertThat(point.compareDistance(near, far)).isNegative();
      assertThat(point.compareDistance(far, near)).isPositive();
      assertThat(point.compareDistance(point, near)).isNegative();
      assertThat(point.compareDistance(near, near)).isZero();
    }
  }

  @Test
  void theOrderIsThatOfUnsignedBytes() {
    Point zero = new Point(0, 0, 0);
    Point before = zero;
    for (int bit = Point.BITS - 1; bit >= 0; bit--) {
      Point next = flipped(zero, bit);
      assertThat(before.compareOrder(next)).isNegative();
      assertThat(next.compareOrder(before)).isPositive();
      assertThat(next.compareOrder(next)).isZero();
      before = next;
    }
    for (int i = 0; i < 100; i++) {
      Point a = point();
      Point b = new Point(a.high(), i % 2 == 0 ? a.middle() : random.nextLong(), random.nextInt());
      assertThat(Integer.signum(a.compareOrder(b)))
          .isEqualTo(Integer.signum(Arrays.compareUnsigned(a.id().bytes(), b.id().bytes())));
    }
  }

  @Test
  void aPointOfABucketSharesAsManyBitsAndIsElseAnyPoint() {
    for (int bucket = 0; bucket < Point.BITS; bucket++) {
      Point self = point();
      Set<Point> points = new HashSet<>();
      for (int i = 0; i < 20; i++) {
        Point point = self.inBucket(bucket, random);
        assertThat(self.sharedBits(point)).isEqualTo(bucket);
        points.add(point);
      }
      assertThat(points).hasSizeGreaterThan(bucket < Point.BITS - 8 ? 16 : 0);
    }
  }
}
