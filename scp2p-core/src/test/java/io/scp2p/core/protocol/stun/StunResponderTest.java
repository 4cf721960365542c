package io.scp2p.core.protocol.stun;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.stun.StunAddress;
import io.scp2p.core.wire.stun.StunAttribute;
import io.scp2p.core.wire.stun.StunClass;
import io.scp2p.core.wire.stun.StunError;
import io.scp2p.core.wire.stun.StunMessage;
import io.scp2p.core.wire.stun.StunMethod;
import io.scp2p.core.wire.stun.StunWriter;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StunResponderTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final Bytes ID = Bytes.parse("000102030405060708090a0b");
  private static final StunAddress SOMEBODY = from(0x0a000001);

  private final StunResponder responder = new StunResponder(0);

  private static StunAddress from(int ip) {
    return new StunAddress(
        new IpAddress(Bytes.wrap(ByteBuffer.allocate(4).putInt(ip).array())), 4_000);
  }

  private static StunMessage request(StunClass kind, int method) throws WireException {
    return StunMessage.decode(new StunWriter(kind, method, ID).encode());
  }

  @Test
  void tellsWhereARequestCameFrom() throws WireException {
    Optional<Bytes> answer =
        responder.answer(0, SOMEBODY, request(StunClass.REQUEST, StunMethod.BINDING));

    StunMessage read = StunMessage.decode(answer.orElseThrow());
    assertThat(read.mappedAddress()).contains(SOMEBODY);
    assertThat(read.transaction()).isEqualTo(ID);
    assertThat(read.fingerprint()).isTrue();
    assertThat(answer.get().size()).isLessThanOrEqualTo(2 * StunMessage.HEADER_BYTES);
  }

  @Test
  void saysNothingToAnythingElse() throws WireException {
    assertThat(responder.answer(0, SOMEBODY, request(StunClass.SUCCESS, StunMethod.BINDING)))
        .isEmpty();
    assertThat(responder.answer(0, SOMEBODY, request(StunClass.REQUEST, StunMethod.ALLOCATE)))
        .isEmpty();
  }

  @Test
  void whatItDoesNotKnowItNames() throws WireException {
    StunMessage request =
        StunMessage.decode(
            new StunWriter(StunClass.REQUEST, StunMethod.BINDING, ID)
                .u32(StunAttribute.CHANGE_REQUEST, 6)
                .encode());

    StunMessage answer = StunMessage.decode(responder.answer(0, SOMEBODY, request).orElseThrow());

    assertThat(answer.errorCode()).hasValue(StunError.UNKNOWN_ATTRIBUTE);
  }

  @Test
  void oneAddressGetsSoManyAndNoMore() throws WireException {
    StunMessage request = request(StunClass.REQUEST, StunMethod.BINDING);
    int answers = 0;
    for (int i = 0; i < 2 * StunResponder.BURST_OF_ADDRESS; i++) {
      answers += responder.answer(0, SOMEBODY, request).isPresent() ? 1 : 0;
    }
    assertThat(answers).isEqualTo(StunResponder.BURST_OF_ADDRESS);
    assertThat(responder.answer(0, from(7), request)).isPresent();
    assertThat(responder.answer(SECOND, SOMEBODY, request)).isPresent();
  }

  @Test
  void allTogetherGetSoManyAndTheTableIsBounded() throws WireException {
    StunMessage request = request(StunClass.REQUEST, StunMethod.BINDING);
    int answers = 0;
    for (int i = 0; i < StunResponder.MAX_ADDRESSES + 10; i++) {
      answers += responder.answer(0, from(i), request).isPresent() ? 1 : 0;
    }
    assertThat(answers).isEqualTo(StunResponder.BURST);
    assertThat(responder.size()).isEqualTo(StunResponder.MAX_ADDRESSES);
  }
}
