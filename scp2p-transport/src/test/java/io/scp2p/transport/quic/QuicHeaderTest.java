package io.scp2p.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class QuicHeaderTest {
  private static final String DESTINATION = "0102030405060708";
  private static final String SOURCE = "a1a2a3a4a5a6a7a8";

  private static byte[] hex(String... parts) {
    return HexFormat.of().parseHex(String.join("", parts));
  }

  private static String longPacket(String first, String version, String rest) {
    return first + version + "08" + DESTINATION + "08" + SOURCE + rest;
  }

  private static QuicHeader parse(byte[] packet) {
    return QuicHeader.parse(packet, packet.length).orElseThrow();
  }

  @Test
  void aLongHeaderNamesBothConnectionIds() {
    QuicHeader header = parse(hex(longPacket("c3", "00000001", "00")));
    assertThat(header.type()).isEqualTo(QuicHeader.Type.INITIAL);
    assertThat(header.destination()).isEqualTo(ByteBuffer.wrap(hex(DESTINATION)));
    assertThat(header.source()).isEqualTo(ByteBuffer.wrap(hex(SOURCE)));
  }

  @Test
  void bothVersionsNumberTheirPacketsDifferently() {
    String v1 = "00000001";
    String v2 = "6b3343cf";
    assertThat(parse(hex(longPacket("d0", v1, ""))).type()).isEqualTo(QuicHeader.Type.ZERO_RTT);
    assertThat(parse(hex(longPacket("e0", v1, ""))).type()).isEqualTo(QuicHeader.Type.HANDSHAKE);
    assertThat(parse(hex(longPacket("f0", v1, ""))).type()).isEqualTo(QuicHeader.Type.RETRY);
    assertThat(parse(hex(longPacket("d0", v2, ""))).type()).isEqualTo(QuicHeader.Type.INITIAL);
    assertThat(parse(hex(longPacket("e0", v2, ""))).type()).isEqualTo(QuicHeader.Type.ZERO_RTT);
    assertThat(parse(hex(longPacket("f0", v2, ""))).type()).isEqualTo(QuicHeader.Type.HANDSHAKE);
    assertThat(parse(hex(longPacket("c0", v2, ""))).type()).isEqualTo(QuicHeader.Type.RETRY);
    assertThat(parse(hex(longPacket("c0", "0a0a0a0a", ""))).type())
        .isEqualTo(QuicHeader.Type.OTHER_VERSION);
  }

  @Test
  void aShortHeaderIsForTheFirstEightBytes() {
    QuicHeader header = parse(hex("41", DESTINATION, "ffff"));
    assertThat(header.type()).isEqualTo(QuicHeader.Type.SHORT);
    assertThat(header.destination()).isEqualTo(ByteBuffer.wrap(hex(DESTINATION)));
  }

  @Test
  void whatIsTooShortHasNoHeader() {
    byte[] whole = hex(longPacket("c3", "00000001", ""));
    for (int length = 0; length < whole.length; length++) {
      assertThat(QuicHeader.parse(whole, length)).as("%d bytes", length).isEmpty();
    }
    assertThat(QuicHeader.parse(hex("4101020304050607"), 8)).isEmpty();
    assertThat(QuicHeader.parse(hex("c3", "00000001", "15", "00".repeat(40)), 46))
        .as("21 bytes of connection id")
        .isEmpty();
  }

  @Test
  void stunIsNotQuic() {
    assertThat(QuicHeader.isQuic((byte) 0x00)).isFalse();
    assertThat(QuicHeader.isQuic((byte) 0x01)).isFalse();
    assertThat(QuicHeader.isQuic((byte) 0x3f)).isFalse();
    assertThat(QuicHeader.isQuic((byte) 0x40)).isTrue();
    assertThat(QuicHeader.isQuic((byte) 0x80)).isTrue();
    assertThat(QuicHeader.isQuic((byte) 0xc0)).isTrue();
  }

  @Test
  void earlyDataAreCutOffWhereverTheyBegin() {
    String initial = longPacket("c3", "00000001", "02beef" + "4003" + "112233");
    String handshake = longPacket("e3", "00000001", "02" + "4455");
    String early = longPacket("d3", "00000001", "02" + "6677");
    byte[] packets = hex(initial, handshake, early, handshake);
    assertThat(QuicHeader.lengthWithoutEarlyData(packets, packets.length))
        .isEqualTo((initial.length() + handshake.length()) / 2);
    byte[] onlyEarly = hex(early);
    assertThat(QuicHeader.lengthWithoutEarlyData(onlyEarly, onlyEarly.length)).isZero();
    byte[] none = hex(initial, handshake, "41", DESTINATION);
    assertThat(QuicHeader.lengthWithoutEarlyData(none, none.length)).isEqualTo(none.length);
  }

  @Property(tries = 2_000)
  void garbageIsReadWithoutAnException(@ForAll @Size(max = 120) byte[] garbage) {
    QuicHeader.parse(garbage, garbage.length)
        .ifPresent(header -> assertThat(header.destination().remaining()).isLessThanOrEqualTo(20));
    assertThat(QuicHeader.lengthWithoutEarlyData(garbage, garbage.length))
        .isBetween(0, garbage.length);
  }

  @Property(tries = 2_000)
  void coalescedGarbageIsCutSomewhereInside(@ForAll @Size(max = 80) byte[] garbage) {
    byte[] packets = hex(longPacket("c3", "00000001", HexFormat.of().formatHex(garbage)));
    assertThat(QuicHeader.lengthWithoutEarlyData(packets, packets.length))
        .isBetween(23, packets.length);
  }
}
