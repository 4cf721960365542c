package io.scp2p.core.wire.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.SectionNineteen;
import io.scp2p.core.wire.U64;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import io.scp2p.core.wire.WireLimits;
import io.scp2p.core.wire.cbor.CborReader;
import java.net.InetAddress;
import java.net.UnknownHostException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeerAddressTest {
  private static final PeerAddress DIRECT =
      PeerAddress.direct(
          IpAddress.of((byte) 192, (byte) 0, (byte) 2, (byte) 10), 7001, PeerTransport.TCP);

  /** An address inside an address, {@code levels} in all. */
  private static PeerAddress nested(int levels) {
    PeerAddress address = DIRECT;
    for (int i = 1; i < levels; i++) {
      address =
          new PeerAddress(address.ip(), 1, PeerTransport.TCP, null, new RelayRoute(address, -1L));
    }
    return address;
  }

  @Test
  void relaysNestToTheLimitAndNoFurther() throws WireException {
    PeerAddress deepest = nested(WireLimits.MAX_ADDRESS_NESTING);
    assertThat(CborReader.decode(deepest.encoded(), PeerAddress::read)).isEqualTo(deepest);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> nested(WireLimits.MAX_ADDRESS_NESTING + 1))
        .withMessage("relays nested too deeply");

    // What the constructor refuses to build, put together by hand.
    String direct = SectionNineteen.hex("address.tcp").hex();
    String inner = deepest.encoded().hex();
    Bytes deeper = Bytes.parse(inner.replace(direct, nestedHex(direct)));
    WireException refusal =
        catchThrowableOfType(
            WireException.class, () -> CborReader.decode(deeper, PeerAddress::read));
    assertThat(refusal.reason()).isEqualTo(Reason.TOO_DEEP);
  }

  private static String nestedHex(String direct) {
    String relayed =
        new PeerAddress(DIRECT.ip(), 7001, PeerTransport.TCP, null, new RelayRoute(DIRECT, 0))
            .encoded()
            .hex();
    assertThat(relayed).contains(direct);
    return relayed;
  }

  @Test
  void aSlotIdAboveTheSignedRangeIsPrintedAndKeptUnsigned() throws WireException {
    PeerAddress relayed = nested(2);
    PeerAddress read = CborReader.decode(relayed.encoded(), PeerAddress::read);
    assertThat(read.relayVia().slotId()).isEqualTo(-1L);
    assertThat(read.relayVia()).asString().contains("slotId=18446744073709551615");
    assertThat(U64.text(read.relayVia().slotId())).isEqualTo("18446744073709551615");
  }

  @Test
  void theTextOfWorkingListsIgnoresRelayAndKey() {
    assertThat(DIRECT.dialText()).isEqualTo("192.0.2.10:7001:tcp");
    assertThat(
            PeerAddress.direct(
                    new IpAddress(Bytes.parse("20010db8" + "00".repeat(11) + "01")),
                    7000,
                    PeerTransport.QUIC)
                .dialText())
        .isEqualTo("[2001:db8::1]:7000:quic");
  }

  @ParameterizedTest
  @CsvSource({
    "00000000000000000000000000000000, ::",
    "00000000000000000000000000000001, ::1",
    "20010db8000000000000000000000001, 2001:db8::1",
    "20010db8000000010001000100010001, 2001:db8:0:1:1:1:1:1",
    "20010000000000010000000000000001, 2001:0:0:1::1",
    "fe800000000000000000000000000000, fe80::",
    "00000000000000000000ffffc000020a, ::ffff:192.0.2.10",
    "c000020a, 192.0.2.10"
  })
  void addressesHaveTheirCanonicalText(String octets, String text) {
    assertThat(new IpAddress(Bytes.parse(octets))).hasToString(text);
  }

  @Property
  void theTextNamesTheSameAddressToJava(@ForAll @Size(16) byte[] octets)
      throws UnknownHostException {
    String text = IpAddress.of(octets).toString();
    assertThat(InetAddress.getByName(text)).isEqualTo(InetAddress.getByAddress(octets));
  }

  @Test
  void whatHasNoWireFormIsOurMistake() {
    assertThatIllegalArgumentException().isThrownBy(() -> IpAddress.of((byte) 1, (byte) 2));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PeerAddress.direct(DIRECT.ip(), 65_536, PeerTransport.TCP));
  }
}
