package io.scp2p.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.TransportKind;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BootstrapAddressTest {
  private static final String KEY = "a1".repeat(32);

  @ParameterizedTest
  @CsvSource({
    "192.0.2.10:7001, tcp://192.0.2.10:7001",
    "tcp://192.0.2.10:7001, tcp://192.0.2.10:7001",
    "quic://192.0.2.10:7000, quic://192.0.2.10:7000",
    "[2001:db8::1]:7001, tcp://[2001:db8::1]:7001",
    "[2001:DB8:0:0:0:0:0:1]:7001, tcp://[2001:db8::1]:7001",
    "[::]:1, tcp://[::]:1",
    "[::1]:1, tcp://[::1]:1",
    "[1::]:1, tcp://[1::]:1",
    "[1:0:0:2:0:0:0:3]:1, tcp://[1:0:0:2::3]:1",
    "[1:0:2:3:4:5:6:7]:1, tcp://[1:0:2:3:4:5:6:7]:1",
    "[::ffff:192.0.2.10]:1, tcp://192.0.2.10:1",
    "0.0.0.0:65535, tcp://0.0.0.0:65535"
  })
  void literalsAreReadAndWrittenInTheirShortestForm(String text, String canonical) {
    assertThat(BootstrapAddress.parse(text)).hasToString(canonical);
    assertThat(BootstrapAddress.parse(canonical)).isEqualTo(BootstrapAddress.parse(text));
  }

  @Test
  void sixtyFourHexDigitsAfterTheLastAtSignAreAKey() {
    BootstrapAddress address = BootstrapAddress.parse("quic://[2001:db8::1]:7000@" + KEY);
    assertThat(address.key()).isEqualTo(NodeKey.parse(KEY));
    assertThat(
            BootstrapAddress.parse(
                address.toString().toUpperCase(Locale.ROOT).replace("QUIC", "quic")))
        .isEqualTo(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "192.0.2.10",
        "192.0.2.10:",
        "192.0.2.10:65536",
        "192.0.2.10:-1",
        "192.0.2.10:+1",
        "192.0.2.10:100000",
        "192.0.2:7001",
        "192.0.2.256:7001",
        "192.0.2.010:7001",
        "192.0.2.1.1:7001",
        "1:7001",
        "example.org:7001",
        "localhost:7001",
        "2001:db8::1:7001",
        "[2001:db8::1%eth0]:7001",
        "[2001:db8::1::2]:7001",
        "[example.org]:7001",
        "[]:7001",
        "[]",
        "udp://192.0.2.10:7001",
        "TCP://192.0.2.10:7001",
        "tcp://quic://192.0.2.10:7001",
        " 192.0.2.10:7001",
        "192.0.2.10:7001@",
        "192.0.2.10:7001@a1",
        "192.0.2.10:7001@zz"
      })
  void everythingElseIsRefusedAndNoNameIsLookedUp(String text) {
    assertThatThrownBy(() -> BootstrapAddress.parse(text))
        .asInstanceOf(type(Scp2pException.class))
        .extracting(Scp2pException::code)
        .isEqualTo(ErrorCode.INVALID_ADDRESS);
  }

  @Test
  void aKeyOfTheWrongLengthIsNotAKey() {
    assertThat(BootstrapAddress.tryParse("192.0.2.10:7001@" + KEY + "a1")).isEmpty();
    assertThat(BootstrapAddress.tryParse("192.0.2.10:7001@" + KEY.substring(2))).isEmpty();
    assertThat(BootstrapAddress.tryParse("192.0.2.10:7001@" + KEY + "@" + KEY)).isEmpty();
  }

  @Test
  void theLongestAddressFitsTheBoundAndLongerTextIsRefusedUnread() {
    String longest = "quic://[" + "0000:".repeat(6) + "255.255.255.255]:65535@" + KEY;
    assertThat(longest.length()).isLessThanOrEqualTo(BootstrapAddress.MAX_LENGTH);
    assertThat(BootstrapAddress.tryParse(longest)).isPresent();
    assertThat(BootstrapAddress.tryParse("x".repeat(BootstrapAddress.MAX_LENGTH + 1))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "tcp://192.0.2.10:7001, quic://192.0.2.10:7000",
    "quic://192.0.2.10:7000, tcp://192.0.2.10:7001",
    "tcp://192.0.2.10:0, quic://192.0.2.10:0",
    "quic://192.0.2.10:65535, tcp://192.0.2.10:65535"
  })
  void theTwinOfAnAddressIsOnePortAway(String text, String twin) {
    String keyed = text + "@" + KEY;
    assertThat(BootstrapAddress.parse(keyed).alternate()).hasToString(twin + "@" + KEY);
  }

  @Test
  void aListIsCompletedWithTwinsTcpFirst() {
    assertThat(
            BootstrapAddress.withAlternates(
                Stream.of("quic://192.0.2.1:7000", "192.0.2.2:7001", "192.0.2.1:7001")
                    .map(BootstrapAddress::parse)
                    .toList()))
        .extracting(BootstrapAddress::toString)
        .containsExactly(
            "tcp://192.0.2.2:7001",
            "tcp://192.0.2.1:7001",
            "quic://192.0.2.1:7000",
            "quic://192.0.2.2:7000");
  }

  @Test
  void aValueThatNoStringCouldExpressIsRefused() {
    InetAddress ip = InetAddress.getLoopbackAddress();
    assertThatThrownBy(() -> new BootstrapAddress(TransportKind.SIMULATED, ip, 1, null))
        .isInstanceOf(IllegalArgumentException.class);
    for (int port : List.of(-1, 65_536)) {
      assertThatThrownBy(() -> new BootstrapAddress(TransportKind.TCP, ip, port, null))
          .hasMessage("port is 0 to 65535, not " + port);
    }
  }

  @Property
  void arbitraryTextNeverEscapesTheContract(@ForAll String text) {
    BootstrapAddress.tryParse(text)
        .ifPresent(
            address -> assertThat(BootstrapAddress.parse(address.toString())).isEqualTo(address));
    assertThat(BootstrapAddress.tryParse(text + "x")).isEmpty();
  }
}
