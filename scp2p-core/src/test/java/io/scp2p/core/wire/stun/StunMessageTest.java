package io.scp2p.core.wire.stun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import io.scp2p.core.wire.record.IpAddress;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class StunMessageTest {
  private static final Bytes ID = Bytes.parse("000102030405060708090a0b");

  @Test
  void classAndMethodBitsStandWhereTheyShould() throws WireException {
    for (StunClass kind : StunClass.values()) {
      for (int method : new int[] {0, StunMethod.BINDING, StunMethod.CHANNEL_BIND, 0xabc, 0xfff}) {
        Bytes bytes = new StunWriter(kind, method, ID).encode();

        StunMessage back = StunMessage.decode(bytes);

        assertThat(back.kind()).isEqualTo(kind);
        assertThat(back.method()).isEqualTo(method);
      }
    }
    assertThat(new StunWriter(StunClass.ERROR, StunMethod.BINDING, ID).encode().slice(0, 2).hex())
        .isEqualTo("0111");
  }

  @Test
  void whatStandsBehindACodeIsNotSeen() throws WireException {
    StunWriter sealed =
        new StunWriter(StunClass.REQUEST, StunMethod.BINDING, ID)
            .text(StunAttribute.USERNAME, "a")
            .integrity(input -> new byte[20]);
    assertThatThrownBy(() -> sealed.flag(StunAttribute.USE_CANDIDATE))
        .isInstanceOf(IllegalStateException.class);
    byte[] honest = sealed.encode().toArray();
    byte[] smuggled = Arrays.copyOf(honest, honest.length + 4);
    smuggled[honest.length + 1] = StunAttribute.USE_CANDIDATE;
    smuggled[3] += 4;

    StunMessage message = StunMessage.decode(Bytes.wrap(smuggled));

    assertThat(message.has(StunAttribute.USE_CANDIDATE)).isFalse();
    assertThat(message.has(StunAttribute.USERNAME)).isTrue();
  }

  @Test
  void aWrongFingerprintIsNoStun() {
    byte[] bytes =
        new StunWriter(StunClass.REQUEST, StunMethod.BINDING, ID)
            .text(StunAttribute.SOFTWARE, "soft")
            .fingerprint()
            .encode()
            .toArray();
    bytes[25] ^= 1;

    assertRefused(Bytes.wrap(bytes), Reason.MALFORMED);
  }

  @Test
  void nothingFollowsTheFingerprint() {
    StunWriter writer = new StunWriter(StunClass.REQUEST, StunMethod.BINDING, ID).fingerprint();
    assertThatThrownBy(() -> writer.integrity(input -> new byte[20]))
        .isInstanceOf(IllegalStateException.class);
    byte[] done = writer.encode().toArray();
    byte[] more = Arrays.copyOf(done, done.length + 4);
    more[3] += 4;
    assertRefused(Bytes.wrap(more), Reason.MALFORMED);
  }

  @Test
  void sizesThatLieAreRefused() {
    byte[] bytes =
        new StunWriter(StunClass.REQUEST, StunMethod.BINDING, ID)
            .text(StunAttribute.SOFTWARE, "soft")
            .encode()
            .toArray();
    byte[] tooLong = bytes.clone();
    tooLong[23] = 5;
    byte[] wrongTotal = bytes.clone();
    wrongTotal[3] = 4;

    assertRefused(Bytes.wrap(tooLong), Reason.TRUNCATED);
    assertRefused(Bytes.wrap(wrongTotal), Reason.MALFORMED);
    assertRefused(Bytes.wrap(bytes, 0, 19), Reason.MALFORMED);
  }

  @Test
  void attributesAreCounted() throws WireException {
    StunWriter writer = new StunWriter(StunClass.INDICATION, StunMethod.DATA, ID);
    for (int i = 0; i < StunMessage.MAX_ATTRIBUTES; i++) {
      writer.flag(StunAttribute.DONT_FRAGMENT);
    }
    assertThat(StunMessage.decode(writer.encode()).attributes()).hasSize(64);
    writer.flag(StunAttribute.DONT_FRAGMENT);
    assertRefused(writer.encode(), Reason.TOO_LARGE);
  }

  @Test
  void theLargestMessageFits() throws WireException {
    StunWriter writer = new StunWriter(StunClass.INDICATION, StunMethod.DATA, ID);
    writer.add(StunAttribute.DATA, Bytes.wrap(new byte[StunMessage.MAX_BODY_BYTES - 4]));

    assertThat(StunMessage.decode(writer.encode()).attribute(StunAttribute.DATA))
        .map(Bytes::size)
        .contains(65_528);
    assertThatThrownBy(() -> writer.flag(1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void errorsNameTheirCode() throws WireException {
    StunMessage message =
        StunMessage.decode(
            new StunWriter(StunClass.ERROR, StunMethod.BINDING, ID)
                .error(new StunError(StunError.ROLE_CONFLICT, "Role Conflict"))
                .unknown(0x7f01, 2)
                .encode());

    assertThat(message.error()).contains(new StunError(487, "Role Conflict"));
    assertThat(message.attribute(StunAttribute.UNKNOWN_ATTRIBUTES).orElseThrow().hex())
        .isEqualTo("7f010002");
    StunMessage odd =
        StunMessage.decode(
            new StunWriter(StunClass.ERROR, StunMethod.BINDING, ID)
                .add(StunAttribute.ERROR_CODE, Bytes.parse("000004ff"))
                .encode());
    assertThat(odd.errorCode()).isEmpty();
  }

  @Test
  void anAddressOfNoFamilyIsRefused() throws WireException {
    StunMessage odd =
        StunMessage.decode(
            new StunWriter(StunClass.SUCCESS, StunMethod.BINDING, ID)
                .add(StunAttribute.XOR_MAPPED_ADDRESS, Bytes.parse("0003000100000000"))
                .add(StunAttribute.OTHER_ADDRESS, Bytes.parse("00010001"))
                .encode());

    assertThatThrownBy(odd::mappedAddress).isInstanceOf(WireException.class);
    assertThatThrownBy(() -> odd.address(StunAttribute.OTHER_ADDRESS))
        .isInstanceOf(WireException.class);
    assertThatThrownBy(
            () -> new StunAddress(IpAddress.of((byte) 1, (byte) 2, (byte) 3, (byte) 4), 65_536))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void assertRefused(Bytes bytes, Reason reason) {
    assertThatThrownBy(() -> StunMessage.decode(bytes))
        .isInstanceOfSatisfying(WireException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
