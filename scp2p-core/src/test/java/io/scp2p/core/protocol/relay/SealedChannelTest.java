package io.scp2p.core.protocol.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.spi.Entropy;
import io.scp2p.core.crypto.EphemeralKey;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.protocol.ReplayCache;
import io.scp2p.core.protocol.session.Expectation;
import io.scp2p.core.protocol.session.Fresh;
import io.scp2p.core.protocol.session.HandshakeEffect;
import io.scp2p.core.protocol.session.HandshakeFailure;
import io.scp2p.core.protocol.session.HandshakeInput;
import io.scp2p.core.protocol.session.InitiatorHandshake;
import io.scp2p.core.protocol.session.LocalNode;
import io.scp2p.core.protocol.session.ResponderHandshake;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.record.Capabilities;
import io.scp2p.core.wire.record.HelloOffer;
import io.scp2p.core.wire.relay.ChannelOpened;
import io.scp2p.core.wire.relay.OpenChannel;
import io.scp2p.core.wire.relay.SealedFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SealedChannelTest {
  private static final Bytes NAME = Bytes.wrap(new byte[ChannelOpened.CHANNEL_BYTES]);
  private static final long UNIX = 1_700_000_000L;
  private static final Bytes FRAME = Bytes.wrap("a frame of a session".getBytes());

  private final EphemeralKey first = EphemeralKey.generate(Entropy.system());
  private final EphemeralKey second = EphemeralKey.generate(Entropy.system());
  private final SealedChannel near =
      SealedChannel.between(first, Bytes.wrap(second.publicKey()), NAME, true).orElseThrow();
  private final SealedChannel far =
      SealedChannel.between(second, Bytes.wrap(first.publicKey()), NAME, false).orElseThrow();

  @Test
  void whatOneEndSealsTheOtherOpens() {
    SealedFrame request = near.sealRequest(FRAME);
    assertThat(request.sealed()).isNotEqualTo(FRAME);
    assertThat(far.openRequest(request)).contains(FRAME);
    SealedFrame answer = far.sealAnswer(request.number(), Bytes.EMPTY);
    assertThat(near.openAnswer(request.number(), answer)).contains(Bytes.EMPTY);
    assertThat(near.binding()).isEqualTo(far.binding());
  }

  @Test
  void aRelayInTheMiddleMakesTwoChannelsWithDifferentBindings() {
    EphemeralKey relays = EphemeralKey.generate(Entropy.system());
    Bytes relayKey = Bytes.wrap(relays.publicKey());
    SealedChannel one = SealedChannel.between(first, relayKey, NAME, true).orElseThrow();
    SealedChannel two = SealedChannel.between(second, relayKey, NAME, false).orElseThrow();
    assertThat(one.binding()).isNotEqualTo(two.binding());
  }

  @Test
  void theHellosFindOutARelayThatPassesThemOn() {
    EphemeralKey relays = EphemeralKey.generate(Entropy.system());
    Bytes relayKey = Bytes.wrap(relays.publicKey());
    Bytes nearBinding = SealedChannel.between(first, relayKey, NAME, true).orElseThrow().binding();
    Bytes farBinding = SealedChannel.between(second, relayKey, NAME, false).orElseThrow().binding();
    assertThat(outcome(nearBinding, farBinding))
        .isEqualTo(HandshakeFailure.CHANNEL_MISMATCH.toString());
    assertThat(outcome(near.binding(), far.binding())).isEqualTo("established");
  }

  /** How the near end sees a handshake whose hellos arrive unchanged. */
  private static String outcome(Bytes nearBinding, Bytes farBinding) {
    HelloOffer offer = new HelloOffer(Map.of("ping", 1), Map.of());
    InitiatorHandshake dialled =
        new InitiatorHandshake(
            node(offer),
            Fresh.draw(Entropy.system()),
            new Expectation(null, true, nearBinding),
            Duration.ofSeconds(10));
    ResponderHandshake accepted =
        new ResponderHandshake(
            node(offer),
            Fresh.draw(Entropy.system()),
            new Expectation(null, true, farBinding),
            new ReplayCache(10),
            key -> false,
            Duration.ofSeconds(10));
    accepted.accept(0, new HandshakeInput.Opened(UNIX));
    HandshakeEffect.Send hello1 =
        (HandshakeEffect.Send) dialled.accept(0, new HandshakeInput.Opened(UNIX)).get(0);
    HandshakeEffect.Send hello2 =
        (HandshakeEffect.Send)
            accepted.accept(0, new HandshakeInput.Frame(hello1.body(), UNIX)).get(0);
    List<HandshakeEffect> last = dialled.accept(0, new HandshakeInput.Frame(hello2.body(), UNIX));
    HandshakeEffect end = last.get(last.size() - 1);
    return end instanceof HandshakeEffect.Refused refused
        ? refused.why().toString()
        : "established";
  }

  private static LocalNode node(HelloOffer offer) {
    return new LocalNode(
        SigningKey.generate(Entropy.system()),
        new Capabilities(true, true, false, true, false),
        offer);
  }

  @Test
  void aRequestIsTakenOnce() {
    SealedFrame request = near.sealRequest(FRAME);
    assertThat(far.openRequest(request)).isPresent();
    assertThat(far.openRequest(request)).isEmpty();
  }

  @Test
  void aForgedRequestDoesNotUseUpItsNumber() {
    SealedFrame request = near.sealRequest(FRAME);
    byte[] damaged = request.sealed().toArray();
    damaged[3] ^= 1;
    assertThat(far.openRequest(new SealedFrame(NAME, request.number(), Bytes.wrap(damaged))))
        .isEmpty();
    assertThat(far.openRequest(new SealedFrame(NAME, 5, request.sealed()))).isEmpty();
    assertThat(far.openRequest(new SealedFrame(NAME, -1, request.sealed()))).isEmpty();
    assertThat(far.openRequest(new SealedFrame(NAME, 0, Bytes.EMPTY))).isEmpty();
    assertThat(far.openRequest(request)).contains(FRAME);
  }

  @Test
  void answersCannotBeSwappedOrTurnedRound() {
    SealedFrame one = near.sealRequest(FRAME);
    SealedFrame two = near.sealRequest(FRAME);
    SealedFrame toOne = far.sealAnswer(one.number(), FRAME);
    assertThat(near.openAnswer(two.number(), toOne)).isEmpty();
    assertThat(near.openAnswer(one.number(), one)).isEmpty();
    Bytes other = Bytes.wrap(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16});
    assertThat(near.openAnswer(one.number(), new SealedFrame(other, 0, toOne.sealed()))).isEmpty();
    assertThat(near.openAnswer(one.number(), toOne)).contains(FRAME);
  }

  @Test
  void aKeyThatGivesNoSecretGivesNoChannel() {
    Bytes zero = Bytes.wrap(new byte[OpenChannel.KEY_BYTES]);
    assertThat(SealedChannel.between(first, zero, NAME, true)).isEmpty();
  }

  @Test
  void framesMayOvertakeEachOtherWithinTheWindow() {
    List<SealedFrame> frames = new ArrayList<>();
    for (int i = 0; i < ReplayWindow.SIZE; i++) {
      frames.add(near.sealRequest(FRAME));
    }
    List<SealedFrame> mixed = new ArrayList<>(frames);
    Collections.shuffle(mixed, new Random(5));
    mixed.forEach(frame -> assertThat(far.openRequest(frame)).isPresent());
    mixed.forEach(frame -> assertThat(far.openRequest(frame)).isEmpty());
  }

  @Test
  void theWindowAgreesWithARememberedSet() {
    Random random = new Random(11);
    ReplayWindow window = new ReplayWindow();
    Set<Long> seen = new HashSet<>();
    long highest = -1;
    for (int i = 0; i < 20_000; i++) {
      long number = Math.max(0, highest - 1_500 + random.nextInt(1_600 + i % 3 * 1_000));
      boolean expected = number > highest - ReplayWindow.SIZE && !seen.contains(number);
      assertThat(window.isNew(number)).as("%d of %d", number, highest).isEqualTo(expected);
      if (expected) {
        window.mark(number);
        seen.add(number);
        highest = Math.max(highest, number);
      }
    }
  }

  @Test
  void theMessagesKeepTheirFieldsOnTheWire() throws WireException {
    OpenChannel open = new OpenChannel(Bytes.wrap(first.publicKey()));
    assertThat(OpenChannel.decode(open.encoded())).isEqualTo(open);
    ChannelOpened opened = new ChannelOpened(Bytes.wrap(second.publicKey()), NAME);
    assertThat(ChannelOpened.decode(opened.encoded())).isEqualTo(opened);
    SealedFrame frame = new SealedFrame(NAME, -1L, FRAME);
    assertThat(SealedFrame.decode(frame.encoded())).isEqualTo(frame);
  }
}
