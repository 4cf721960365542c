package io.scp2p.core.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.core.crypto.Sha256;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.record.Capabilities;
import io.scp2p.core.wire.record.Hello;
import io.scp2p.core.wire.record.HelloOffer;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the other side signs rightly and still must not say: one check of the handshake each. */
class HandshakeChecksTest {
  private static final Bytes OTHER = Dialogue.filled(0x77);
  private static final Bytes RESPONDERS_NONCE = Dialogue.filled(0x32);

  private final Dialogue dialogue = new Dialogue();

  private static HandshakeEffect refused(HandshakeFailure why, SigningKey who) {
    return new HandshakeEffect.Refused(why, who.nodeKey());
  }

  private static Hello.Body body(Bytes frame) {
    try {
      return Hello.decode(frame).body();
    } catch (WireException e) {
      throw new AssertionError(e);
    }
  }

  private static HelloMaker maker(SigningKey key, Hello.Body like, HelloOffer offer) {
    return new HelloMaker(
        new LocalNode(key, like.capabilities(), offer),
        new Fresh(like.nonce(), like.ephemeralKey()));
  }

  private Bytes hashOfHello(int number) {
    return Bytes.wrap(Sha256.hash(dialogue.hellos.get(number - 1).toArray()));
  }

  /** A third hello that is right in everything but what is given here. */
  private Bytes third(Bytes like, SigningKey key, Bytes peerHello, HelloOffer offer) {
    return maker(key, body(like), offer)
        .boundAnswer(3, RESPONDERS_NONCE, Dialogue.NOW, Dialogue.CHANNEL, peerHello, offer);
  }

  @Test
  void aThirdHelloMadeByTheTestIsTaken() {
    dialogue.onTheWire3 = like -> third(like, Dialogue.A, hashOfHello(2), Dialogue.OFFER);
    assertThat(dialogue.run().respondersPeer().key()).isEqualTo(Dialogue.A.nodeKey());
  }

  @Test
  void aThirdHelloOfSomebodyElseIsRefused() {
    SigningKey somebody = Dialogue.key(3);
    dialogue.onTheWire3 = like -> third(like, somebody, hashOfHello(2), Dialogue.OFFER);
    assertThat(dialogue.run().responder())
        .isEqualTo(refused(HandshakeFailure.UNEXPECTED_KEY, somebody));
  }

  @Test
  void aThirdHelloThatOffersSomethingElseIsRefused() {
    HelloOffer less = new HelloOffer(Map.of("ping", 1), Map.of());
    dialogue.onTheWire3 = like -> third(like, Dialogue.A, hashOfHello(2), less);
    assertThat(dialogue.run().responder())
        .isEqualTo(refused(HandshakeFailure.CHANGED_HELLO, Dialogue.A));
  }

  @Test
  void anAnswerToAnotherHelloIsRefusedByBoth() {
    dialogue.onTheWire3 = like -> third(like, Dialogue.A, OTHER, Dialogue.OFFER);
    assertThat(dialogue.run().responder())
        .isEqualTo(refused(HandshakeFailure.HELLO_MISMATCH, Dialogue.A));

    Dialogue second = new Dialogue();
    second.onTheWire2 =
        like ->
            maker(Dialogue.B, body(like), Dialogue.OFFER)
                .boundAnswer(
                    2,
                    Dialogue.filled(0x31),
                    Dialogue.NOW,
                    Dialogue.CHANNEL,
                    OTHER,
                    Dialogue.OFFER);
    assertThat(second.run().initiator())
        .isEqualTo(refused(HandshakeFailure.HELLO_MISMATCH, Dialogue.B));
  }

  @Test
  void aFirstHelloThatEchoesSomethingIsRefused() {
    dialogue.initiatorOffer = null;
    dialogue.onTheWire1 =
        like ->
            new HelloMaker(
                    new LocalNode(
                        Dialogue.A, new Capabilities(true, true, false, true, false), null),
                    new Fresh(Dialogue.filled(0x31), Dialogue.filled(0x41)))
                .plainAnswer(OTHER, Dialogue.NOW);
    assertThat(dialogue.run().responder())
        .isEqualTo(refused(HandshakeFailure.WRONG_ECHO, Dialogue.A));
    assertThat(dialogue.nonces.size()).isZero();
  }

  @Test
  void aResponderThatExpectsSomebodyTakesNobodyElse() {
    dialogue.responderExpects = new Expectation(Dialogue.key(3).nodeKey(), false, Dialogue.CHANNEL);
    assertThat(dialogue.run().responder())
        .isEqualTo(refused(HandshakeFailure.UNEXPECTED_KEY, Dialogue.A));

    Dialogue expected = new Dialogue();
    expected.responderExpects = new Expectation(Dialogue.A.nodeKey(), false, Dialogue.CHANNEL);
    assertThat(expected.run().respondersPeer().key()).isEqualTo(Dialogue.A.nodeKey());
  }
}
