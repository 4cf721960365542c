package io.scp2p.core.wire.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.scp2p.api.id.ContentId;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.Hex;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageCodecTest {
  private static final MessageCodec V1 = MessageCodec.v1();

  /** The table of section 5.4. */
  @ParameterizedTest
  @CsvSource({
    "100, PEX_OFFER, 100, OTHER",
    "101, PEX_REQUEST, 100, OTHER",
    "200, FIND_NODE, 200, DHT",
    "201, FIND_VALUE, 201, DHT",
    "202, STORE, 202, DHT",
    "400, GET_MANIFEST, 401, FETCH",
    "401, MANIFEST_DATA,,",
    "402, LIST_PUBLIC_SHARES, 403, FETCH",
    "403, PUBLIC_SHARE_LIST,,",
    "404, GET_COMMUNITY_STATUS, 405, FETCH",
    "405, COMMUNITY_STATUS,,",
    "406, LIST_COMMUNITY_PUBLIC_SHARES, 407, FETCH",
    "407, COMMUNITY_PUBLIC_SHARE_LIST,,",
    "450, RELAY_REGISTER, 451, RELAY",
    "451, RELAY_REGISTERED,,",
    "452, RELAY_CONNECT, 452, RELAY",
    "453, RELAY_STREAM, 453, RELAY",
    "460, RELAY_LIST_REQUEST, 461, OTHER",
    "461, RELAY_LIST_RESPONSE,,",
    "498, PROVIDERS,,",
    "499, HAVE_CONTENT, 499, OTHER",
    "500, GET_CHUNK, 501, CHUNK",
    "501, CHUNK_DATA,,",
    "502, GET_CHUNK_HASHES, 503, FETCH",
    "503, CHUNK_HASH_LIST,,"
  })
  void theRegistryIsThatOfTheSpecification(
      int number, String name, Integer answer, RateClass rateClass) {
    MessageType type = MessageType.of(number).orElseThrow();
    assertThat(type.name()).isEqualTo(name);
    assertThat(type.isRequest()).isEqualTo(answer != null);
    if (answer != null) {
      assertThat(type.answerNumber()).isEqualTo(answer);
      assertThat(type.rateClass()).isEqualTo(rateClass);
    } else {
      assertThatIllegalStateException().isThrownBy(type::answerNumber);
      assertThatIllegalStateException().isThrownBy(type::rateClass);
    }
    assertThat(MessageType.values()).hasSize(25);
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 405, 407, 451, 461, 498, 501, 503})
  void responseOnlyNumbersAreUnsupportedAsRequests(int number) {
    WireException refusal =
        catchThrowableOfType(WireException.class, () -> V1.decodeRequest(number, Bytes.EMPTY));
    assertThat(refusal.reason()).isEqualTo(Reason.UNSUPPORTED_MESSAGE_TYPE);
    assertThat(refusal.text()).isEqualTo("unsupported message type");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 99, 300, 454, 504, 610, 65_535})
  void numbersOutsideTheRegistryAreUnknown(int number) {
    WireException request =
        catchThrowableOfType(WireException.class, () -> V1.decodeRequest(number, Bytes.EMPTY));
    assertThat(request.reason()).isEqualTo(Reason.UNKNOWN_MESSAGE_TYPE);
    assertThat(request.text()).isEqualTo("unknown message type " + number);
    WireException response =
        catchThrowableOfType(WireException.class, () -> V1.decodeResponse(number, Bytes.EMPTY));
    assertThat(response.reason()).isEqualTo(Reason.UNKNOWN_MESSAGE_TYPE);
  }

  @ParameterizedTest
  @ValueSource(ints = {202, 452, 499})
  void anAcknowledgementIsEmptyAndNothingElse(int number) throws WireException {
    assertThat(V1.decodeResponse(number, Bytes.EMPTY)).isEqualTo(new Acknowledgement(number));
    assertThat(new Acknowledgement(number).encoded()).isEqualTo(Bytes.EMPTY);
    WireException refusal =
        catchThrowableOfType(
            WireException.class, () -> V1.decodeResponse(number, Bytes.parse("f6")));
    assertThat(refusal.reason()).isEqualTo(Reason.TRAILING_BYTES);
  }

  @Test
  void number100AnswersWithPeersOrWithNothing() throws WireException {
    assertThat(V1.decodeResponse(100, Bytes.EMPTY)).isEqualTo(new Acknowledgement(100));
    assertThat(V1.decodeResponse(100, new PexOffer(List.of()).encoded()))
        .isEqualTo(new PexOffer(List.of()));
  }

  /** An extension of one number. */
  record Ping(int type, long value) implements ExtensionRequest, ExtensionResponse {
    static Ping read(CborReader in) throws WireException {
      return new Ping(620, in.u64());
    }

    @Override
    public void write(CborWriter out) {
      out.uint(value);
    }
  }

  @Test
  void anExtensionJoinsWithoutChangingTheCodecItJoins() throws WireException {
    MessageCodec.PayloadDecoder<Ping> ping = payload -> CborReader.decode(payload, Ping::read);
    MessageCodec extended = V1.withRequest(620, ping).withResponse(620, ping);

    assertThat(extended.decodeRequest(620, Bytes.parse("07"))).isEqualTo(new Ping(620, 7));
    assertThat(extended.decodeResponse(620, Bytes.parse("07"))).isEqualTo(new Ping(620, 7));
    assertThat(extended.decodeRequest(101, new PexRequest(3).encoded()))
        .isEqualTo(new PexRequest(3));
    assertThat(catchThrowableOfType(WireException.class, () -> V1.decodeRequest(620, Bytes.EMPTY)))
        .isNotNull();
    WireException responseOnly =
        catchThrowableOfType(
            WireException.class, () -> V1.withResponse(621, ping).decodeRequest(621, Bytes.EMPTY));
    assertThat(responseOnly.reason()).isEqualTo(Reason.UNSUPPORTED_MESSAGE_TYPE);
  }

  @Test
  void noExtensionTakesANumberOfV1OrOfAnother() {
    MessageCodec.PayloadDecoder<Ping> ping = payload -> CborReader.decode(payload, Ping::read);
    assertThatIllegalArgumentException().isThrownBy(() -> V1.withRequest(602, ping));
    assertThatIllegalArgumentException().isThrownBy(() -> V1.withResponse(0x1_0000, ping));
    MessageCodec once = V1.withRequest(620, ping);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> once.withRequest(620, ping))
        .withMessage("620 is taken");
  }

  @Test
  void everyRequestReachesItsOwnHandlerMethod() {
    InvocationHandler nameOfMethod = (proxy, method, arguments) -> method.getName();
    @SuppressWarnings("unchecked")
    RequestHandler<String> handler =
        (RequestHandler<String>)
            Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {RequestHandler.class}, nameOfMethod);

    Set<String> methods =
        Arrays.stream(RequestHandler.class.getMethods())
            .map(java.lang.reflect.Method::getName)
            .collect(Collectors.toSet());
    assertThat(methods).hasSize(17);
    assertThat(Request.class.getPermittedSubclasses()).hasSize(17);
    assertThat(new PexRequest(1).dispatch(handler)).isEqualTo("pexRequest");
    ContentId content = ContentId.of(Hex.repeat(1, 32).toArray());
    assertThat(new GetChunk(content, 1).dispatch(handler)).isEqualTo("getChunk");
    assertThat(new HaveContent(content).dispatch(handler)).isEqualTo("haveContent");
    assertThat(new Ping(620, 1).dispatch(handler)).isEqualTo("extension");
  }

  @Test
  void numbersThatDoNotFitTheirFieldsAreOurMistake() {
    ContentId content = ContentId.of(Hex.repeat(1, 32).toArray());
    assertThatIllegalArgumentException().isThrownBy(() -> new PexRequest(256));
    assertThatIllegalArgumentException().isThrownBy(() -> new ListPublicShares(65_536));
    assertThatIllegalArgumentException().isThrownBy(() -> new RelayListRequest(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> new GetChunk(content, 1L << 32));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RelayStream(1, 1L << 32, RelayStream.Kind.CONTENT, Bytes.EMPTY));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ChunkHashList(content, Hex.repeat(1, 33)));
  }

  @Test
  void aListThatAnnouncesMoreHashesThanFollowIsTruncated() {
    // Room is made for the one hash that fits; the beginning of a second must not run over it.
    Bytes payload =
        Hex.bytes("a2 00", Hex.bstr(0xa1, 32), "01 85", Hex.bstr(0xb2, 32), "9820 00000000");
    WireException refusal =
        catchThrowableOfType(WireException.class, () -> V1.decodeResponse(503, payload));
    assertThat(refusal.reason()).isEqualTo(Reason.TRUNCATED);
  }

  @Test
  void hashesAreTakenOutOfTheirListByIndex() {
    ContentId content = ContentId.of(Hex.repeat(1, 32).toArray());
    Bytes two = Hex.bytes("b2".repeat(32), "c3".repeat(32));
    ChunkHashList list = new ChunkHashList(content, two);
    assertThat(list.count()).isEqualTo(2);
    assertThat(list.hash(1)).isEqualTo(Hex.repeat(0xc3, 32));
  }
}
