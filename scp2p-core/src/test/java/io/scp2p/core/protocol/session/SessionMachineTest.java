package io.scp2p.core.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.core.protocol.session.SessionRules.Order;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.Encodable;
import io.scp2p.core.wire.frame.Envelope;
import io.scp2p.core.wire.frame.FrameDecoder;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionMachineTest {
  private static final int ASKED = 400;
  private static final int ANSWERS = 401;
  private static final int LIMIT = 4;

  private long now;

  private static SessionRules rules(Order order, boolean mayAsk, boolean mayServe) {
    return new SessionRules(order, mayAsk, mayServe, LIMIT, LIMIT, false);
  }

  private static Encodable text(String text) {
    return out -> out.text(text);
  }

  private static SessionInput.Ask ask(long ticket) {
    return new SessionInput.Ask(ticket, ASKED, ANSWERS, text("question " + ticket), 0);
  }

  private static Envelope decode(SessionEffect effect) {
    ByteBuffer frame = ((SessionEffect.Send) effect).frame().duplicate();
    try {
      return Envelope.decode(FrameDecoder.forEnvelopes().next(frame));
    } catch (WireException e) {
      throw new AssertionError(e);
    }
  }

  private static Envelope answerTo(Envelope request) {
    return Envelope.response(ANSWERS, request.requestId(), request.payload());
  }

  private List<SessionEffect> receive(SessionMachine machine, Envelope envelope) {
    return machine.accept(now, new SessionInput.Received(0, envelope));
  }

  private List<Envelope> askMany(SessionMachine machine, int from, int to) {
    List<Envelope> sent = new ArrayList<>();
    for (int ticket = from; ticket <= to; ticket++) {
      machine.accept(now, ask(ticket)).forEach(effect -> sent.add(decode(effect)));
    }
    return sent;
  }

  @Test
  void noMoreRequestsAreSentThanThePeerAccepts() {
    SessionMachine machine = new SessionMachine(rules(Order.BY_ID, true, true));
    List<Envelope> sent = askMany(machine, 1, LIMIT + 2);
    assertThat(sent).hasSize(LIMIT);

    List<SessionEffect> effects = receive(machine, answerTo(sent.get(2)));
    assertThat(effects.get(0)).isEqualTo(new SessionEffect.Answered(3, answerTo(sent.get(2))));
    assertThat(decode(effects.get(1)).payload()).as("the fifth takes the free place").isNotNull();
    assertThat(effects).hasSize(2);
  }

  @Test
  void tooManyWaitingRequestsAreRefusedAsBusy() {
    SessionMachine machine = new SessionMachine(rules(Order.BY_ID, true, true));
    askMany(machine, 1, LIMIT + OutgoingRequests.MAX_WAITING);
    assertThat(machine.accept(now, ask(9_999)))
        .containsExactly(new SessionEffect.Failed(9_999, SessionFailure.BUSY));
  }

  @Test
  void aV1PeerAnswersInOrderOrIsCutOff() {
    SessionMachine machine = new SessionMachine(rules(Order.IN_ORDER, true, false));
    List<Envelope> sent = askMany(machine, 1, 2);
    assertThat(receive(machine, answerTo(sent.get(1))))
        .containsExactly(
            new SessionEffect.Failed(1, SessionFailure.PROTOCOL),
            new SessionEffect.Failed(2, SessionFailure.PROTOCOL),
            new SessionEffect.Close(SessionFailure.PROTOCOL));
    assertThat(machine.accept(now, ask(3)))
        .containsExactly(new SessionEffect.Failed(3, SessionFailure.ENDED));
  }

  @Test
  void anAnswerOfTheWrongKindOrToNobodyEndsTheSession() {
    for (Envelope wrong :
        List.of(
            Envelope.response(403, 1, Bytes.EMPTY),
            Envelope.response(ANSWERS, 77, Bytes.EMPTY),
            Envelope.error(ANSWERS, 1, "an error bears the number of the request"))) {
      SessionMachine machine = new SessionMachine(rules(Order.BY_ID, true, true));
      askMany(machine, 1, 1);
      assertThat(receive(machine, wrong))
          .contains(new SessionEffect.Close(SessionFailure.PROTOCOL));
    }
  }

  @Test
  void anErrorAnswerIsAnAnswer() {
    SessionMachine machine = new SessionMachine(rules(Order.IN_ORDER, true, false));
    Envelope request = askMany(machine, 1, 1).get(0);
    Envelope error = Envelope.error(ASKED, request.requestId(), "manifest not found");
    assertThat(receive(machine, error)).containsExactly(new SessionEffect.Answered(1, error));
  }

  @Test
  void aCancelledRequestFreesItsPlaceAndItsLateAnswerIsDropped() {
    SessionMachine machine = new SessionMachine(rules(Order.BY_ID, true, true));
    List<Envelope> sent = askMany(machine, 1, LIMIT + 1);
    List<SessionEffect> effects = machine.accept(now, new SessionInput.Cancel(1));
    assertThat(effects.get(0)).isEqualTo(new SessionEffect.Failed(1, SessionFailure.CANCELLED));
    assertThat(effects.get(1)).isInstanceOf(SessionEffect.Send.class);
    assertThat(receive(machine, answerTo(sent.get(0)))).isEmpty();
    assertThat(machine.accept(now, new SessionInput.Cancel(1))).as("again").isEmpty();
  }

  @Test
  void aWaitingRequestCanBeCancelledBeforeItIsSent() {
    SessionMachine machine = new SessionMachine(rules(Order.BY_ID, true, true));
    askMany(machine, 1, LIMIT + 1);
    assertThat(machine.accept(now, new SessionInput.Cancel(LIMIT + 1)))
        .containsExactly(new SessionEffect.Failed(LIMIT + 1, SessionFailure.CANCELLED));
  }

  @Test
  void abandonedRequestsAreBounded() {
    SessionMachine machine = new SessionMachine(rules(Order.BY_ID, true, true));
    int sent = 0;
    for (int ticket = 1; ticket <= 10 * LIMIT; ticket++) {
      sent += machine.accept(now, ask(ticket)).size();
      machine.accept(now, new SessionInput.Cancel(ticket));
    }
    assertThat(sent).isEqualTo(2 * LIMIT);
  }

  @Test
  void aRequestExpiresAndSilenceEndsTheSession() {
    SessionMachine machine = new SessionMachine(rules(Order.BY_ID, true, true));
    askMany(machine, 1, 1);
    now = machine.deadlineNanos().orElseThrow();
    assertThat(now).isEqualTo(ResponseTimes.MIN_NANOS);
    assertThat(machine.onTimeout(now - 1)).isEmpty();
    assertThat(machine.onTimeout(now))
        .containsExactly(new SessionEffect.Failed(1, SessionFailure.TIMED_OUT));
    askMany(machine, 2, 2);
    now = machine.deadlineNanos().orElseThrow();
    assertThat(machine.onTimeout(now))
        .containsExactly(
            new SessionEffect.Failed(2, SessionFailure.TIMED_OUT),
            new SessionEffect.Close(SessionFailure.DEAD));
  }

  @Test
  void silenceTowardsCancelledRequestsEndsTheSessionToo() {
    SessionMachine machine = new SessionMachine(rules(Order.BY_ID, true, true));
    for (int ticket = 1; ticket <= 2 * LIMIT; ticket++) {
      machine.accept(now, ask(ticket));
      machine.accept(now, new SessionInput.Cancel(ticket));
    }
    assertThat(machine.accept(now, ask(100))).as("no place is left").isEmpty();
    now = machine.deadlineNanos().orElseThrow();
    assertThat(now).isEqualTo(ResponseTimes.MIN_NANOS);
    assertThat(machine.onTimeout(now))
        .containsExactly(
            new SessionEffect.Failed(100, SessionFailure.DEAD),
            new SessionEffect.Close(SessionFailure.DEAD));
  }

  @Test
  void anAnswerThatIsOwedForTooLongEndsTheSessionWhateverElseIsAnswered() {
    SessionMachine machine = new SessionMachine(rules(Order.BY_ID, true, true));
    askMany(machine, 1, 1);
    machine.accept(now, new SessionInput.Cancel(1));
    now = machine.deadlineNanos().orElseThrow();
    assertThat(machine.onTimeout(now)).isEmpty();
    receive(machine, answerTo(askMany(machine, 2, 2).get(0)));
    long owed = now + OutgoingRequests.MAX_OWED_NANOS;
    assertThat(machine.deadlineNanos()).hasValue(owed);
    assertThat(machine.onTimeout(owed - 1)).isEmpty();
    assertThat(machine.onTimeout(owed))
        .containsExactly(new SessionEffect.Close(SessionFailure.DEAD));
  }

  @Test
  void aSignOfLifeBetweenTwoExpiriesKeepsTheSession() {
    SessionMachine machine = new SessionMachine(rules(Order.BY_ID, true, true));
    askMany(machine, 1, 1);
    now = machine.deadlineNanos().orElseThrow();
    machine.onTimeout(now);
    receive(machine, answerTo(askMany(machine, 2, 2).get(0)));
    askMany(machine, 3, 3);
    now = machine.deadlineNanos().orElseThrow();
    assertThat(machine.onTimeout(now))
        .containsExactly(new SessionEffect.Failed(3, SessionFailure.TIMED_OUT));
  }

  @Test
  void theMoreBytesAreExpectedTheLongerTheDeadline() {
    SessionMachine machine = new SessionMachine(rules(Order.BY_ID, true, true));
    machine.accept(now, new SessionInput.Ask(1, 500, 501, text("x"), 512 << 10));
    long expected = 4L * (512 << 10) * 1_000_000_000L / ResponseTimes.UNKNOWN_BYTES_PER_SECOND;
    assertThat(machine.deadlineNanos()).hasValue(expected);
  }

  @Test
  void requestsOfAV1PeerAreAnsweredInTheirOrder() {
    SessionMachine machine = new SessionMachine(rules(Order.IN_ORDER, false, true));
    List<Long> tickets = new ArrayList<>();
    for (int id = 1; id <= 3; id++) {
      // The flags of a request are not looked at (section 5.1).
      Envelope request = new Envelope(ASKED, id, id == 2 ? 3 : 0, Bytes.EMPTY);
      SessionEffect.Serve serve = (SessionEffect.Serve) receive(machine, request).get(0);
      assertThat(serve.request()).isEqualTo(request);
      tickets.add(serve.ticket());
    }
    assertThat(machine.accept(now, new SessionInput.Answer(tickets.get(2), ANSWERS, text("c"))))
        .isEmpty();
    assertThat(machine.accept(now, new SessionInput.AnswerError(tickets.get(1), "b"))).isEmpty();
    assertThat(machine.accept(now, new SessionInput.Answer(tickets.get(0), ANSWERS, text("a"))))
        .extracting(effect -> decode(effect).requestId())
        .containsExactly(1L, 2L, 3L);
    assertThat(machine.isIdle()).isTrue();
  }

  @Test
  void workOnRequestsOfAV1PeerIsLimitedAndTheRestWaits() {
    SessionMachine machine = new SessionMachine(rules(Order.IN_ORDER, false, true));
    List<SessionEffect> served = new ArrayList<>();
    for (int id = 1; id <= LIMIT + 1; id++) {
      served.addAll(receive(machine, Envelope.request(ASKED, id, Bytes.EMPTY)));
    }
    assertThat(served).hasSize(LIMIT);
    long first = ((SessionEffect.Serve) served.get(0)).ticket();
    List<SessionEffect> effects =
        machine.accept(now, new SessionInput.Answer(first, ANSWERS, text("a")));
    assertThat(effects.get(0)).isInstanceOf(SessionEffect.Send.class);
    assertThat(effects.get(1)).isInstanceOf(SessionEffect.Serve.class);
  }

  @Test
  void answersThatWaitForAnEarlierOneTakePlacesToo() {
    SessionMachine machine = new SessionMachine(rules(Order.IN_ORDER, false, true));
    for (int id = 1; id <= 3 * LIMIT; id++) {
      receive(machine, Envelope.request(ASKED, id, Bytes.wrap(new byte[10])));
    }
    long held = machine.heldBytes();
    assertThat(held).isEqualTo(3 * LIMIT * (10L + IncomingRequests.OVERHEAD_BYTES));
    for (int ticket = 2; ticket <= LIMIT; ticket++) {
      assertThat(machine.accept(now, new SessionInput.Answer(ticket, ANSWERS, text("later"))))
          .as("the first is not answered, so nothing is sent and nothing handed out")
          .isEmpty();
    }
    assertThat(machine.heldBytes()).isEqualTo(held);
    List<SessionEffect> effects =
        machine.accept(now, new SessionInput.Answer(1, ANSWERS, text("first")));
    assertThat(effects).hasSize(2 * LIMIT);
    assertThat(machine.heldBytes()).isEqualTo(held / 3 * 2);
  }

  @Test
  void aPeerThatWasToldItsLimitAndIgnoresItIsCutOff() {
    SessionMachine machine = new SessionMachine(rules(Order.BY_ID, true, true));
    for (int id = 1; id <= 2 * LIMIT; id++) {
      assertThat(receive(machine, Envelope.request(ASKED, id, Bytes.EMPTY)))
          .doesNotHaveAnyElementsOfTypes(SessionEffect.Close.class);
    }
    assertThat(receive(machine, Envelope.request(ASKED, 99, Bytes.EMPTY)))
        .containsExactly(new SessionEffect.Close(SessionFailure.PROTOCOL));
  }

  @Test
  void anAnswerTooLongForAFrameBecomesAnError() {
    SessionMachine machine = new SessionMachine(rules(Order.BY_ID, true, true));
    SessionEffect.Serve serve =
        (SessionEffect.Serve) receive(machine, Envelope.request(ASKED, 1, Bytes.EMPTY)).get(0);
    Encodable big = out -> out.bytes(Bytes.wrap(new byte[2 << 20]));
    Envelope answer =
        decode(machine.accept(now, new SessionInput.Answer(serve.ticket(), ANSWERS, big)).get(0));
    assertThat(answer.isError()).isTrue();
    assertThat(answer.errorText()).isEqualTo("answer exceeds payload limit");
  }

  @Test
  void unsolicitedFramesOfAV1ResponderEndTheSession() {
    SessionMachine machine = new SessionMachine(rules(Order.IN_ORDER, true, false));
    assertThat(receive(machine, Envelope.request(ASKED, 1, Bytes.EMPTY)))
        .containsExactly(new SessionEffect.Close(SessionFailure.PROTOCOL));
  }

  @Test
  void aV1ResponderMayNotAsk() {
    SessionMachine machine = new SessionMachine(rules(Order.IN_ORDER, false, true));
    assertThat(machine.accept(now, ask(1)))
        .containsExactly(new SessionEffect.Failed(1, SessionFailure.MAY_NOT_ASK));
  }

  @Test
  void bothSidesOfAMultiplexedSessionAskWithNumbersOfTheirOwn() {
    SessionMachine machine = new SessionMachine(rules(Order.BY_ID, true, true));
    Envelope own = askMany(machine, 1, 1).get(0);
    assertThat(receive(machine, Envelope.request(ASKED, own.requestId(), Bytes.EMPTY)).get(0))
        .isInstanceOf(SessionEffect.Serve.class);
    assertThat(receive(machine, answerTo(own)).get(0)).isInstanceOf(SessionEffect.Answered.class);
  }

  @Test
  void onStreamsOfTheirOwnACancelledRequestAbandonsItsStream() {
    SessionMachine machine = new SessionMachine(rules(Order.BY_STREAM, true, true));
    SessionEffect.Send send = (SessionEffect.Send) machine.accept(now, ask(1)).get(0);
    assertThat(send.last()).isTrue();
    assertThat(machine.accept(now, new SessionInput.Cancel(1)))
        .containsExactly(
            new SessionEffect.Failed(1, SessionFailure.CANCELLED),
            new SessionEffect.Abandon(send.lane()));
  }

  @Test
  void aStreamThatEndsWithoutAnAnswerFailsOnlyItsRequest() {
    SessionMachine machine = new SessionMachine(rules(Order.BY_STREAM, true, true));
    SessionEffect.Send send = (SessionEffect.Send) machine.accept(now, ask(1)).get(0);
    machine.accept(now, ask(2));
    assertThat(machine.accept(now, new SessionInput.LaneEnded(send.lane())))
        .containsExactly(new SessionEffect.Failed(1, SessionFailure.ENDED));
  }

  @Test
  void aPeerThatWithdrawsItsRequestFreesThePlace() {
    SessionMachine machine = new SessionMachine(rules(Order.BY_STREAM, true, true));
    SessionEffect.Serve serve =
        (SessionEffect.Serve)
            machine
                .accept(now, new SessionInput.Received(-1, Envelope.request(ASKED, 1, Bytes.EMPTY)))
                .get(0);
    machine.accept(now, new SessionInput.LaneEnded(-1));
    assertThat(machine.isIdle()).isTrue();
    assertThat(machine.accept(now, new SessionInput.Answer(serve.ticket(), ANSWERS, text("late"))))
        .isEmpty();
  }

  @Test
  void pingsAreAnsweredAtOnceAndSentIntoSilence() {
    SessionRules rules = new SessionRules(Order.BY_ID, true, true, LIMIT, LIMIT, true);
    SessionMachine machine = new SessionMachine(rules);
    machine.accept(now, new SessionInput.Established());
    Envelope pong = decode(receive(machine, Envelope.request(600, 5, Bytes.EMPTY)).get(0));
    assertThat(pong).isEqualTo(Envelope.response(600, 5, Bytes.EMPTY));

    now = machine.deadlineNanos().orElseThrow();
    assertThat(now).isEqualTo(SessionMachine.PING_INTERVAL_NANOS);
    Envelope ping = decode(machine.onTimeout(now).get(0));
    assertThat(ping.type()).isEqualTo(600);
    assertThat(receive(machine, Envelope.response(600, ping.requestId(), Bytes.EMPTY)))
        .as("nobody else hears of it")
        .isEmpty();
  }

  @Test
  void anUnansweredPingMeansThatThePeerIsDead() {
    SessionRules rules = new SessionRules(Order.BY_ID, true, true, LIMIT, LIMIT, true);
    SessionMachine machine = new SessionMachine(rules);
    machine.accept(now, new SessionInput.Established());
    List<SessionEffect> effects = new ArrayList<>();
    for (int i = 0; i < 3 && machine.deadlineNanos().isPresent(); i++) {
      now = machine.deadlineNanos().getAsLong();
      effects.addAll(machine.onTimeout(now));
    }
    assertThat(effects).endsWith(new SessionEffect.Close(SessionFailure.DEAD));
    assertThat(now).isLessThan(2 * SessionMachine.PING_INTERVAL_NANOS);
  }

  @Test
  void whoeverIsDoubtedHasTwoSecondsToAnswer() {
    SessionRules rules = new SessionRules(Order.BY_ID, true, true, LIMIT, LIMIT, true);
    SessionMachine machine = new SessionMachine(rules);
    machine.accept(now, new SessionInput.Established());
    Envelope ping = decode(machine.accept(now, new SessionInput.Doubted()).get(0));
    assertThat(ping.type()).isEqualTo(SessionMachine.PING);
    now += SessionMachine.DOUBT_NANOS - 1;
    assertThat(machine.onTimeout(now)).isEmpty();
    receive(machine, Envelope.response(SessionMachine.PING, ping.requestId(), Bytes.EMPTY));
    now += 1;
    assertThat(machine.onTimeout(now)).as("it has answered").isEmpty();

    machine.accept(now, new SessionInput.Doubted());
    machine.accept(now + 1, new SessionInput.Doubted());
    assertThat(machine.deadlineNanos())
        .as("once is enough")
        .hasValue(now + SessionMachine.DOUBT_NANOS);
    machine.accept(now + 1, new SessionInput.Doubted(1_000));
    now += 1 + 1_000;
    assertThat(machine.deadlineNanos()).hasValue(now);
    assertThat(machine.onTimeout(now))
        .containsExactly(new SessionEffect.Close(SessionFailure.DEAD));
  }

  @Test
  void whoeverCannotBePingedIsNotWaitedForInDoubt() {
    SessionMachine machine = new SessionMachine(rules(Order.BY_ID, false, true));
    assertThat(machine.accept(now, new SessionInput.Doubted()))
        .containsExactly(new SessionEffect.Close(SessionFailure.DEAD));
  }

  @Test
  void theEndFailsEverybodyWhoWaits() {
    SessionMachine machine = new SessionMachine(rules(Order.BY_ID, true, true));
    askMany(machine, 1, LIMIT + 1);
    machine.accept(now, new SessionInput.Cancel(2));
    assertThat(machine.accept(now, new SessionInput.Ended(SessionFailure.ENDED)))
        .extracting(effect -> effect instanceof SessionEffect.Failed f ? f.ticket() : -1L)
        .containsExactlyInAnyOrder(1L, 3L, 4L, 5L, -1L);
    assertThat(machine.deadlineNanos()).isEmpty();
  }
}
