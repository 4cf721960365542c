package io.scp2p.core.protocol.reach;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.stun.StunAddress;
import io.scp2p.core.wire.stun.StunAttribute;
import io.scp2p.core.wire.stun.StunClass;
import io.scp2p.core.wire.stun.StunError;
import io.scp2p.core.wire.stun.StunMessage;
import io.scp2p.core.wire.stun.StunMethod;
import io.scp2p.core.wire.stun.StunWriter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a node concludes from each answer, and from answers that are missing or odd. */
class NatDiscoveryTest {
  private static final StunAddress OWN = new StunAddress(SimRouter.ip(192, 168, 1, 2), 7_000);
  private static final StunAddress SEEN = new StunAddress(SimRouter.ip(44, 0, 0, 1), 4_000);
  private static final StunAddress ALSO = new StunAddress(SimRouter.ip(44, 0, 0, 1), 4_001);

  private final NatDiscovery discovery = new NatDiscovery(new Random(1)::nextBytes);
  private final Deque<NatEffect.Send> sent = new ArrayDeque<>();
  private NatReport report;

  private static StunAddress server(int number) {
    return new StunAddress(SimRouter.ip(203, 0, 113, number), 3_478);
  }

  private void note(List<NatEffect> effects) {
    for (NatEffect effect : effects) {
      if (effect instanceof NatEffect.Send send) {
        sent.add(send);
      } else if (effect instanceof NatEffect.Found end) {
        report = end.report();
      }
    }
  }

  private void ask(StunAddress... servers) {
    note(discovery.accept(0, new NatInput.Ask(List.of(servers), List.of(OWN))));
  }

  private void answer(StunAddress from, StunWriter answer) throws WireException {
    StunMessage message = StunMessage.decode(answer.encode());
    assertThat(discovery.owns(message)).isTrue();
    note(discovery.accept(0, new NatInput.Received(from, message)));
    assertThat(discovery.owns(message)).as("answered once").isFalse();
  }

  private static StunWriter success(NatEffect.Send to) throws WireException {
    StunMessage request = StunMessage.decode(to.datagram());
    return new StunWriter(StunClass.SUCCESS, StunMethod.BINDING, request.transaction());
  }

  /** The next question of all is answered by who was asked. */
  private void answerNext(StunAddress seen) throws WireException {
    NatEffect.Send next = sent.remove();
    answer(next.to(), success(next).xoredAddress(StunAttribute.XOR_MAPPED_ADDRESS, seen));
  }

  private void silence() {
    for (int i = 0; discovery.deadlineNanos().isPresent(); i++) {
      assertThat(i).as("it comes to rest").isLessThan(100);
      note(discovery.onTimeout(discovery.deadlineNanos().getAsLong()));
    }
  }

  @Test
  void whatMostHaveSeenComesFirst() throws WireException {
    ask(server(1), server(2), server(3));
    answerNext(ALSO);
    answerNext(SEEN);
    assertThat(report).as("one is still awaited").isNull();
    answerNext(SEEN);

    assertThat(report.mapped()).containsExactly(SEEN, ALSO);
    assertThat(report.mapping()).isEqualTo(NatMapping.DIFFERENT_FOR_EACH);
    assertThat(report.asked()).isEqualTo(3);
    assertThat(report.answered()).isEqualTo(3);
  }

  @Test
  void twoWhoSayTheSameAreEnough() throws WireException {
    ask(server(1), server(2));
    answerNext(SEEN);
    answerNext(SEEN);

    assertThat(report.mapping()).isEqualTo(NatMapping.SAME_FOR_ALL);
    assertThat(report.filtering()).isEqualTo(NatFiltering.UNKNOWN);
  }

  /** A neighbour in the same network says nothing about the router. */
  @Test
  void theOwnAddressIsNoOutsideAddress() throws WireException {
    ask(server(1), server(2));
    answerNext(OWN);
    answerNext(SEEN);

    assertThat(report.mapping()).as("one witness").isEqualTo(NatMapping.UNKNOWN);
    ask(server(1), server(2), server(3));
    answerNext(OWN);
    answerNext(SEEN);
    answerNext(SEEN);
    assertThat(report.mapping()).isEqualTo(NatMapping.SAME_FOR_ALL);
    ask(server(1));
    answerNext(OWN);
    assertThat(report.mapping()).isEqualTo(NatMapping.NONE);
  }

  @Test
  void anErrorIsAnAnswerThatSaysNothing() throws WireException {
    ask(server(1));
    NatEffect.Send next = sent.remove();
    StunMessage request = StunMessage.decode(next.datagram());
    answer(
        next.to(),
        new StunWriter(StunClass.ERROR, StunMethod.BINDING, request.transaction())
            .error(new StunError(500, "")));

    assertThat(report.mapping()).isEqualTo(NatMapping.BLOCKED);
    assertThat(report.answered()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "true, true, OPEN",
    "true, false, OPEN",
    "false, true, BY_ADDRESS",
    "false, false, BY_ADDRESS_AND_PORT"
  })
  void whatIsLetInShowsWhatIsFiltered(boolean elsewhere, boolean port, NatFiltering filtering)
      throws WireException {
    twoAddresses();
    NatEffect.Send first = sent.remove();
    NatEffect.Send second = sent.remove();
    assertThat(change(first)).as("from another address and port").isEqualTo(6);
    assertThat(change(second)).as("from another port").isEqualTo(2);
    if (elsewhere) {
      answer(server(9), success(first).xoredAddress(StunAttribute.XOR_MAPPED_ADDRESS, SEEN));
    }
    if (port) {
      answer(
          new StunAddress(server(1).ip(), 9),
          success(second).xoredAddress(StunAttribute.XOR_MAPPED_ADDRESS, SEEN));
    }
    silence();

    assertThat(report.filtering()).isEqualTo(filtering);
  }

  private void twoAddresses() throws WireException {
    ask(server(1));
    NatEffect.Send next = sent.remove();
    answer(
        next.to(),
        success(next)
            .xoredAddress(StunAttribute.XOR_MAPPED_ADDRESS, SEEN)
            .address(StunAttribute.OTHER_ADDRESS, server(9)));
  }

  private static long change(NatEffect.Send question) throws WireException {
    return StunMessage.decode(question.datagram()).u32(StunAttribute.CHANGE_REQUEST).orElseThrow();
  }

  @Test
  void anAnswerFromWhereWasAskedDoesNotShowThatOthersGetIn() throws WireException {
    twoAddresses();
    NatEffect.Send elsewhere = sent.remove();
    answer(server(1), success(elsewhere).xoredAddress(StunAttribute.XOR_MAPPED_ADDRESS, SEEN));
    silence();

    assertThat(report.filtering()).isEqualTo(NatFiltering.BY_ADDRESS_AND_PORT);
  }

  @Test
  void oneServerWithTwoAddressesIsEnough() throws WireException {
    ask(server(1), server(2));
    for (int i = 0; i < 2; i++) {
      NatEffect.Send next = sent.remove();
      answer(
          next.to(),
          success(next)
              .xoredAddress(StunAttribute.XOR_MAPPED_ADDRESS, SEEN)
              .address(StunAttribute.OTHER_ADDRESS, server(9)));
    }

    assertThat(sent).as("asked of the first").hasSize(2);
    assertThat(sent).extracting(NatEffect.Send::to).containsOnly(server(1));
  }

  @ParameterizedTest
  @CsvSource({
    "BLOCKED, UNKNOWN, block",
    "NONE, UNKNOWN, No address translation",
    "SAME_FOR_ALL, OPEN, lets everybody in",
    "SAME_FOR_ALL, BY_ADDRESS, lets in whom this node has sent to",
    "SAME_FOR_ALL, BY_ADDRESS_AND_PORT, lets in whom this node has sent to",
    "SAME_FOR_ALL, UNKNOWN, can be punched",
    "DIFFERENT_FOR_EACH, UNKNOWN, symmetric",
    "UNKNOWN, UNKNOWN, more peers are needed"
  })
  void peopleAreToldInASentence(NatMapping mapping, NatFiltering filtering, String words) {
    assertThat(new NatReport(mapping, filtering, List.of(SEEN), 2, 1).words()).contains(words);
    assertThat(NatReport.NOTHING.words()).contains("Nothing is known");
  }
}
