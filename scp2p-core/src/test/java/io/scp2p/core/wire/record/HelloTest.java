package io.scp2p.core.wire.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.upokecenter.cbor.CBORObject;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.SectionNineteen;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import io.scp2p.core.wire.WireLimits;
import io.scp2p.core.wire.cbor.OpaqueCbor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelloTest {
  @ParameterizedTest
  @ValueSource(strings = {"hello.client", "hello.server", "hello.ack"})
  void theReferencesHelloRoundTripsAndYieldsItsSigningBytes(String name) throws WireException {
    Hello hello = Hello.decode(SectionNineteen.hex(name));

    assertThat(hello.encoded()).isEqualTo(SectionNineteen.hex(name));
    assertThat(hello.body().signingBytes()).isEqualTo(SectionNineteen.hex(name + ".signing"));
    assertThat(hello.signature()).isEqualTo(SectionNineteen.hex(name + ".signature"));
  }

  @Test
  void fieldsGoWhereTheSpecificationPutsThem() throws WireException {
    Hello.Body body = Hello.decode(SectionNineteen.hex("hello.server")).body();

    assertThat(body.nodeKey())
        .isEqualTo(
            NodeKey.parse("8139770ea87d175f56a35466c34c7ecccb8d8a91b4ee37a25df60f5b8fc9b394"));
    assertThat(body.capabilities()).isEqualTo(Capabilities.NONE);
    assertThat(body.nonce()).isEqualTo(Bytes.parse("32".repeat(32)));
    assertThat(body.echoedNonce()).isEqualTo(Bytes.parse("31".repeat(32)));
    assertThat(body.timestampUnixSeconds()).isEqualTo(1_700_000_001L);
    assertThat(body.protocolVersion()).isEqualTo(Hello.PROTOCOL_VERSION);
    assertThat(body.ephemeralKey()).isEqualTo(Bytes.parse("42".repeat(32)));
  }

  @Test
  void anExtensionTravelsUntouchedAndChangesNoSignedByte() throws WireException {
    Hello plain = Hello.decode(SectionNineteen.hex("hello.client"));
    // Longer forms than necessary: its own signature covers these very bytes.
    OpaqueCbor extension = OpaqueCbor.parse(Bytes.parse("bf6161190001ff"));
    Hello extended = plain.body().signed(plain.signature(), extension);

    Hello received = Hello.decode(extended.encoded());

    assertThat(received).isEqualTo(extended);
    assertThat(received.extension()).isEqualTo(extension);
    assertThat(received.extension().encoded().hex()).isEqualTo("bf6161190001ff");
    assertThat(received.extension().tree())
        .isEqualTo(CBORObject.NewMap().Add("a", CBORObject.FromObject(1)));
    assertThat(received.body().signingBytes())
        .isEqualTo(SectionNineteen.hex("hello.client.signing"));
  }

  @Test
  void aTaggedNumberInAnExtensionIsRefusedAsAnyOtherFault() throws WireException {
    String before = "a4 6176 01 63736967 5840" + "09".repeat(64);
    String after = "6866656174757265 73 a0";
    String limit = " 666c696d697473 a1 6c6d61782d696e666c69676874 ";
    for (String tagged : new String[] {"d400", "c100", "d9d9f71820"}) {
      OpaqueCbor extension =
          OpaqueCbor.parse(Bytes.parse((before + limit + tagged + after).replace(" ", "")));
      WireException refusal =
          catchThrowableOfType(WireException.class, () -> HelloExtension.decode(extension));
      assertThat(refusal.reason()).isEqualTo(Reason.WRONG_TYPE);
    }
    assertThat(
            HelloExtension.decode(
                OpaqueCbor.parse(Bytes.parse((before + limit + "1820" + after).replace(" ", "")))))
        .isPresent();
  }

  @Test
  void aHelloAboveTheHandshakeLimitIsRefusedUnread() {
    Bytes big = Bytes.wrap(new byte[WireLimits.HANDSHAKE_FRAME_BYTES + 1]);

    WireException refusal = catchThrowableOfType(WireException.class, () -> Hello.decode(big));

    assertThat(refusal.reason()).isEqualTo(Reason.TOO_LARGE);
  }
}
