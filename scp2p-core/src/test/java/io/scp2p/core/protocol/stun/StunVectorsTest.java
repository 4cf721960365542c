package io.scp2p.core.protocol.stun;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.stun.StunAddress;
import io.scp2p.core.wire.stun.StunAttribute;
import io.scp2p.core.wire.stun.StunClass;
import io.scp2p.core.wire.stun.StunMessage;
import io.scp2p.core.wire.stun.StunMethod;
import io.scp2p.core.wire.stun.StunWriter;
import org.junit.jupiter.api.Test;

/** The sample messages of RFC 5769, and that of RFC 8489, appendix B, as erratum 6268 has it. */
class StunVectorsTest {
  private static final String PASSWORD = "VOkJxbRl1RmTxUk/WvJxBt";
  private static final String MATRIX = "\u30de\u30c8\u30ea\u30c3\u30af\u30b9";
  private static final String SHORT_ID = "b7e7a701bc34d686fa87dfae";
  private static final String LONG_ID = "78ad3433c6ad72c029da412e";

  private static final String REQUEST =
      "000100582112a442"
          + SHORT_ID
          + "802200105354554e207465737420636c69656e74"
          + "002400046e0001ff"
          + "80290008932ff9b151263b36"
          + "000600096576746a3a68367659202020"
          + "000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2"
          + "80280004e57a3bcf";
  private static final String V4_RESPONSE =
      "0101003c2112a442"
          + SHORT_ID
          + "8022000b7465737420766563746f7220"
          + "002000080001a147e112a643"
          + "000800142b91f599fd9e90c38c7489f92af9ba53f06be7d7"
          + "80280004c07d4c96";
  private static final String V6_RESPONSE =
      "010100482112a442"
          + SHORT_ID
          + "8022000b7465737420766563746f7220"
          + "002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9"
          + "00080014a382954e4be67bf11784c97c8292c275bfe3ed41"
          + "80280004c8fb0b4c";
  private static final String LONG_TERM =
      "000100602112a442"
          + LONG_ID
          + "00060012e3839ee38388e383aae38383e382afe382b90000"
          + "0015001c662f2f3439396b39353464364f4c33346f4c39465354767936347341"
          + "0014000b6578616d706c652e6f726700"
          + "00080014f67024656dd64a3e02b8e0712e85c9a28ca89666";
  private static final String SHA256 =
      "000100902112a442"
          + LONG_ID
          + "001e00204a3cf38fef6992bda952c6780417da0f24819415569e60b205c46e41407f1704"
          + "001500296f624d61744a6f733241414143662f2f3439396b39353464364f4c33346f4c39"
          + "465354767936347341000000"
          + "0014000b6578616d706c652e6f726700"
          + "001d000400020000"
          + "001c0020b5c7bf005b6c52a21c51c5e892f81924136296cb927c43149309278cc6518e65";

  private final StunCredential shortTerm = StunCredential.shortTerm(PASSWORD);

  @Test
  void readsTheSampleRequest() throws WireException {
    StunMessage request = StunMessage.decode(Bytes.parse(REQUEST));

    assertThat(request.kind()).isEqualTo(StunClass.REQUEST);
    assertThat(request.method()).isEqualTo(StunMethod.BINDING);
    assertThat(request.transaction().hex()).isEqualTo(SHORT_ID);
    assertThat(request.text(StunAttribute.SOFTWARE)).contains("STUN test client");
    assertThat(request.text(StunAttribute.USERNAME)).contains("evtj:h6vY");
    assertThat(request.u32(StunAttribute.PRIORITY)).hasValue(0x6e0001ffL);
    assertThat(request.u64(StunAttribute.ICE_CONTROLLED)).hasValue(0x932ff9b151263b36L);
    assertThat(request.fingerprint()).isTrue();
    assertThat(shortTerm.verifies(request)).isTrue();
    assertThat(StunCredential.shortTerm("another").verifies(request)).isFalse();
  }

  @Test
  void readsTheSampleResponses() throws WireException {
    StunMessage v4 = StunMessage.decode(Bytes.parse(V4_RESPONSE));
    StunMessage v6 = StunMessage.decode(Bytes.parse(V6_RESPONSE));

    assertThat(v4.mappedAddress()).map(StunAddress::toString).contains("192.0.2.1:32853");
    assertThat(v6.mappedAddress())
        .map(StunAddress::toString)
        .contains("[2001:db8:1234:5678:11:2233:4455:6677]:32853");
    assertThat(v4.kind()).isEqualTo(StunClass.SUCCESS);
    assertThat(shortTerm.verifies(v4)).isTrue();
    assertThat(shortTerm.verifies(v6)).isTrue();
  }

  @Test
  void readsTheRequestsWithLongTermCredentials() throws WireException {
    StunMessage md5 = StunMessage.decode(Bytes.parse(LONG_TERM));
    StunMessage sha256 = StunMessage.decode(Bytes.parse(SHA256));

    assertThat(md5.text(StunAttribute.USERNAME)).contains(MATRIX);
    assertThat(StunCredential.longTermMd5(MATRIX, "example.org", "TheMatrIX").verifies(md5))
        .isTrue();
    assertThat(StunCredential.longTermSha256(MATRIX, "example.org", "TheMatrIX").verifies(sha256))
        .isTrue();
    assertThat(sha256.attribute(StunAttribute.USERHASH)).map(Bytes::size).contains(32);
  }

  @Test
  void writesWhatTheSamplesSayButForTheirPadding() throws WireException {
    StunWriter writer =
        new StunWriter(StunClass.REQUEST, StunMethod.BINDING, Bytes.parse(LONG_ID))
            .text(StunAttribute.USERNAME, MATRIX)
            .text(StunAttribute.NONCE, "f//499k954d6OL34oL9FSTvy64sA")
            .text(StunAttribute.REALM, "example.org");

    Bytes message =
        StunCredential.longTermMd5(MATRIX, "example.org", "TheMatrIX").sign(writer).encode();

    assertThat(message.hex()).isEqualTo(LONG_TERM);
  }

  @Test
  void aChangedByteIsNoticed() throws WireException {
    byte[] changed = Bytes.parse(LONG_TERM).toArray();
    changed[30] ^= 1;

    StunMessage message = StunMessage.decode(Bytes.wrap(changed));

    assertThat(StunCredential.longTermMd5(MATRIX, "example.org", "TheMatrIX").verifies(message))
        .isFalse();
  }

  @Test
  void theStrongerCodeIsCheckedToo() throws WireException {
    byte[] changed = Bytes.parse(SHA256).toArray();
    changed[30] ^= 1;
    StunCredential right = StunCredential.longTermSha256(MATRIX, "example.org", "TheMatrIX");

    assertThat(right.verifies(StunMessage.decode(Bytes.wrap(changed)))).isFalse();
    assertThat(
            StunCredential.longTermSha256(MATRIX, "example.org", "another")
                .verifies(StunMessage.decode(Bytes.parse(SHA256))))
        .isFalse();
  }

  @Test
  void whatHasNoCodeIsNotVerified() throws WireException {
    Bytes plain =
        new StunWriter(StunClass.REQUEST, StunMethod.BINDING, Bytes.parse(LONG_ID)).encode();

    assertThat(shortTerm.verifies(StunMessage.decode(plain))).isFalse();
  }
}
