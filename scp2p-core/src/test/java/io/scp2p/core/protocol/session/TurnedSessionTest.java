package io.scp2p.core.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.core.protocol.session.SessionRules.Order;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.frame.Envelope;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sessions that become tunnels (section 14.3), at both ends. */
class TurnedSessionTest {
  private static final long LANE = 0;
  private static final Bytes NOTHING = Bytes.EMPTY;

  private static SessionMachine machine(Order order, boolean initiator) {
    boolean both = order != Order.IN_ORDER;
    return new SessionMachine(
        new SessionRules(order, initiator || both, !initiator || both, 8, 32, both));
  }

  private static List<SessionEffect> step(SessionMachine machine, SessionInput input) {
    return machine.accept(0, input);
  }

  private static SessionInput.Ask ask(int responseType) {
    return new SessionInput.Ask(7, 500, responseType, OutgoingRequests.EMPTY, 0);
  }

  private static SessionInput received(int type, long id, int flags) {
    return new SessionInput.Received(LANE, new Envelope(type, id, flags, NOTHING));
  }

  @ParameterizedTest
  @EnumSource(
      value = Order.class,
      names = {"IN_ORDER", "BY_ID"})
  void afterTheTurnTheRelayAsksAndTakesWhateverAnswers(Order order) {
    SessionMachine relay = machine(order, false);
    step(relay, received(450, 1, 0));
    step(relay, new SessionInput.Answer(1, 451, OutgoingRequests.EMPTY));
    step(relay, new SessionInput.Turned(true));
    assertThat(step(relay, ask(SessionInput.ANY_RESPONSE)))
        .singleElement()
        .isInstanceOf(SessionEffect.Send.class);
    assertThat(step(relay, received(4_711, 1, Envelope.RESPONSE)))
        .containsExactly(
            new SessionEffect.Answered(7, new Envelope(4_711, 1, Envelope.RESPONSE, NOTHING)));
  }

  @ParameterizedTest
  @EnumSource(
      value = Order.class,
      names = {"IN_ORDER", "BY_ID"})
  void afterTheTurnTheOtherEndServesAndAsksNoMore(Order order) {
    SessionMachine node = machine(order, true);
    step(node, new SessionInput.Ask(7, 450, 451, OutgoingRequests.EMPTY, 0));
    step(node, received(451, 1, Envelope.RESPONSE));
    step(node, new SessionInput.Turned(false));
    assertThat(step(node, received(500, 1, 0)))
        .singleElement()
        .isInstanceOf(SessionEffect.Serve.class);
    assertThat(step(node, ask(501)))
        .containsExactly(new SessionEffect.Failed(7, SessionFailure.MAY_NOT_ASK));
    assertThat(node.deadlineNanos()).as("it pings nobody").isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Order.class,
      names = {"IN_ORDER", "BY_ID"})
  void whatIsSaidUnaskedEndsTheTunnel(Order order) {
    SessionMachine relay = machine(order, false);
    step(relay, new SessionInput.Turned(true));
    assertThat(step(relay, received(101, 9, 0)))
        .containsExactly(new SessionEffect.Close(SessionFailure.PROTOCOL));
  }

  @Test
  void anAnswerThatWasUnderWayAtTheTurnIsStillTaken() {
    SessionMachine node = machine(Order.BY_ID, true);
    step(node, ask(501));
    step(node, new SessionInput.Turned(false));
    assertThat(step(node, received(501, 1, Envelope.RESPONSE)))
        .singleElement()
        .isInstanceOf(SessionEffect.Answered.class);
  }

  @Test
  void aRelayedSessionAsksInOneDirection() {
    SessionRules near = SessionRules.relayed(true, 12);
    SessionRules far = SessionRules.relayed(false, 12);
    assertThat(near.mayAsk()).isTrue();
    assertThat(near.mayServe()).isFalse();
    assertThat(far.mayAsk()).isFalse();
    assertThat(far.mayServe()).isTrue();
    assertThat(near.pings()).isFalse();
  }
}
