package io.scp2p.core.protocol.stun;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.core.protocol.stun.StunTransaction.Schedule;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.stun.StunAddress;
import io.scp2p.core.wire.stun.StunClass;
import io.scp2p.core.wire.stun.StunMessage;
import io.scp2p.core.wire.stun.StunMethod;
import io.scp2p.core.wire.stun.StunWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StunTransactionTest {
  private static final Bytes ID = Bytes.parse("78ad3433c6ad72c029da412e");
  private static final Bytes OTHER = Bytes.parse("b7e7a701bc34d686fa87dfae");
  private static final StunAddress SERVER =
      new StunAddress(IpAddress.of((byte) 44, (byte) 0, (byte) 0, (byte) 1), 3478);
  private static final long START = Long.MAX_VALUE - 1; // The clock may overflow.

  private static StunTransaction begun(Schedule schedule) {
    return new StunTransaction(START, SERVER, ID, Bytes.EMPTY, schedule);
  }

  private static StunMessage message(StunClass kind, Bytes id) throws WireException {
    return StunMessage.decode(new StunWriter(kind, StunMethod.BINDING, id).encode());
  }

  /** RFC 8489, section 6.2.1: "0 ms, 500 ms, 1500 ms, 3500 ms, 7500 ms, 15500 ms, 31500 ms". */
  @Test
  void theWaitsAreThoseOfTheRfc() {
    StunTransaction transaction = begun(Schedule.STANDARD);
    List<Long> sent = new ArrayList<>();
    long now = START;
    while (!transaction.isGivenUp(now)) {
      assertThat(sent).as("it comes to an end").hasSizeLessThan(10);
      assertThat(transaction.poll(now)).contains(Bytes.EMPTY);
      assertThat(transaction.poll(now)).as("once").isEmpty();
      sent.add(Duration.ofNanos(now - START).toMillis());
      long next = transaction.deadlineNanos();
      assertThat(transaction.isGivenUp(next - 1)).isFalse();
      assertThat(transaction.poll(next - 1)).as("not sooner").isEmpty();
      now = next;
    }

    assertThat(sent).containsExactly(0L, 500L, 1_500L, 3_500L, 7_500L, 15_500L, 31_500L);
    assertThat(Duration.ofNanos(now - START)).isEqualTo(Duration.ofMillis(39_500));
    assertThat(transaction.poll(now)).as("it is over").isEmpty();
  }

  @Test
  void somebodyWhoWaitsGetsAnAnswerWithinFourSeconds() {
    StunTransaction transaction = begun(Schedule.QUICK);
    long now = START;
    for (int i = 0; transaction.poll(now).isPresent(); i++) {
      assertThat(i).as("it comes to an end").isLessThan(10);
      now = transaction.deadlineNanos();
    }

    assertThat(transaction.isGivenUp(now)).isTrue();
    assertThat(Duration.ofNanos(now - START)).isEqualTo(Duration.ofMillis(3_750));
  }

  @ParameterizedTest
  @CsvSource({"SUCCESS, true", "ERROR, true", "REQUEST, false", "INDICATION, false"})
  void onlyAnAnswerAnswers(StunClass kind, boolean answers) throws WireException {
    StunTransaction transaction = begun(Schedule.QUICK);

    assertThat(transaction.isAnsweredBy(message(kind, ID))).isEqualTo(answers);
    assertThat(transaction.isAnsweredBy(message(kind, OTHER))).isFalse();
    assertThat(transaction.to()).isEqualTo(SERVER);
  }
}
