package io.scp2p.core.protocol.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.WireErrorText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RelayMachineTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long UNIX = 1_700_000_000L;
  private static final int CHUNK = 256 << 10;

  private final List<RelayEffect> effects = new ArrayList<>();
  private RelayMachine relay = new RelayMachine(rules(4, true, 64L << 20));
  private long now;
  private long lastTicket;

  private static RelayRules rules(int tunnels, boolean content, long bytes) {
    return RelayRules.of(tunnels, content, bytes, Duration.ofMinutes(5));
  }

  private static NodeKey key(int number) {
    byte[] bytes = new byte[NodeKey.LENGTH];
    bytes[0] = (byte) number;
    bytes[1] = (byte) (number >> 8);
    return NodeKey.of(bytes);
  }

  private List<RelayEffect> step(RelayInput input) {
    effects.clear();
    effects.addAll(relay.accept(now, input));
    return effects;
  }

  private RelayEffect register(int owner, long block, Long slot, boolean tunnel, long fresh) {
    List<RelayEffect> all =
        step(
            new RelayInput.Register(
                ++lastTicket, key(owner), block, owner, slot, tunnel, fresh, UNIX));
    return all.get(all.size() - 1);
  }

  /** A tunnel whose node takes so many requests at once. */
  private long tunnel(int owner, int places) {
    long slot = 1_000 + owner;
    assertThat(register(owner, owner, null, true, slot))
        .isEqualTo(new RelayEffect.Registered(lastTicket, slot, UNIX + 600, true, owner));
    step(new RelayInput.TunnelUp(slot, places));
    return slot;
  }

  private long forward(int asker, long slot) {
    step(new RelayInput.Forward(++lastTicket, key(asker), asker, slot, false, 100));
    return lastTicket;
  }

  private String refusal(int asker, long slot, boolean content, int bytes) {
    List<RelayEffect> all =
        step(new RelayInput.Forward(++lastTicket, key(asker), asker, slot, content, bytes));
    boolean isRefused = !all.isEmpty() && all.get(0) instanceof RelayEffect.Refused;
    return isRefused ? ((RelayEffect.Refused) all.get(0)).text() : "passed on";
  }

  @Test
  void severalRequestsAreOnTheirWayAtOnceAndTheOthersWaitTheirTurn() {
    long slot = tunnel(1, 2);
    long first = forward(7, slot);
    assertThat(effects).containsExactly(new RelayEffect.Send(first, slot));
    long second = forward(8, slot);
    assertThat(effects).containsExactly(new RelayEffect.Send(second, slot));
    long third = forward(9, slot);
    assertThat(effects).isEmpty();
    assertThat(step(new RelayInput.Answered(second, 50)))
        .containsExactly(new RelayEffect.Deliver(second), new RelayEffect.Send(third, slot));
    assertThat(step(new RelayInput.Answered(second, 50))).isEmpty();
    assertThat(relay.relayedBytes()).isEqualTo(350);
  }

  @Test
  void nothingIsEverSentBackToItsSender() {
    assertThat(refusal(1, 77, false, 10)).isEqualTo(WireErrorText.RELAY_SLOT_NOT_FOUND);
    register(2, 2, null, false, 78);
    step(new RelayInput.Connect(++lastTicket, 78));
    assertThat(effects).containsExactly(new RelayEffect.Connected(lastTicket));
    assertThat(refusal(2, 78, false, 10)).isEqualTo(WireErrorText.tunnelNotFound(78));
    assertThat(step(new RelayInput.Connect(++lastTicket, 79)))
        .containsExactly(new RelayEffect.Refused(lastTicket, WireErrorText.RELAY_SLOT_NOT_FOUND));
  }

  @Test
  void aNodeThatDoesNotAnswerCostsItsAskersAnErrorAfterThirtySeconds() {
    long slot = tunnel(1, 1);
    long asked = forward(7, slot);
    now += 10 * SECOND;
    long waiting = forward(8, slot);
    now += 20 * SECOND;
    assertThat(relay.onTimeout(now))
        .containsExactly(
            new RelayEffect.Refused(asked, WireErrorText.tunnelTimedOut(slot)),
            new RelayEffect.Send(waiting, slot));
    assertThat(step(new RelayInput.Answered(asked, 5))).isEmpty();
    assertThat(step(new RelayInput.Answered(waiting, 5)))
        .containsExactly(new RelayEffect.Deliver(waiting));
  }

  @Test
  void whoeverWaitsIsToldWhenTheTunnelGoes() {
    long slot = tunnel(1, 1);
    long sent = forward(7, slot);
    long waiting = forward(7, slot);
    assertThat(step(new RelayInput.TunnelDown(slot)))
        .containsExactlyInAnyOrder(
            new RelayEffect.Refused(sent, WireErrorText.bridgeDroppedResponse(slot)),
            new RelayEffect.Refused(waiting, WireErrorText.bridgeLoopClosed(slot)));
    assertThat(relay.slots()).isZero();
    assertThat(relay.pending()).isZero();
    assertThat(relay.tunnels()).isZero();
  }

  @Test
  void oneAskerCannotFillATunnelAndNobodyCanMakeItsLineLonger() {
    long slot = tunnel(1, 1);
    for (int i = 0; i < RelayRules.MAX_QUEUED_PER_KEY; i++) {
      assertThat(refusal(7, slot, false, 1)).isNotEqualTo(RelayMachine.BUSY);
    }
    assertThat(refusal(7, slot, false, 1)).isEqualTo(RelayMachine.BUSY);
    int others = RelayRules.MAX_QUEUED + 1 - RelayRules.MAX_QUEUED_PER_KEY;
    for (int i = 0; i < others; i++) {
      assertThat(refusal(100 + i, slot, false, 1)).isNotEqualTo(RelayMachine.BUSY);
    }
    assertThat(refusal(200, slot, false, 1)).isEqualTo(RelayMachine.BUSY);
    assertThat(relay.pending()).isEqualTo(RelayRules.MAX_QUEUED + 1);
  }

  @Test
  void contentPassesOnlyWhereItIsServed() {
    relay = new RelayMachine(rules(4, false, 64L << 20));
    long slot = tunnel(1, 8);
    assertThat(refusal(7, slot, true, 10)).isEqualTo(WireErrorText.CONTENT_RELAY_DISABLED);
    assertThat(refusal(7, slot, false, 10)).isEqualTo("passed on");
  }

  @Test
  void aControlTunnelCarriesSixteenMebibytesADayWhateverIsConfigured() {
    relay = new RelayMachine(rules(4, false, 1L << 40));
    long slot = tunnel(1, 8);
    carry(7, slot, RelayRules.CONTROL_BYTES);
    assertThat(refusal(8, slot, false, 1)).isEqualTo(WireErrorText.RELAY_CONTROL_QUOTA);
  }

  private void carry(int asker, long slot, long bytes) {
    for (long left = bytes; left > 0; left -= CHUNK) {
      long ticket = forward(asker, slot);
      step(new RelayInput.Answered(ticket, CHUNK));
    }
  }

  @Test
  void quotasHoldForTheTunnelOfANodeWhateverSlotItHas() {
    relay = new RelayMachine(rules(4, true, 1L << 20));
    long slot = tunnel(1, 8);
    carry(7, slot, 1L << 20);
    assertThat(refusal(8, slot, true, 1)).isEqualTo(WireErrorText.RELAY_CONTENT_QUOTA);
    step(new RelayInput.TunnelDown(slot));
    register(1, 1, null, true, 5_000);
    step(new RelayInput.TunnelUp(5_000, 8));
    assertThat(refusal(8, 5_000, true, 1)).isEqualTo(WireErrorText.RELAY_CONTENT_QUOTA);
    now += Duration.ofDays(1).toNanos();
    assertThat(refusal(8, 5_000, true, 1)).isEqualTo("passed on");
  }

  @Test
  void quotasHoldForAnAskerAndForItsAddress() {
    relay = new RelayMachine(rules(16, true, 1L << 20));
    long one = tunnel(1, 8);
    carry(7, one, 1L << 20);
    long two = tunnel(2, 8);
    assertThat(refusal(7, two, true, 1)).isEqualTo(WireErrorText.RELAY_CONTENT_QUOTA);
    assertThat(refusal(8, two, true, 1)).isEqualTo("passed on");
    for (int i = 0; i < RelayRules.KEYS_PER_BLOCK; i++) {
      long slot = tunnel(10 + i, 8);
      for (int n = 0; n < 4; n++) {
        step(new RelayInput.Forward(++lastTicket, key(50 + i), 99, slot, true, 1));
        step(new RelayInput.Answered(lastTicket, CHUNK));
      }
    }
    step(new RelayInput.Forward(++lastTicket, key(60), 99, two, true, 1));
    assertThat(effects)
        .containsExactly(new RelayEffect.Refused(lastTicket, WireErrorText.RELAY_CONTENT_QUOTA));
  }

  @Test
  void aSilentTunnelIsClosedAfterFiveMinutes() {
    long slot = tunnel(1, 8);
    now += Duration.ofMinutes(4).toNanos();
    long asked = forward(7, slot);
    step(new RelayInput.Answered(asked, 1));
    now += Duration.ofMinutes(5).toNanos() - 1;
    assertThat(relay.onTimeout(now)).isEmpty();
    assertThat(relay.deadlineNanos()).hasValue(now + 1);
    assertThat(relay.onTimeout(now + 1)).containsExactly(new RelayEffect.CloseTunnel(slot, "idle"));
    assertThat(relay.tunnels()).isZero();
  }

  @Test
  void slotsBelongToTheirKeysAndATunnelIsNotRegisteredTwice() {
    long slot = tunnel(1, 8);
    assertThat(register(2, 2, slot, false, 9))
        .isEqualTo(new RelayEffect.Refused(lastTicket, WireErrorText.RELAY_SLOT_OWNER_MISMATCH));
    assertThat(register(2, 2, slot, true, 9))
        .isEqualTo(new RelayEffect.Refused(lastTicket, WireErrorText.RELAY_SLOT_OWNER_MISMATCH));
    assertThat(register(1, 1, slot, true, 9))
        .isEqualTo(new RelayEffect.Refused(lastTicket, WireErrorText.RELAY_SLOT_NOT_FOUND));
    assertThat(register(1, 1, slot, false, 9)).isInstanceOf(RelayEffect.Registered.class);
    assertThat(register(1, 1, 4_711L, false, 9))
        .isEqualTo(new RelayEffect.Refused(lastTicket, WireErrorText.RELAY_SLOT_NOT_FOUND));
    assertThat(relay.tunnels()).isEqualTo(1);
  }

  @Test
  void aNodeThatComesAgainPushesOutItsOwnOldestTunnelAndNobodyElses() {
    long other = tunnel(2, 8);
    for (int i = 0; i < RelayRules.MAX_TUNNELS_PER_KEY; i++) {
      register(1, 1, null, true, 10 + i);
      now++;
    }
    register(1, 1, null, true, 20);
    assertThat(effects.get(0))
        .isEqualTo(new RelayEffect.CloseTunnel(10, "its node has registered again"));
    assertThat(effects.get(1)).isInstanceOf(RelayEffect.Registered.class);
    assertThat(relay.tunnels()).isEqualTo(4);
    assertThat(refusal(7, other, false, 1)).isEqualTo("passed on");
  }

  @Test
  void aFloodOfRegistrationsIsRefusedAndTakesNoMemory() {
    relay = new RelayMachine(rules(1_000, true, 1L << 30));
    int refused = 0;
    for (int i = 0; i < 10_000; i++) {
      RelayEffect effect = register(i, 99, null, i % 2 == 0, 100_000 + i);
      refused += effect.equals(new RelayEffect.Refused(lastTicket, RelayMachine.FULL)) ? 1 : 0;
    }
    assertThat(relay.slots()).isEqualTo(RelayRules.MAX_TUNNELS_PER_BLOCK);
    assertThat(refused).isEqualTo(10_000 - RelayRules.MAX_TUNNELS_PER_BLOCK);
    for (int i = 0; i < 10_000; i++) {
      register(i, 1_000 + i, null, false, 200_000 + i);
      register(i, 1_000 + i, null, true, 300_000 + i);
    }
    assertThat(relay.slots()).isLessThanOrEqualTo(1_000 + RelayRules.MAX_BARE_SLOTS);
    assertThat(relay.tunnels()).isEqualTo(1_000);
  }

  @Test
  void bareSlotsExpire() {
    register(1, 1, null, false, 5);
    now += 600 * SECOND;
    assertThat(relay.onTimeout(now)).isEmpty();
    assertThat(relay.slots()).isZero();
  }

  @Test
  void anAskerHasAPlaceBackWhenItIsAnswered() {
    long slot = tunnel(1, 1);
    List<Long> asked = new ArrayList<>();
    for (int i = 0; i < RelayRules.MAX_QUEUED_PER_KEY; i++) {
      asked.add(forward(7, slot));
    }
    for (int round = 0; round < 3; round++) {
      assertThat(refusal(7, slot, false, 1)).isEqualTo(RelayMachine.BUSY);
      step(new RelayInput.Answered(asked.get(round), 1));
      asked.add(forward(7, slot));
      assertThat(effects).isEmpty();
    }
    assertThat(refusal(7, slot, false, 1)).isEqualTo(RelayMachine.BUSY);
  }

  @Test
  void whoWaitsIsSentWhenThereAreMorePlaces() {
    long slot = tunnel(1, 1);
    forward(7, slot);
    long second = forward(8, slot);
    long third = forward(9, slot);
    forward(10, slot);
    assertThat(step(new RelayInput.TunnelUp(slot, 3)))
        .containsExactly(new RelayEffect.Send(second, slot), new RelayEffect.Send(third, slot));
  }

  @Test
  void whatTheNodeWillNotAnswerIsRefusedAndTheNextIsSent() {
    long slot = tunnel(1, 1);
    long first = forward(7, slot);
    long second = forward(8, slot);
    assertThat(step(new RelayInput.Unanswered(first)))
        .containsExactly(
            new RelayEffect.Refused(first, WireErrorText.bridgeDroppedResponse(slot)),
            new RelayEffect.Send(second, slot));
    assertThat(step(new RelayInput.Unanswered(first))).isEmpty();
  }

  @Test
  void whoWaitsHasThirtySecondsAndThirtyMoreOnceItIsSent() {
    long slot = tunnel(1, 1);
    long first = forward(7, slot);
    now += 5 * SECOND;
    long second = forward(8, slot);
    long third = forward(9, slot);
    now += 25 * SECOND;
    assertThat(relay.onTimeout(now))
        .containsExactly(
            new RelayEffect.Refused(first, WireErrorText.tunnelTimedOut(slot)),
            new RelayEffect.Send(second, slot));
    now += 5 * SECOND;
    assertThat(relay.onTimeout(now))
        .containsExactly(new RelayEffect.Refused(third, WireErrorText.tunnelTimedOut(slot)));
    now += 25 * SECOND - 1;
    assertThat(relay.onTimeout(now)).isEmpty();
    assertThat(relay.onTimeout(now + 1))
        .containsExactly(new RelayEffect.Refused(second, WireErrorText.tunnelTimedOut(slot)));
  }

  @Test
  void aTunnelIsInUseWhenItIsAskedAndWhenItAnswers() {
    long slot = tunnel(1, 8);
    now += 200 * SECOND;
    long asked = forward(7, slot);
    now += 20 * SECOND;
    step(new RelayInput.Answered(asked, 1));
    assertThat(relay.deadlineNanos()).hasValue(now + 300 * SECOND);
    now += 200 * SECOND;
    asked = forward(7, slot);
    step(new RelayInput.Unanswered(asked));
    assertThat(relay.deadlineNanos()).hasValue(now + 300 * SECOND);
  }

  @Test
  void aBareSlotThatIsRenewedLivesTenMinutesMore() {
    register(1, 1, null, false, 5);
    now += 500 * SECOND;
    assertThat(register(1, 1, 5L, false, 6)).isInstanceOf(RelayEffect.Registered.class);
    now += 600 * SECOND - 1;
    assertThat(relay.onTimeout(now)).isEmpty();
    assertThat(relay.slots()).isEqualTo(1);
    assertThat(relay.onTimeout(now + 1)).isEmpty();
    assertThat(relay.slots()).isZero();
  }

  @Test
  void whatEndedLeavesItsPlaceToOthers() {
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < RelayRules.MAX_BARE_SLOTS; i++) {
        assertThat(register(i, i, null, false, 1 + i)).isInstanceOf(RelayEffect.Registered.class);
      }
      assertThat(register(900, 900, null, false, 900))
          .isEqualTo(new RelayEffect.Refused(lastTicket, RelayMachine.FULL));
      now += 600 * SECOND;
      relay.onTimeout(now);
      assertThat(relay.slots()).isZero();
    }
  }

  @Test
  void aNumberThatIsTakenIsNotGivenTwice() {
    register(1, 1, null, false, 5);
    assertThat(register(2, 2, null, false, 5))
        .isEqualTo(new RelayEffect.Refused(lastTicket, RelayMachine.FULL));
    assertThat(register(1, 1, 5L, false, 6)).isInstanceOf(RelayEffect.Registered.class);
  }

  @Test
  void theTunnelThatIsPushedOutIsTheOneLongestUnused() {
    for (int i = 0; i < RelayRules.MAX_TUNNELS_PER_KEY; i++) {
      register(1, 1, null, true, 10 + i);
      now++;
    }
    register(1, 1, 10L, false, 99);
    now++;
    register(1, 1, null, true, 20);
    assertThat(effects.get(0))
        .isEqualTo(new RelayEffect.CloseTunnel(11, "its node has registered again"));
  }

  @Test
  void onlyThoseWhoWaitForATunnelLoseByItsEnd() {
    long one = tunnel(1, 1);
    long two = tunnel(2, 1);
    long lost = forward(7, one);
    long kept = forward(7, two);
    assertThat(step(new RelayInput.TunnelDown(one)))
        .containsExactly(new RelayEffect.Refused(lost, WireErrorText.bridgeDroppedResponse(one)));
    assertThat(step(new RelayInput.Answered(kept, 1)))
        .containsExactly(new RelayEffect.Deliver(kept));
  }

  @Test
  void thoseWhoAreTooManyToBeToldApartShareOneAllowance() {
    DailyBytes<Integer> bytes = new DailyBytes<>(100, 2);
    bytes.use(1, 50, 0);
    bytes.use(2, 50, 0);
    bytes.use(3, 60, 0);
    bytes.use(4, 60, 0);
    assertThat(bytes.users()).isEqualTo(2);
    assertThat(bytes.mayUse(1, 0)).isTrue();
    assertThat(bytes.mayUse(5, 0)).isFalse();
    assertThat(bytes.mayUse(5, Duration.ofDays(1).toNanos())).isTrue();
  }
}
