package io.scp2p.core.protocol.turn;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.spi.Entropy;
import io.scp2p.core.protocol.stun.StunCredential;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.stun.StunAddress;
import io.scp2p.core.wire.stun.StunAttribute;
import io.scp2p.core.wire.stun.StunClass;
import io.scp2p.core.wire.stun.StunError;
import io.scp2p.core.wire.stun.StunMessage;
import io.scp2p.core.wire.stun.StunMethod;
import io.scp2p.core.wire.stun.StunWriter;
import io.scp2p.core.wire.turn.ChannelData;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** With a server that answers as it is told; the real one is in {@code RealTurnServerIT}. */
class TurnMachineTest {
  private static final StunAddress RELAYED = address(10, 5_000);
  private static final StunAddress MAPPED = address(11, 6_000);
  private static final StunAddress PEER = address(12, 7_000);
  private static final StunCredential KEY = StunCredential.longTermMd5("anna", "realm", "hush");
  private static final TurnRules RULES = TurnRules.DEFAULT;

  private final TurnMachine machine = new TurnMachine("anna", "hush", false, RULES, counting());
  private final List<TurnEffect> effects = new ArrayList<>();
  private long now = Long.MAX_VALUE - Duration.ofSeconds(3).toNanos(); // The clock may overflow.

  private static StunAddress address(int last, int port) {
    return new StunAddress(IpAddress.of((byte) 198, (byte) 51, (byte) 100, (byte) last), port);
  }

  private static Entropy counting() {
    byte[] next = new byte[1];
    return target -> java.util.Arrays.fill(target, ++next[0]);
  }

  private void feed(TurnInput input) {
    effects.clear();
    effects.addAll(machine.accept(now, input));
  }

  private void pass(Duration span) {
    long until = now + span.toNanos();
    for (int steps = 0;
        machine.deadlineNanos().isPresent() && machine.deadlineNanos().getAsLong() - until <= 0;
        steps++) {
      assertThat(steps).as("it comes to rest").isLessThan(1_000);
      long at = machine.deadlineNanos().getAsLong();
      now = at - now > 0 ? at : now;
      effects.addAll(machine.onTimeout(now));
    }
    now = until;
  }

  private List<StunMessage> sent() throws WireException {
    List<StunMessage> messages = new ArrayList<>();
    for (TurnEffect effect : effects) {
      if (effect instanceof TurnEffect.Transmit transmit
          && !ChannelData.looksLike(transmit.message())) {
        messages.add(StunMessage.decode(transmit.message()));
      }
    }
    return messages;
  }

  private StunMessage last() throws WireException {
    List<StunMessage> all = sent();
    return all.get(all.size() - 1);
  }

  private static Bytes success(StunMessage request, UnaryOperator<StunWriter> more) {
    return KEY.sign(
            more.apply(new StunWriter(StunClass.SUCCESS, request.method(), request.transaction())))
        .encode();
  }

  private static Bytes error(StunMessage request, int code, String nonce) {
    return new StunWriter(StunClass.ERROR, request.method(), request.transaction())
        .error(new StunError(code, ""))
        .text(StunAttribute.REALM, "realm")
        .text(StunAttribute.NONCE, nonce)
        .encode();
  }

  private static UnaryOperator<StunWriter> allocation(long lifetime) {
    return answer ->
        answer
            .xoredAddress(StunAttribute.XOR_RELAYED_ADDRESS, RELAYED)
            .xoredAddress(StunAttribute.XOR_MAPPED_ADDRESS, MAPPED)
            .u32(StunAttribute.LIFETIME, lifetime);
  }

  private void answer(Bytes message) {
    feed(new TurnInput.Received(message));
  }

  private void allocate() throws WireException {
    feed(new TurnInput.Connected());
    answer(error(last(), StunError.UNAUTHENTICATED, "n1"));
    answer(success(last(), allocation(600)));
  }

  private void permit() throws WireException {
    feed(new TurnInput.Permit(PEER));
    answer(success(last(), writer -> writer));
  }

  @Test
  void theFirstRequestIsWithoutAndTheSecondWithCredentials() throws WireException {
    feed(new TurnInput.Connected());
    StunMessage first = last();
    assertThat(first.method()).isEqualTo(StunMethod.ALLOCATE);
    assertThat(first.integrity()).isEmpty();
    assertThat(first.attribute(StunAttribute.REQUESTED_TRANSPORT).orElseThrow().hex())
        .isEqualTo("11000000");

    answer(error(first, StunError.UNAUTHENTICATED, "n1"));
    StunMessage second = last();
    assertThat(KEY.verifies(second)).isTrue();
    assertThat(second.text(StunAttribute.USERNAME)).contains("anna");
    assertThat(second.text(StunAttribute.NONCE)).contains("n1");
    assertThat(second.transaction()).isNotEqualTo(first.transaction());

    answer(success(second, allocation(600)));
    assertThat(effects).containsExactly(new TurnEffect.Allocated(RELAYED, MAPPED));
    assertThat(machine.isAllocated()).isTrue();
  }

  @Test
  void anAnswerWithoutTheRightCodeDoesNotCount() throws WireException {
    feed(new TurnInput.Connected());
    answer(error(last(), StunError.UNAUTHENTICATED, "n1"));
    StunMessage request = last();
    StunCredential other = StunCredential.longTermMd5("anna", "realm", "guess");

    answer(
        other
            .sign(
                allocation(600)
                    .apply(
                        new StunWriter(StunClass.SUCCESS, request.method(), request.transaction())))
            .encode());
    answer(
        allocation(600)
            .apply(new StunWriter(StunClass.SUCCESS, request.method(), request.transaction()))
            .encode());
    answer(Bytes.EMPTY);
    answer(Bytes.wrap(new byte[] {1, 2, 3}));

    assertThat(effects).isEmpty();
    assertThat(machine.isAllocated()).isFalse();
    answer(success(request, allocation(600)));
    assertThat(machine.isAllocated()).as("the right one still does").isTrue();
  }

  @Test
  void aSecondChallengeMeansThatThePasswordIsWrong() throws WireException {
    feed(new TurnInput.Connected());
    answer(error(last(), StunError.UNAUTHENTICATED, "n1"));
    answer(error(last(), StunError.UNAUTHENTICATED, "n2"));

    assertThat(effects)
        .containsExactly(new TurnEffect.Ended(TurnEffect.Why.WRONG_CREDENTIALS, 401));
    assertThat(machine.deadlineNanos()).isEmpty();
  }

  @Test
  void aStaleNonceIsReplacedButNotForEver() throws WireException {
    allocate();
    pass(Duration.ofSeconds(540));
    StunMessage refresh = last();
    assertThat(refresh.method()).isEqualTo(StunMethod.REFRESH);
    for (int i = 0; i < TurnMachine.MAX_NONCES; i++) {
      answer(error(last(), StunError.STALE_NONCE, "stale" + i));
      assertThat(last().text(StunAttribute.NONCE)).contains("stale" + i);
    }
    answer(error(last(), StunError.STALE_NONCE, "once more"));

    assertThat(effects).containsExactly(new TurnEffect.Ended(TurnEffect.Why.REFUSED, 438));
  }

  @Test
  void aNonceWithoutEndIsNotTaken() throws WireException {
    feed(new TurnInput.Connected());
    answer(error(last(), StunError.UNAUTHENTICATED, "n".repeat(TurnMachine.MAX_TEXT_BYTES + 1)));

    assertThat(effects).isEmpty();
  }

  @Test
  void silenceIsRepeatedWithDoubledWaitsAndThenTheEnd() throws WireException {
    feed(new TurnInput.Connected());
    pass(Duration.ofMillis(249));
    assertThat(sent()).hasSize(1);
    pass(Duration.ofMillis(1));
    assertThat(sent()).hasSize(2);
    pass(Duration.ofMillis(500));
    assertThat(sent()).hasSize(3);
    pass(Duration.ofSeconds(10));

    assertThat(sent()).hasSize(RULES.tries());
    assertThat(sent()).extracting(StunMessage::transaction).containsOnly(last().transaction());
    assertThat(effects).contains(new TurnEffect.Ended(TurnEffect.Why.NO_ANSWER, 0));
  }

  @Test
  void overTcpNothingIsRepeated() throws WireException {
    TurnMachine stream = new TurnMachine("anna", "hush", true, RULES, counting());
    effects.addAll(stream.accept(0, new TurnInput.Connected()));
    effects.addAll(stream.onTimeout(RULES.answer().toNanos() - 1));
    assertThat(sent()).hasSize(1);
    effects.addAll(stream.onTimeout(RULES.answer().toNanos()));

    assertThat(sent()).hasSize(1);
    assertThat(effects).contains(new TurnEffect.Ended(TurnEffect.Why.NO_ANSWER, 0));
  }

  @Test
  void theFirstDatagramIsAnIndicationAndTheNextGoInTheChannel() throws WireException {
    allocate();
    permit();
    assertThat(effects).containsExactly(new TurnEffect.Permitted(PEER));
    Bytes data = Bytes.parse("c0ffee");

    feed(new TurnInput.SendTo(PEER, data));
    assertThat(sent())
        .extracting(StunMessage::method)
        .containsExactly(StunMethod.CHANNEL_BIND, StunMethod.SEND);
    StunMessage bind = sent().get(0);
    assertThat(sent().get(1).attribute(StunAttribute.DATA)).contains(data);
    assertThat(bind.attribute(StunAttribute.CHANNEL_NUMBER).orElseThrow().hex())
        .isEqualTo("40000000");
    answer(success(bind, writer -> writer));
    feed(new TurnInput.SendTo(PEER, data));

    assertThat(effects)
        .containsExactly(new TurnEffect.Transmit(new ChannelData(0x4000, data).encode(false)));
  }

  @Test
  void whatComesInAChannelOrAsAnIndicationIsDelivered() throws WireException {
    allocate();
    permit();
    Bytes data = Bytes.parse("c0ffee");
    feed(new TurnInput.SendTo(PEER, data));

    answer(new ChannelData(0x4000, data).encode(true));
    assertThat(effects).containsExactly(new TurnEffect.Delivered(PEER, data));
    answer(indication(PEER, data));
    assertThat(effects).containsExactly(new TurnEffect.Delivered(PEER, data));

    answer(new ChannelData(0x4001, data).encode(true));
    answer(indication(address(99, 1), data));
    assertThat(effects).as("of somebody nobody asked for").isEmpty();
  }

  /** Behind a router that has another port for each destination, no peer can name the right one. */
  @Test
  void anAddressIsPermittedWithAllItsPorts() throws WireException {
    allocate();
    feed(new TurnInput.Permit(PEER));
    StunMessage request = last();
    StunAddress other = address(12, 7_001);
    Bytes data = Bytes.parse("c0ffee");
    answer(indication(other, data));
    assertThat(effects).as("not permitted yet").isEmpty();
    answer(success(request, writer -> writer));

    answer(indication(other, data));
    assertThat(effects).containsExactly(new TurnEffect.Delivered(other, data));
    feed(new TurnInput.Permit(other));
    assertThat(effects).as("nobody is asked").containsExactly(new TurnEffect.Permitted(other));
    feed(new TurnInput.Forbid(PEER));
    effects.clear();
    pass(RULES.permission());

    assertThat(sent())
        .extracting(TurnMachineTest::peerOf)
        .as("the other one keeps it alive")
        .containsExactly(other);
  }

  @Test
  void aPeerThatComesBackGetsTheChannelItHad() throws WireException {
    allocate();
    permit();
    Bytes data = Bytes.parse("00");
    feed(new TurnInput.SendTo(PEER, data));
    feed(new TurnInput.Forbid(PEER));
    feed(new TurnInput.Permit(address(13, 1)));
    answer(success(last(), writer -> writer));
    feed(new TurnInput.SendTo(address(13, 1), data));
    assertThat(channel()).isEqualTo("40010000");
    permit();

    feed(new TurnInput.SendTo(PEER, data));

    assertThat(channel()).isEqualTo("40000000");
  }

  private static StunAddress peerOf(StunMessage message) {
    try {
      return message.xoredAddress(StunAttribute.XOR_PEER_ADDRESS).orElseThrow();
    } catch (WireException e) {
      throw new AssertionError(e);
    }
  }

  private String channel() throws WireException {
    return sent().get(0).attribute(StunAttribute.CHANNEL_NUMBER).orElseThrow().hex();
  }

  @Test
  void channelsAreUsedAgainOnceTheServerHasForgottenThem() {
    ChannelNumbers numbers = new ChannelNumbers();
    int count = ChannelData.LAST_CHANNEL - ChannelData.FIRST_CHANNEL + 1;
    for (int i = 0; i < count; i++) {
      assertThat(numbers.take(address(1, 1 + i), now)).hasValue(ChannelData.FIRST_CHANNEL + i);
    }
    assertThat(numbers.take(PEER, now)).isEmpty();
    numbers.free(address(1, 6), ChannelData.FIRST_CHANNEL + 5, now);

    long rest = ChannelNumbers.REST.toNanos();
    assertThat(numbers.take(PEER, now + rest - 1)).isEmpty();
    assertThat(numbers.take(PEER, now + rest)).hasValue(ChannelData.FIRST_CHANNEL + 5);
    assertThat(numbers.take(address(2, 1), now + rest)).isEmpty();
  }

  private static Bytes indication(StunAddress peer, Bytes data) {
    return new StunWriter(StunClass.INDICATION, StunMethod.DATA, Bytes.wrap(new byte[12]))
        .xoredAddress(StunAttribute.XOR_PEER_ADDRESS, peer)
        .add(StunAttribute.DATA, data)
        .encode();
  }

  @Test
  void nothingGoesToAPeerThatIsNotPermitted() throws WireException {
    allocate();
    feed(new TurnInput.SendTo(PEER, Bytes.parse("00")));
    assertThat(effects).isEmpty();
    feed(new TurnInput.Permit(PEER));
    StunMessage request = last();
    feed(new TurnInput.SendTo(PEER, Bytes.parse("00")));
    assertThat(effects).isEmpty();

    answer(error(request, StunError.FORBIDDEN, "n1"));

    assertThat(effects).containsExactly(new TurnEffect.Refused(PEER, 403));
    assertThat(machine.peers()).isZero();
  }

  @Test
  void permissionsAndChannelsAreRenewedInTime() throws WireException {
    allocate();
    permit();
    feed(new TurnInput.SendTo(PEER, Bytes.parse("00")));
    answer(success(sent().get(0), writer -> writer));
    effects.clear();

    pass(RULES.permission());
    assertThat(sent())
        .extracting(StunMessage::method)
        .containsExactly(StunMethod.CREATE_PERMISSION);
    answer(success(last(), writer -> writer));
    effects.clear();
    pass(RULES.permission());
    answer(success(last(), writer -> writer));
    effects.clear();
    pass(Duration.ofSeconds(60));

    assertThat(sent())
        .extracting(StunMessage::method)
        .contains(StunMethod.CHANNEL_BIND, StunMethod.REFRESH);
  }

  @Test
  void peersHaveABound() throws WireException {
    allocate();
    for (int i = 0; i < TurnMachine.MAX_PEERS; i++) {
      feed(new TurnInput.Permit(address(13 + i, 1)));
      answer(success(last(), writer -> writer));
    }
    assertThat(machine.peers()).isEqualTo(TurnMachine.MAX_PEERS);

    feed(new TurnInput.Permit(PEER));
    assertThat(effects).containsExactly(new TurnEffect.Refused(PEER, 0));

    feed(new TurnInput.Forbid(address(13, 1)));
    feed(new TurnInput.Permit(PEER));
    assertThat(last().method()).isEqualTo(StunMethod.CREATE_PERMISSION);
  }

  @Test
  void anAllocationThatTheServerHasForgottenIsLost() throws WireException {
    allocate();
    pass(Duration.ofSeconds(540));
    answer(error(last(), StunError.ALLOCATION_MISMATCH, "n1"));

    assertThat(effects).containsExactly(new TurnEffect.Ended(TurnEffect.Why.LOST, 437));
  }

  @Test
  void itIsGivenBackWithALifetimeOfZero() throws WireException {
    allocate();
    feed(new TurnInput.Close());
    assertThat(last().method()).isEqualTo(StunMethod.REFRESH);
    assertThat(last().u32(StunAttribute.LIFETIME)).hasValue(0);
    StunMessage request = last();

    answer(success(request, writer -> writer));

    assertThat(effects).containsExactly(new TurnEffect.Ended(TurnEffect.Why.CLOSED, 0));
  }

  @Test
  void aServerThatDoesNotAnswerTheEndIsNotWaitedForLong() throws WireException {
    allocate();
    feed(new TurnInput.Close());
    pass(Duration.ofSeconds(1));

    assertThat(effects).contains(new TurnEffect.Ended(TurnEffect.Why.CLOSED, 0));
    assertThat(machine.deadlineNanos()).isEmpty();
  }

  @Test
  void aLineThatBreaksEndsItAndNothingComesAfterTheEnd() throws WireException {
    feed(new TurnInput.Connected());
    feed(new TurnInput.Disconnected());
    assertThat(effects).containsExactly(new TurnEffect.Ended(TurnEffect.Why.NO_ANSWER, 0));
    feed(new TurnInput.Connected());
    assertThat(effects).isEmpty();
    assertThat(machine.onTimeout(now + Duration.ofHours(1).toNanos())).isEmpty();
  }

  @Test
  void aLineThatBreaksLaterTakesTheAllocationWithIt() throws WireException {
    allocate();
    permit();
    feed(new TurnInput.Disconnected());

    assertThat(effects).containsExactly(new TurnEffect.Ended(TurnEffect.Why.LOST, 0));
    assertThat(machine.isAllocated()).isFalse();
    assertThat(machine.peers()).isZero();
  }

  @Test
  void whoeverClosesDoesNotMindThatTheLineBreaks() throws WireException {
    allocate();
    feed(new TurnInput.Close());
    feed(new TurnInput.Close());
    assertThat(effects).as("once is enough").isEmpty();
    feed(new TurnInput.Disconnected());
    assertThat(effects).containsExactly(new TurnEffect.Ended(TurnEffect.Why.CLOSED, 0));
  }

  @Test
  void whatWasNeverGotNeedsNotBeGivenBack() throws WireException {
    feed(new TurnInput.Connected());
    feed(new TurnInput.Close());
    assertThat(effects).containsExactly(new TurnEffect.Ended(TurnEffect.Why.CLOSED, 0));
  }

  @Test
  void aServerThatRefusesSaysWhy() throws WireException {
    feed(new TurnInput.Connected());
    answer(error(last(), StunError.ALLOCATION_QUOTA_REACHED, "n1"));
    assertThat(effects).containsExactly(new TurnEffect.Ended(TurnEffect.Why.REFUSED, 486));
  }

  @Test
  void credentialsOfSomebodyElseAreWrongOnes() throws WireException {
    allocate();
    pass(Duration.ofSeconds(540));
    answer(error(last(), StunError.WRONG_CREDENTIALS, "n1"));
    assertThat(effects)
        .containsExactly(
            new TurnEffect.Ended(TurnEffect.Why.WRONG_CREDENTIALS, StunError.WRONG_CREDENTIALS));
  }

  @Test
  void anAllocationWithoutAnAddressIsNone() throws WireException {
    feed(new TurnInput.Connected());
    answer(error(last(), StunError.UNAUTHENTICATED, "n1"));
    answer(success(last(), writer -> writer));
    assertThat(effects).containsExactly(new TurnEffect.Ended(TurnEffect.Why.REFUSED, 0));
  }

  @Test
  void whoeverWasAskedForBeforeIsPermittedOnceThereIsAnAddress() throws WireException {
    feed(new TurnInput.Permit(PEER));
    assertThat(effects).isEmpty();
    allocate();
    assertThat(last().method()).isEqualTo(StunMethod.CREATE_PERMISSION);
    assertThat(peerOf(last())).isEqualTo(PEER);
  }

  @Test
  void eachRefreshMovesTheNextOne() throws WireException {
    allocate();
    pass(Duration.ofSeconds(540)); // A minute before the end.
    answer(success(last(), writer -> writer.u32(StunAttribute.LIFETIME, 100)));
    pass(Duration.ofSeconds(49));
    assertThat(effects).isEmpty();
    pass(Duration.ofSeconds(1)); // Of a short one, half of it.
    assertThat(last().method()).isEqualTo(StunMethod.REFRESH);
  }

  @Test
  void whereAChannelIsRefusedIndicationsGoOn() throws WireException {
    allocate();
    permit();
    Bytes data = Bytes.parse("c0ffee");
    feed(new TurnInput.SendTo(PEER, data));
    answer(error(sent().get(0), StunError.INSUFFICIENT_CAPACITY, "n1"));
    assertThat(effects).isEmpty();
    feed(new TurnInput.SendTo(PEER, data));

    assertThat(sent()).extracting(StunMessage::method).containsExactly(StunMethod.SEND);
  }

  @Test
  void nothingIsRepeatedForAPeerThatIsForbidden() throws WireException {
    allocate();
    feed(new TurnInput.Permit(PEER));
    feed(new TurnInput.Permit(address(13, 1)));
    StunMessage kept = last();
    feed(new TurnInput.Forbid(PEER));
    pass(Duration.ofMillis(300));

    assertThat(sent()).extracting(StunMessage::transaction).containsExactly(kept.transaction());
  }
}
