package io.scp2p.core.protocol.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireErrorText;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.frame.Envelope;
import io.scp2p.core.wire.message.MessageCodec;
import io.scp2p.core.wire.message.Request;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DispatcherTest {
  private static final long NOW = Long.MAX_VALUE - 5;
  private static final long WINDOW = 60_000_000_000L;
  private static final int EXTENSION = 612;
  private static final MessageCodec EXTENDED =
      MessageCodec.v1().withRequest(EXTENSION, payload -> new Requests.Extension(EXTENSION));

  private final RequestLimits limits =
      new RequestLimits(RateLimits.FOR_KEY, RateLimits.FOR_ADDRESS, 1);
  private final Dispatcher dispatcher = new Dispatcher(limits);
  private final Requester peer = Requester.v1(Requests.key(1), Requests.address("192.0.2.1"));

  static Stream<Request> v1Requests() {
    return Requests.V1.stream();
  }

  @ParameterizedTest
  @MethodSource("v1Requests")
  void everyRequestOfTheRegistryIsHandled(Request request) {
    assertThat(dispatch(Requests.envelope(request))).isEqualTo(new Verdict.Handle(request));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 99, 102, 203, 454, 504, 600, 612, 65_535})
  void anUnknownNumberIsNamedInTheErrorAndTheSessionStays(int type) {
    assertThat(dispatch(Envelope.request(type, 1, Bytes.EMPTY)))
        .isEqualTo(new Verdict.Malformed("unknown message type " + type));
    assertThat(dispatch(Requests.envelope(Requests.GET_CHUNK))).isInstanceOf(Verdict.Handle.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 405, 407, 451, 461, 498, 501, 503})
  void aResponseOnlyNumberIsUnsupportedWhateverItCarries(int type) {
    for (Bytes payload : new Bytes[] {Bytes.EMPTY, Bytes.parse("a0"), Bytes.parse("ff")}) {
      assertThat(dispatch(Envelope.request(type, 1, payload)))
          .isEqualTo(new Verdict.Malformed("unsupported message type"));
    }
  }

  @ParameterizedTest
  @MethodSource("v1Requests")
  void anUndecodablePayloadIsAnsweredWithTheDecodersText(Request request) {
    Envelope broken = Envelope.request(request.type(), 1, Bytes.parse("ff"));

    Verdict verdict = dispatch(broken);

    assertThat(verdict).isEqualTo(new Verdict.Malformed(decodersText(broken)));
    assertThat(dispatch(Requests.envelope(request))).isInstanceOf(Verdict.Handle.class);
  }

  private static String decodersText(Envelope envelope) {
    try {
      Request decoded = MessageCodec.v1().decodeRequest(envelope.type(), envelope.payload());
      throw new AssertionError("decoded " + decoded);
    } catch (WireException e) {
      return e.text();
    }
  }

  @Test
  void flagsAndRequestIdsMakeNoDifference() {
    for (long id : new long[] {0, 0xffff_ffffL}) {
      Envelope odd =
          new Envelope(Requests.GET_CHUNK.type(), id, 0xffff, Requests.GET_CHUNK.encoded());
      assertThat(dispatch(odd)).isEqualTo(new Verdict.Handle(Requests.GET_CHUNK));
    }
  }

  @Test
  void beyondItsRateARequestIsRejected() {
    for (int i = 0; i < 240; i++) {
      assertThat(dispatch(Requests.envelope(Requests.GET_MANIFEST)))
          .isInstanceOf(Verdict.Handle.class);
    }
    assertThat(dispatch(Requests.envelope(Requests.GET_MANIFEST)))
        .isEqualTo(new Verdict.Reject("fetch request rate limit exceeded"));
  }

  @Test
  void whatHasNoMeaningIsNotCountedAsARequest() {
    Envelope broken = Envelope.request(Requests.GET_MANIFEST.type(), 1, Bytes.parse("ff"));
    for (int i = 0; i < Requester.MAX_MALFORMED_PER_WINDOW; i++) {
      assertThat(dispatch(broken)).isInstanceOf(Verdict.Malformed.class);
    }
    assertThat(limits.trackedKeys()).isZero();
    assertThat(limits.trackedAddresses()).isZero();
  }

  @Test
  void aSessionThatCarriesNothingElseIsClosed() {
    Envelope unknown = Envelope.request(999, 1, Bytes.EMPTY);
    for (int i = 0; i < Requester.MAX_MALFORMED_PER_WINDOW; i++) {
      assertThat(dispatch(unknown)).isInstanceOf(Verdict.Malformed.class);
    }
    assertThat(dispatch(unknown)).isEqualTo(new Verdict.CloseSession());
    assertThat(dispatcher.dispatch(peer, unknown, NOW + WINDOW))
        .as("a long session may probe again")
        .isInstanceOf(Verdict.Malformed.class);
  }

  @Test
  void anExtensionExistsOnlyForThoseWhoAgreedOnIt() {
    Requester extended =
        Requester.extended(Requests.key(2), Requests.address("192.0.2.2"), EXTENDED);
    Envelope envelope = Envelope.request(EXTENSION, 1, Bytes.EMPTY);
    assertThat(dispatcher.dispatch(extended, envelope, NOW))
        .isEqualTo(new Verdict.Handle(new Requests.Extension(EXTENSION)));
    assertThat(dispatch(envelope)).isEqualTo(new Verdict.Malformed("unknown message type 612"));
  }

  @Test
  void bulkPeersMayAskForMoreChunksAndNothingElse() {
    Requester bulk = Requester.extended(Requests.key(3), Requests.address("192.0.2.3"), EXTENDED);
    for (int i = 0; i < 2_000; i++) {
      assertThat(dispatcher.dispatch(bulk, Requests.envelope(Requests.GET_CHUNK), NOW))
          .isInstanceOf(Verdict.Handle.class);
    }
    for (int i = 0; i < 600; i++) {
      assertThat(dispatcher.dispatch(bulk, Requests.envelope(Requests.FIND_NODE), NOW))
          .isInstanceOf(Verdict.Handle.class);
    }
    assertThat(dispatcher.dispatch(bulk, Requests.envelope(Requests.FIND_NODE), NOW))
        .isEqualTo(new Verdict.Reject(WireErrorText.DHT_RATE_LIMIT));
  }

  @Test
  void throughATunnelNobodyHasARateOrASlot() {
    Requester tunnel = Requester.tunnelled(MessageCodec.v1());
    for (int i = 0; i < 2_000; i++) {
      assertThat(dispatcher.dispatch(tunnel, Requests.envelope(Requests.GET_CHUNK), NOW))
          .isInstanceOf(Verdict.Handle.class);
    }
    assertThat(dispatcher.dispatch(tunnel, Requests.envelope(Requests.RELAY_CONNECT), NOW))
        .isEqualTo(new Verdict.Reject("missing remote peer identity"));
  }

  private Verdict dispatch(Envelope envelope) {
    return dispatcher.dispatch(peer, envelope, NOW);
  }
}
