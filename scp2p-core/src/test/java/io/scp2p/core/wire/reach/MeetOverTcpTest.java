package io.scp2p.core.wire.reach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.message.MessageCodec;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.stun.StunAddress;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class MeetOverTcpTest {
  private static final MessageCodec CODEC = MeetOverTcp.addTo(MessageCodec.v1());

  /** The bytes of docs/reach-protocol.md. */
  private static final String PORT = "a10019c350";

  private static final String SEEN = "a20044cb00710b0119c350";

  @Test
  void requestsAndAnswersHaveTheFormOfTheDocument() throws WireException {
    assertThat(new MeetOverTcp(50_000).encoded().hex()).isEqualTo(PORT);
    assertThat(CODEC.decodeRequest(642, Bytes.parse(PORT))).isEqualTo(new MeetOverTcp(50_000));
    assertThat(CODEC.decodeResponse(642, new MeetingOverTcp(50_000).encoded()))
        .isEqualTo(new MeetingOverTcp(50_000));
    assertThat(new AskSeenFrom().encoded().hex()).isEqualTo("a0");
    assertThat(CODEC.decodeRequest(641, Bytes.parse("a0"))).isEqualTo(new AskSeenFrom());
    SeenFrom seen = new SeenFrom(new StunAddress(new IpAddress(Bytes.parse("cb00710b")), 50_000));
    assertThat(seen.encoded().hex()).isEqualTo(SEEN);
    assertThat(CODEC.decodeResponse(641, Bytes.parse(SEEN))).isEqualTo(seen);
  }

  @Test
  void keysOfLaterVersionsAreIgnored() throws WireException {
    assertThat(CODEC.decodeRequest(642, Bytes.parse("a20019c35005f5")))
        .isEqualTo(new MeetOverTcp(50_000));
    assertThat(CODEC.decodeRequest(641, Bytes.parse("a105f5"))).isEqualTo(new AskSeenFrom());
  }

  @Test
  void nobodyIsSentToAPortOfAService() {
    for (String odd : List.of("a100190050", "a1001903ff", "a10000", "a1001a00010000", "a0", "80")) {
      assertThatThrownBy(() -> CODEC.decodeRequest(642, Bytes.parse(odd)))
          .as(odd)
          .isInstanceOf(WireException.class);
      assertThatThrownBy(() -> CODEC.decodeResponse(642, Bytes.parse(odd)))
          .as(odd)
          .isInstanceOf(WireException.class);
    }
    assertThatThrownBy(() -> new MeetOverTcp(1_023)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new MeetingOverTcp(65_536))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void oddAddressesAreRefused() {
    for (String odd :
        List.of("a20045cb00710b000119c350", "a20044cb00710b0100", "a10044cb00710b", "a10119c350")) {
      assertThatThrownBy(() -> CODEC.decodeResponse(641, Bytes.parse(odd)))
          .as(odd)
          .isInstanceOf(WireException.class);
    }
  }

  @Property(tries = 200)
  void everyOtherPortComesThrough(@ForAll @IntRange(min = 1_024, max = 65_535) int port)
      throws WireException {
    assertThat(CODEC.decodeRequest(642, new MeetOverTcp(port).encoded()))
        .isEqualTo(new MeetOverTcp(port));
  }

  @Property(tries = 500)
  void garbageEndsInOneWayOnly(@ForAll @Size(max = 40) byte[] bytes) {
    for (int type : new int[] {641, 642}) {
      try {
        assertThat(CODEC.decodeRequest(type, Bytes.wrap(bytes)).type()).isEqualTo(type);
      } catch (WireException refused) {
        assertThat(refused).hasMessageContaining("");
      }
    }
  }
}
