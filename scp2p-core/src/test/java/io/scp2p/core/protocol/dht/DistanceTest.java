package io.scp2p.core.protocol.dht;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.id.NodeId;
import io.scp2p.core.wire.Bytes;
import java.math.BigInteger;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class DistanceTest {
  private static final NodeId ZERO = NodeId.of(new byte[NodeId.LENGTH]);

  private static NodeId id(int index, int value) {
    byte[] bytes = new byte[NodeId.LENGTH];
    bytes[index] = (byte) value;
    return NodeId.of(bytes);
  }

  @Test
  void bytesAreComparedAsUnsignedBigEndianNumbers() {
    Distance near = Distance.between(ZERO, id(19, 0xff));
    Distance far = Distance.between(ZERO, id(0, 0x01));
    Distance farther = Distance.between(ZERO, id(0, 0x80));
    assertThat(near).isLessThan(far);
    assertThat(far).isLessThan(farther);
    assertThat(farther).isLessThan(Distance.FARTHEST);
  }

  @Test
  void theBucketIsTheNumberOfLeadingZeroBits() {
    assertThat(Distance.between(ZERO, id(0, 0x80)).leadingZeroBits()).isZero();
    assertThat(Distance.between(ZERO, id(0, 0x01)).leadingZeroBits()).isEqualTo(7);
    assertThat(Distance.between(ZERO, id(19, 0x01)).leadingZeroBits()).isEqualTo(159);
    assertThat(Distance.between(ZERO, ZERO).leadingZeroBits()).isEqualTo(160);
    assertThat(Distance.FARTHEST.leadingZeroBits()).isZero();
  }

  @Test
  void aDistanceHasTheLengthOfAnId() {
    assertThatThrownBy(() -> new Distance(Bytes.wrap(new byte[32])))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Property
  void itIsAMetricThatAgreesWithArithmetic(
      @ForAll @Size(20) byte[] a, @ForAll @Size(20) byte[] b, @ForAll @Size(20) byte[] c) {
    Distance ab = Distance.between(NodeId.of(a), NodeId.of(b));
    Distance ac = Distance.between(NodeId.of(a), NodeId.of(c));
    assertThat(ab).isEqualTo(Distance.between(NodeId.of(b), NodeId.of(a)));
    BigInteger first = new BigInteger(1, ab.value().toArray());
    BigInteger second = new BigInteger(1, ac.value().toArray());
    assertThat(Integer.signum(ab.compareTo(ac))).isEqualTo(first.compareTo(second));
    assertThat(first.bitLength()).isEqualTo(160 - ab.leadingZeroBits());
    assertThat(first.signum() == 0).isEqualTo(Arrays.equals(a, b));
  }
}
