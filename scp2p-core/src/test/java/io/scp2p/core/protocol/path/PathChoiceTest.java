package io.scp2p.core.protocol.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.peer.PathKind;
import io.scp2p.api.spi.TransportKind;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PathChoiceTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final long MILLISECOND = Duration.ofMillis(1).toNanos();
  private static final long QUIC = 1;
  private static final long TCP = 2;

  private final PathChoice choice = new PathChoice(new SplittableRandom(7));

  /** The clock may start anywhere, and overflows here during every test. */
  private long now = Long.MAX_VALUE - SECOND / 10;

  /** Brings bulk over a path for a second, at this rate. */
  private void bulk(long session, int bytesPerSecond) {
    choice.asked(now, session);
    for (int i = 0; i < 10; i++) {
      choice.asked(now, session);
      now += SECOND / 10;
      choice.ended(now, session, bytesPerSecond / 10);
    }
    choice.ended(now, session, 0);
  }

  private void small(long session, long milliseconds) {
    choice.answered(session, milliseconds * MILLISECOND);
  }

  private long chosen(boolean isBulk) {
    return choice.choose(now, isBulk).orElseThrow();
  }

  @Test
  void withoutASessionNothingIsChosen() {
    assertThat(choice.choose(now, false)).isEmpty();
    assertThat(choice.choose(now, true)).isEmpty();
    assertThat(choice.wantsTcp(now)).isFalse();
  }

  @Test
  void bulkPrefersTcpUnmeasuredAndSmallRequestsStayWhereTheyAre() {
    choice.opened(QUIC, TransportKind.QUIC, PathKind.DIRECT);
    assertThat(chosen(true)).isEqualTo(QUIC);
    assertThat(chosen(false)).isEqualTo(QUIC);
    bulk(QUIC, 5_000_000);
    choice.opened(TCP, TransportKind.TCP, PathKind.DIRECT);
    assertThat(chosen(true)).isEqualTo(TCP);
    assertThat(chosen(false)).isEqualTo(QUIC);
  }

  @Test
  void theLocalNetworkCarriesEverythingAsLongAsItIsThere() {
    long far = TCP + QUIC + 1;
    choice.opened(far, TransportKind.TCP, PathKind.DIRECT);
    assertThat(chosen(true)).isEqualTo(far);
    choice.opened(QUIC, TransportKind.QUIC, PathKind.LAN);
    assertThat(chosen(true)).isEqualTo(QUIC);
    assertThat(chosen(false)).isEqualTo(QUIC);
    choice.opened(TCP, TransportKind.TCP, PathKind.LAN);
    assertThat(chosen(true)).isEqualTo(TCP);
    choice.closed(TCP);
    choice.closed(QUIC);
    assertThat(chosen(true)).isEqualTo(far);
  }

  @Test
  void measuredGoodputDecides() {
    choice.opened(QUIC, TransportKind.QUIC, PathKind.DIRECT);
    choice.opened(TCP, TransportKind.TCP, PathKind.DIRECT);
    bulk(QUIC, 5_000_000);
    bulk(TCP, 2_000_000);
    assertThat(chosen(true)).isEqualTo(QUIC);
    for (int i = 0; i < 20; i++) {
      bulk(TCP, 20_000_000);
      bulk(QUIC, 5_000_000);
    }
    assertThat(chosen(true)).as("the line has changed").isEqualTo(TCP);
  }

  @Test
  void aSmallDifferenceMovesNothing() {
    choice.opened(QUIC, TransportKind.QUIC, PathKind.DIRECT);
    choice.opened(TCP, TransportKind.TCP, PathKind.DIRECT);
    assertThat(chosen(true)).isEqualTo(TCP);
    bulk(TCP, 10_000_000);
    bulk(QUIC, 12_000_000);
    assertThat(chosen(true)).isEqualTo(TCP);
    bulk(QUIC, 200_000_000);
    assertThat(chosen(true)).isEqualTo(QUIC);
  }

  @Test
  void whatWasMeasuredLongAgoDoesNotCount() {
    choice.opened(QUIC, TransportKind.QUIC, PathKind.DIRECT);
    choice.opened(TCP, TransportKind.TCP, PathKind.DIRECT);
    bulk(QUIC, 5_000_000);
    bulk(TCP, 2_000_000);
    assertThat(chosen(true)).isEqualTo(QUIC);
    for (int i = 0; i < 59; i++) {
      bulk(QUIC, 5_000_000);
    }
    assertThat(chosen(true)).isEqualTo(QUIC);
    bulk(QUIC, 5_000_000);
    bulk(QUIC, 5_000_000);
    assertThat(chosen(true)).as("TCP gets another chance").isEqualTo(TCP);
    bulk(TCP, 2_000_000);
    assertThat(chosen(true)).as("and fails again").isEqualTo(QUIC);
  }

  @Test
  void aSingleAnswerJudgesNobody() {
    choice.opened(QUIC, TransportKind.QUIC, PathKind.DIRECT);
    choice.opened(TCP, TransportKind.TCP, PathKind.DIRECT);
    bulk(QUIC, 5_000_000);
    choice.asked(now, TCP);
    now += SECOND;
    choice.ended(now, TCP, PathChoice.BULK_BYTES);
    assertThat(chosen(true)).isEqualTo(TCP);
  }

  @Test
  void anEndedSessionIsNotChosen() {
    choice.opened(QUIC, TransportKind.QUIC, PathKind.DIRECT);
    choice.opened(TCP, TransportKind.TCP, PathKind.DIRECT);
    assertThat(chosen(true)).isEqualTo(TCP);
    choice.closed(TCP);
    assertThat(chosen(true)).isEqualTo(QUIC);
    choice.closed(QUIC);
    assertThat(choice.choose(now, true)).isEmpty();
    choice.asked(now, QUIC);
    choice.ended(now, QUIC, 100);
    choice.answered(QUIC, 100);
    assertThat(choice.latencyNanos(QUIC)).isZero();
  }

  @Test
  void smallRequestsGoWhereAnswersComeClearlyFaster() {
    choice.opened(TCP, TransportKind.TCP, PathKind.DIRECT);
    choice.opened(QUIC, TransportKind.QUIC, PathKind.DIRECT);
    small(TCP, 100);
    assertThat(chosen(false)).isEqualTo(TCP);
    small(QUIC, 90);
    assertThat(chosen(false)).isEqualTo(TCP);
    for (int i = 0; i < 30; i++) {
      small(QUIC, 20);
    }
    assertThat(chosen(false)).isEqualTo(QUIC);
    assertThat(choice.latencyNanos(TCP)).isEqualTo(100 * MILLISECOND);
  }

  @Test
  void bulkOverQuicAloneAsksForTcpOnce() {
    choice.opened(QUIC, TransportKind.QUIC, PathKind.DIRECT);
    assertThat(choice.wantsTcp(now)).isTrue();
    assertThat(choice.wantsTcp(now)).as("a dial is under way").isFalse();
    choice.opened(TCP, TransportKind.TCP, PathKind.DIRECT);
    choice.dialled(now, true);
    assertThat(choice.wantsTcp(now)).as("it is there").isFalse();
    choice.closed(TCP);
    assertThat(choice.wantsTcp(now)).as("it has ended").isTrue();
  }

  @Test
  void aFailedDialIsRepeatedLessAndLessOften() {
    choice.opened(QUIC, TransportKind.QUIC, PathKind.DIRECT);
    long waited = 0;
    for (int i = 0; i < 8; i++) {
      assertThat(choice.wantsTcp(now)).isTrue();
      choice.dialled(now, false);
      long ceiling =
          Math.min(PathChoice.LAST_RETRY.toNanos(), PathChoice.FIRST_RETRY.toNanos() << i);
      now += ceiling / 2 - 1;
      assertThat(choice.wantsTcp(now)).as("too early after failure %s", i).isFalse();
      now += ceiling - (ceiling / 2 - 1);
      waited += ceiling;
    }
    assertThat(waited).isGreaterThan(Duration.ofMinutes(30).toNanos());
  }
}
