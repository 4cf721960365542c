package io.scp2p.core.wire.pairing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.message.ExtensionRequest;
import io.scp2p.core.wire.message.MessageCodec;
import io.scp2p.core.wire.message.Response;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PairingMessagesTest {
  private static final MessageCodec CODEC = PairingMessages.addTo(MessageCodec.v1());
  private static final Bytes SESSION = filled(PairingMessages.SESSION_BYTES);
  private static final Bytes PROOF = filled(PairingMessages.PROOF_BYTES);

  private static Bytes filled(int size) {
    byte[] bytes = new byte[size];
    java.util.Arrays.fill(bytes, (byte) size);
    return Bytes.wrap(bytes);
  }

  static List<ExtensionRequest> requests() {
    return List.of(
        new PairBegin(999_999, SESSION, filled(37)),
        new PairProve(SESSION, PROOF),
        new PairTell(SESSION, PairTell.ARRIVING, Long.MAX_VALUE));
  }

  static List<Response> responses() {
    return List.of(
        new PairBegun(filled(PairingMessages.MAX_MESSAGE_BYTES)),
        new PairProved(PROOF, filled(PairingMessages.MAX_OFFER_BYTES)),
        new PairTold());
  }

  @ParameterizedTest
  @MethodSource("requests")
  void requestsComeBackAsTheyWere(ExtensionRequest request) throws Exception {
    assertThat(CODEC.decodeRequest(request.type(), request.encoded())).isEqualTo(request);
  }

  @ParameterizedTest
  @MethodSource("responses")
  void responsesComeBackAsTheyWere(Response response) throws Exception {
    assertThat(CODEC.decodeResponse(response.type(), response.encoded())).isEqualTo(response);
  }

  @ParameterizedTest
  @MethodSource("requests")
  void whatIsCutOffIsRefused(ExtensionRequest request) {
    Bytes whole = request.encoded();
    for (int size = 0; size < whole.size(); size++) {
      Bytes part = whole.slice(0, size);
      assertThatThrownBy(() -> CODEC.decodeRequest(request.type(), part))
          .isInstanceOf(WireException.class);
    }
  }

  @Test
  void whatIsTooLongIsRefused() {
    PairBegun longMessage = new PairBegun(filled(PairingMessages.MAX_MESSAGE_BYTES + 1));
    PairProved longOffer = new PairProved(PROOF, filled(PairingMessages.MAX_OFFER_BYTES + 1));
    for (Response each : List.of(longMessage, longOffer)) {
      assertThatThrownBy(() -> CODEC.decodeResponse(each.type(), each.encoded()))
          .isInstanceOf(WireException.class);
    }
    assertThatIllegalArgumentException().isThrownBy(() -> new PairProve(PROOF, PROOF));
  }

  @Test
  void anOfferMayLeaveOutItsLinkAndItsText() throws Exception {
    for (PairingOffer offer :
        List.of(new PairingOffer("scp2p://s/x", "hello", 7), new PairingOffer(null, null, 0))) {
      assertThat(PairingOffer.decode(offer.encoded())).isEqualTo(offer);
    }
  }
}
