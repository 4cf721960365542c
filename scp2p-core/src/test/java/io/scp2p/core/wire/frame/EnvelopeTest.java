package io.scp2p.core.wire.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.Hex;
import io.scp2p.core.wire.SectionNineteen;
import io.scp2p.core.wire.WireErrorText;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import io.scp2p.core.wire.WireLimits;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.IdForm;
import io.scp2p.core.wire.message.PexRequest;
import io.scp2p.core.wire.record.Hello;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class EnvelopeTest {
  @Test
  void theExampleOfTheSpecificationIsAFrame() throws WireException {
    ByteBuffer frame = FrameEncoder.request(101, 1, new PexRequest(64));

    assertThat(Bytes.wrap(frame).hex())
        .isEqualTo("0000002d" + SectionNineteen.hex("101.env").hex());
  }

  @Test
  void anErrorBearsTheRequestsNumberAndItsText() throws WireException {
    Envelope error = Envelope.error(400, 1, WireErrorText.MANIFEST_NOT_FOUND);

    assertThat(error.encoded()).isEqualTo(SectionNineteen.hex("400.error.env"));
    Envelope received = Envelope.decode(SectionNineteen.hex("400.error.env"));
    assertThat(received.isResponse()).isTrue();
    assertThat(received.isError()).isTrue();
    assertThat(received.errorText()).isEqualTo("manifest not found");
  }

  @Test
  void unknownFlagsAreCarriedAndMeanNothing() throws WireException {
    Envelope received = Envelope.decode(new Envelope(1, 2, 0xfffc, Bytes.EMPTY).encoded());
    assertThat(received.isResponse()).isFalse();
    assertThat(received.isError()).isFalse();
    assertThat(received.flags()).isEqualTo(0xfffc);
  }

  @Test
  void anErrorTextIsCutAndMadeHarmless() {
    Envelope error = Envelope.error(1, 1, "line\nbreak\u001b[0m " + "x".repeat(5_000));
    assertThat(error.errorText())
        .startsWith("line?break?[0m x")
        .hasSize(Envelope.MAX_ERROR_TEXT_BYTES);
    assertThat(new Envelope(1, 1, 3, Bytes.parse("61ff62")).errorText()).isEqualTo("a\ufffdb");
  }

  @Test
  void theLargestPayloadPassesAndOneByteMoreDoesNot() throws WireException {
    Envelope largest = Envelope.request(1, 1, Bytes.wrap(new byte[WireLimits.PAYLOAD_BYTES]));
    Bytes body = FrameDecoder.forEnvelopes().next(FrameEncoder.envelope(largest));
    assertThat(Envelope.decode(body)).isEqualTo(largest);

    Envelope tooLarge = Envelope.request(1, 1, Bytes.wrap(new byte[WireLimits.PAYLOAD_BYTES + 1]));
    assertThat(reasonOf(() -> FrameEncoder.envelope(tooLarge))).isEqualTo(Reason.TOO_LARGE);
    assertThat(reasonOf(() -> Envelope.decode(tooLarge.encoded()))).isEqualTo(Reason.TOO_LARGE);
  }

  @Test
  void anEnvelopeAboveTheFrameLimitIsRefusedUnread() {
    Bytes big = Bytes.wrap(new byte[WireLimits.ENVELOPE_FRAME_BYTES + 1]);
    assertThat(reasonOf(() -> Envelope.decode(big))).isEqualTo(Reason.TOO_LARGE);
  }

  @Test
  void aPayloadIsAWindowOnTheFrame() throws WireException {
    Bytes body = SectionNineteen.hex("453.env");
    assertThat(Envelope.decode(body).payload().buffer().array()).isSameAs(body.buffer().array());
  }

  @Test
  void allHeadsFitTheirRoom() throws WireException {
    for (int size : new int[] {0, 23, 24, 255, 256, 65_535, 65_536}) {
      Envelope envelope = new Envelope(0xffff, 0xffff_ffffL, 0xffff, Bytes.wrap(new byte[size]));
      ByteBuffer frame = FrameEncoder.envelope(envelope);
      assertThat(frame.getInt()).isEqualTo(frame.remaining());
      assertThat(Bytes.wrap(frame)).isEqualTo(envelope.encoded());
    }
  }

  @Test
  void numbersThatDoNotFitAreOurMistakeOrThePeers() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Envelope(0x1_0000, 1, 0, Bytes.EMPTY))
        .withMessage("type is 65536, not 0 to 65535");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Envelope(1, 0x1_0000_0000L, 0, Bytes.EMPTY));
    assertThatIllegalArgumentException().isThrownBy(() -> new Envelope(1, 1, -1, Bytes.EMPTY));
    Bytes wide =
        Hex.bytes(
            "a4",
            Hex.text("type"),
            "1a00010000",
            Hex.text("req_id"),
            "01",
            Hex.text("flags"),
            "00",
            Hex.text("payload"),
            "40");
    assertThat(reasonOf(() -> Envelope.decode(wide))).isEqualTo(Reason.OUT_OF_RANGE);
  }

  @Test
  void helloFramesAreABodyBehindItsLength() throws WireException {
    Hello hello = Hello.decode(SectionNineteen.hex("hello.client"));
    ByteBuffer frame = FrameEncoder.prefixed(hello.encoded());
    assertThat(frame.getInt()).isEqualTo(480);
    assertThat(Bytes.wrap(frame)).isEqualTo(SectionNineteen.hex("hello.client"));
  }

  @Test
  void aPrefixLongerThanItsRoomIsOurMistake() {
    CborWriter out = new CborWriter(IdForm.REFERENCE, 16, 2);
    assertThatIllegalArgumentException().isThrownBy(() -> out.prefixed(Bytes.parse("010203")));
  }

  private interface Attempt {
    Object run() throws WireException;
  }

  private static Reason reasonOf(Attempt attempt) {
    return catchThrowableOfType(WireException.class, attempt::run).reason();
  }
}
