package io.scp2p.core.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.upokecenter.cbor.CBORObject;
import io.scp2p.core.crypto.Sha256;
import io.scp2p.core.protocol.session.Dialogue.Outcome;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.record.Capabilities;
import io.scp2p.core.wire.record.Hello;
import io.scp2p.core.wire.record.HelloOffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class HandshakeTest {
  private static final Path VECTORS = Path.of("..", "conformance-vectors", "hello.json");

  private final Dialogue dialogue = new Dialogue();

  private static HandshakeEffect refused(HandshakeFailure why, io.scp2p.api.id.NodeKey key) {
    return new HandshakeEffect.Refused(why, key);
  }

  private static Bytes encode(Hello hello) {
    CborWriter out = new CborWriter();
    hello.write(out);
    return out.toBytes();
  }

  private static Hello decode(Bytes body) {
    try {
      return Hello.decode(body);
    } catch (WireException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void plainNodesReproduceTheTranscriptOfSection19() throws Exception {
    dialogue.initiatorOffer = null;
    dialogue.responderOffer = null;
    Outcome outcome = dialogue.run();

    CBORObject vectors = CBORObject.FromJSONString(Files.readString(VECTORS)).get("vectors");
    for (int i = 0; i < 3; i++) {
      String expected = vectors.get(i).get("expected").get("cbor").AsString();
      assertThat(dialogue.hellos.get(i).hex()).as("hello " + (i + 1)).isEqualTo(expected);
    }
    assertThat(outcome.initiatorsPeer().key()).isEqualTo(Dialogue.B.nodeKey());
    assertThat(outcome.respondersPeer().key()).isEqualTo(Dialogue.A.nodeKey());
    assertThat(outcome.respondersPeer().capabilities())
        .isEqualTo(new Capabilities(true, true, false, true, false));
    assertThat(outcome.initiatorsPeer().extensions()).isEmpty();
  }

  @Test
  void extendedNodesReproduceTheTestValuesOfTheExtensions() {
    Outcome outcome = dialogue.run();

    assertThat(dialogue.hellos)
        .extracting(body -> Bytes.wrap(Sha256.hash(body.toArray())).hex())
        .containsExactly(
            "7b1c3f47892c35227cefe81081bf0f0d2083df1fc6c4ad3713247902b9123281",
            "2b1baa97a5e2d4a042bc651cd6d1bf98ed1b324380ed9f857d01873149411193",
            "396d6d208335966a45afbc653b3cb102c2116fd5cd089f8b9a70fdfdf0f2bffc");
    Extensions agreed = outcome.respondersPeer().extensions().orElseThrow();
    assertThat(agreed.version("ping")).isEqualTo(1);
    assertThat(agreed.peerLimit("max-inflight", 1)).isEqualTo(32);
    assertThat(outcome.initiatorsPeer().extensions()).isPresent();
  }

  @Test
  void aV1NodeAndAnExtendedNodeUnderstandEachOtherInBothRoles() {
    dialogue.initiatorOffer = null;
    assertThat(dialogue.run().respondersPeer().extensions()).isEmpty();

    Dialogue reverse = new Dialogue();
    reverse.responderOffer = null;
    assertThat(reverse.run().initiatorsPeer().extensions()).isEmpty();
    assertThat(decode(reverse.hellos.get(2)).extension()).as("hello 3 to a v1 node").isNull();
  }

  @Test
  void featuresAreUsedAtTheLowerVersionAndUnknownOnesNotAtAll() {
    dialogue.initiatorOffer = new HelloOffer(Map.of("ping", 3, "future", 1), Map.of());
    dialogue.responderOffer = new HelloOffer(Map.of("ping", 2), Map.of());
    Extensions agreed = dialogue.run().initiatorsPeer().extensions().orElseThrow();
    assertThat(agreed.version("ping")).isEqualTo(2);
    assertThat(agreed.has("future")).isFalse();
  }

  @Test
  void somebodyWhoTerminatesTheEncryptionOnBothSidesIsNoticedByBoth() {
    dialogue.responderExpects = new Expectation(null, false, Dialogue.filled(0xb2));
    assertThat(dialogue.run().initiator())
        .isEqualTo(refused(HandshakeFailure.CHANNEL_MISMATCH, Dialogue.B.nodeKey()));

    // And by the responder, should the initiator be careless.
    Dialogue careless = new Dialogue();
    careless.onTheWire3 =
        body -> {
          Hello.Body third = decode(body).body();
          Bytes secondHash = Bytes.wrap(Sha256.hash(careless.hellos.get(1).toArray()));
          LocalNode a = new LocalNode(Dialogue.A, third.capabilities(), Dialogue.OFFER);
          return new HelloMaker(a, new Fresh(third.nonce(), third.ephemeralKey()))
              .boundAnswer(
                  3,
                  Dialogue.filled(0x32),
                  Dialogue.NOW,
                  Dialogue.filled(0xb2),
                  secondHash,
                  Dialogue.OFFER);
        };
    assertThat(careless.run().responder())
        .isEqualTo(refused(HandshakeFailure.CHANNEL_MISMATCH, Dialogue.A.nodeKey()));
  }

  @Test
  void aStrippedExtensionIsNoticedWhereItIsKnownToBelong() {
    UnaryOperator<Bytes> strip =
        body -> encode(decode(body).body().signed(decode(body).signature(), null));
    dialogue.onTheWire1 = strip;
    dialogue.extended.add(Dialogue.A.nodeKey());
    assertThat(dialogue.run().responder())
        .isEqualTo(refused(HandshakeFailure.DOWNGRADED, Dialogue.A.nodeKey()));

    Dialogue second = new Dialogue();
    second.onTheWire2 = strip;
    second.initiatorExpects = new Expectation(Dialogue.B.nodeKey(), true, Dialogue.CHANNEL);
    assertThat(second.run().initiator())
        .isEqualTo(refused(HandshakeFailure.DOWNGRADED, Dialogue.B.nodeKey()));

    Dialogue third = new Dialogue();
    third.onTheWire3 = strip;
    assertThat(third.run().responder())
        .isEqualTo(refused(HandshakeFailure.BAD_EXTENSION, Dialogue.A.nodeKey()));
  }

  @Test
  void anotherKeyThanExpectedIsRefused() {
    dialogue.initiatorExpects = new Expectation(Dialogue.A.nodeKey(), false, Dialogue.CHANNEL);
    assertThat(dialogue.run().initiator())
        .isEqualTo(refused(HandshakeFailure.UNEXPECTED_KEY, Dialogue.B.nodeKey()));
  }

  @Test
  void aNodeDoesNotTalkToItself() {
    dialogue.responderKey = Dialogue.A;
    assertThat(dialogue.run().responder())
        .isEqualTo(refused(HandshakeFailure.OURSELVES, Dialogue.A.nodeKey()));
  }

  @Test
  void aReplayedFirstHelloIsRefused() {
    dialogue.run();
    assertThat(dialogue.run().responder())
        .isEqualTo(refused(HandshakeFailure.REPLAYED, Dialogue.A.nodeKey()));
  }

  @Test
  void aHelloNobodySignedFillsNoMemory() {
    dialogue.onTheWire1 = body -> encode(changed(decode(body), "nonce"));
    dialogue.run();
    assertThat(dialogue.nonces.size()).isZero();
  }

  @Test
  void silenceEndsAtTheDeadlineAndNotBefore() {
    for (Handshake handshake : List.of(dialogue.initiator(), dialogue.responder())) {
      handshake.accept(7, new HandshakeInput.Opened(Dialogue.NOW));
      long deadline = handshake.deadlineNanos().orElseThrow();
      assertThat(deadline).isEqualTo(7 + Dialogue.TIMEOUT.toNanos());
      assertThat(handshake.onTimeout(deadline - 1)).isEmpty();
      assertThat(handshake.onTimeout(deadline))
          .containsExactly(new HandshakeEffect.Refused(HandshakeFailure.TIMED_OUT, null));
      assertThat(handshake.deadlineNanos()).isEmpty();
      assertThat(handshake.accept(deadline, new HandshakeInput.Ended())).isEmpty();
    }
  }

  /** One field changed after signing: the signature, or the check before it, must object. */
  private static Hello changed(Hello hello, String field) {
    Hello.Body b = hello.body();
    Capabilities c = b.capabilities();
    Bytes other = Dialogue.filled(0x77);
    Hello.Body body =
        new Hello.Body(
            field.equals("node_pubkey") ? Dialogue.key(9).nodeKey() : b.nodeKey(),
            field.equals("capabilities")
                ? new Capabilities(c.dht(), c.store(), !c.relay(), c.contentSeed(), true)
                : c,
            field.equals("nonce") ? other : b.nonce(),
            field.equals("echoed_nonce") ? other : b.echoedNonce(),
            b.timestampUnixSeconds() + (field.equals("timestamp_unix_secs") ? 1 : 0),
            field.equals("protocol_version") ? 2 : b.protocolVersion(),
            field.equals("ephemeral_pubkey") ? other : b.ephemeralKey());
    return body.signed(
        field.equals("signature") ? Bytes.wrap(new byte[64]) : hello.signature(),
        hello.extension());
  }

  @TestFactory
  Stream<DynamicTest> everyFieldChangedInEveryHelloIsRefused() {
    List<String> fields =
        List.of(
            "node_pubkey",
            "capabilities",
            "nonce",
            "echoed_nonce",
            "timestamp_unix_secs",
            "protocol_version",
            "ephemeral_pubkey",
            "signature");
    return fields.stream()
        .flatMap(
            field ->
                Stream.of(1, 2, 3)
                    .map(
                        hello ->
                            dynamicTest(
                                field + " of hello " + hello,
                                () -> refusesAChangedField(hello, field))));
  }

  private static void refusesAChangedField(int hello, String field) {
    Dialogue dialogue = new Dialogue();
    Function<Bytes, Bytes> change = body -> encode(changed(decode(body), field));
    if (hello == 1) {
      dialogue.onTheWire1 = change;
    } else if (hello == 2) {
      dialogue.onTheWire2 = change;
    } else {
      dialogue.onTheWire3 = change;
    }
    Outcome outcome = dialogue.run();
    HandshakeEffect end = hello == 2 ? outcome.initiator() : outcome.responder();
    assertThat(end).isInstanceOf(HandshakeEffect.Refused.class);
    assertThat(((HandshakeEffect.Refused) end).why()).isEqualTo(HandshakeFailure.BAD_SIGNATURE);
  }

  /** One field changed and signed again by its rightful owner: only our own checks object. */
  @Test
  void whatTheThirdHelloChangesIsNoticedThoughItIsSigned() {
    Map<String, HandshakeFailure> reasons = new LinkedHashMap<>();
    reasons.put("capabilities", HandshakeFailure.CHANGED_HELLO);
    reasons.put("nonce", HandshakeFailure.CHANGED_HELLO);
    reasons.put("ephemeral_pubkey", HandshakeFailure.CHANGED_HELLO);
    reasons.put("echoed_nonce", HandshakeFailure.WRONG_ECHO);
    reasons.put("protocol_version", HandshakeFailure.UNSUPPORTED_VERSION);
    reasons.forEach(
        (field, why) -> {
          Dialogue dialogue = new Dialogue();
          dialogue.initiatorOffer = null;
          dialogue.onTheWire3 =
              body -> {
                Hello.Body changed = changed(decode(body), field).body();
                byte[] signature = Dialogue.A.sign(changed.signingBytes().toArray());
                return encode(changed.signed(Bytes.wrap(signature), null));
              };
          assertThat(dialogue.run().responder())
              .as(field)
              .isEqualTo(refused(why, Dialogue.A.nodeKey()));
        });
  }

  @Test
  void clocksMayBeFiveMinutesApartAndNoMore() {
    for (long skew : List.of(-300L, 300L)) {
      assertThat(first(skew)).isInstanceOf(HandshakeEffect.Send.class);
    }
    for (long skew : List.of(-301L, 301L, Long.MIN_VALUE)) {
      assertThat(first(skew)).isEqualTo(refused(HandshakeFailure.CLOCK_SKEW, Dialogue.A.nodeKey()));
    }
  }

  private HandshakeEffect first(long timestampFromNow) {
    Bytes hello =
        new HelloMaker(
                new LocalNode(
                    Dialogue.A, new Capabilities(false, false, false, false, false), null),
                new Fresh(Dialogue.filled(0x10 + (int) (timestampFromNow & 3)), Dialogue.CHANNEL))
            .first(Dialogue.NOW + timestampFromNow);
    return new Dialogue()
        .responder()
        .accept(0, new HandshakeInput.Frame(hello, Dialogue.NOW))
        .get(0);
  }

  @Test
  void aBadExtensionIsRefusedAndAnUnknownVersionIgnored() throws WireException {
    dialogue.onTheWire1 = body -> withExtension(body, x -> x.Set("sig", new byte[64]));
    assertThat(dialogue.run().responder())
        .isEqualTo(refused(HandshakeFailure.BAD_EXTENSION, Dialogue.A.nodeKey()));

    Dialogue future = new Dialogue();
    future.onTheWire1 = body -> withExtension(body, x -> x.Set("v", 2));
    future.run();
    assertThat(decode(future.hellos.get(1)).extension()).as("answered like a v1 node").isNull();

    Dialogue early = new Dialogue();
    early.onTheWire1 =
        body ->
            withExtension(
                body, x -> x.Set("binding", new byte[32]).Set("peer_hello", new byte[32]));
    assertThat(early.run().responder())
        .isEqualTo(refused(HandshakeFailure.BAD_EXTENSION, Dialogue.A.nodeKey()));
  }

  private static Bytes withExtension(Bytes body, UnaryOperator<CBORObject> change) {
    CBORObject hello = CBORObject.DecodeFromBytes(body.toArray());
    hello.Set("x", change.apply(hello.get("x")));
    return Bytes.wrap(hello.EncodeToBytes());
  }

  @Test
  void nonsenseIsRefusedAsMalformed() {
    Bytes nonsense = Bytes.wrap("GET / HTTP/1.1".getBytes(StandardCharsets.US_ASCII));
    assertThat(dialogue.responder().accept(0, new HandshakeInput.Frame(nonsense, Dialogue.NOW)))
        .containsExactly(new HandshakeEffect.Refused(HandshakeFailure.MALFORMED, null));
  }
}
