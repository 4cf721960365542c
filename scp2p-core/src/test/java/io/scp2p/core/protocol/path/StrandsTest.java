package io.scp2p.core.protocol.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.peer.PathKind;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.core.protocol.LongWay;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StrandsTest {
  private static final long FAR = Duration.ofMillis(200).toNanos();
  private static final long NEAR = LongWay.ROUND_TRIP.toNanos() - 1;
  private static final int SOME = Strands.LEAST_OPEN;

  private final Strands strands = new Strands();

  /** The clock may start anywhere, and overflows here during every test. */
  private long now = Long.MAX_VALUE - Duration.ofSeconds(1).toNanos();

  private int dials(int there, int open, long tripNanos) {
    int dials = 0;
    while (strands.wantsMore(now, there + dials, open, tripNanos)) {
      dials++;
      strands.dialled(now, true);
      assertThat(dials).isLessThan(100);
    }
    return dials;
  }

  @Test
  void aLongWayGetsAsManyAsThereMayBe() {
    assertThat(dials(1, SOME, FAR)).isEqualTo(Strands.MAX - 1);
    assertThat(dials(Strands.MAX, SOME, FAR)).isZero();
  }

  @Test
  void aShortOrUnknownWayAndASingleRequestGetNone() {
    assertThat(dials(1, 32, NEAR)).isZero();
    assertThat(dials(1, 32, 0)).isZero();
    assertThat(dials(1, SOME - 1, FAR)).isZero();
  }

  @Test
  void dialsUnderWayCount() {
    for (int i = 1; i < Strands.MAX; i++) {
      assertThat(strands.wantsMore(now, 1, SOME, FAR)).as("dial %s", i).isTrue();
    }
    assertThat(strands.wantsMore(now, 1, SOME, FAR)).isFalse();
  }

  /** All sessions may end while it is under way; what comes then knows nothing of it. */
  @Test
  void aDialThatNobodyRemembersMakesNoRoomForMore() {
    strands.dialled(now, true);
    dialsUnderWayCount();
  }

  @Test
  void aFailedDialIsNotRepeatedForAWhile() {
    assertThat(strands.wantsMore(now, 1, SOME, FAR)).isTrue();
    strands.dialled(now, false);
    now += Strands.REST.toNanos() - 1;
    assertThat(strands.wantsMore(now, 1, SOME, FAR)).isFalse();
    now++;
    assertThat(strands.wantsMore(now, 1, SOME, FAR)).isTrue();
  }

  @Test
  void aPeerThatEndsThemAtOnceIsNotDialledAgainAndAgain() {
    int dials = 0;
    long end = now + 2 * Strands.REST.toNanos();
    for (; end - now > 0; now += Duration.ofMillis(10).toNanos()) {
      if (strands.wantsMore(now, 1, SOME, FAR)) {
        dials++;
        strands.dialled(now, true);
      }
    }
    assertThat(dials).isEqualTo(2 * (Strands.MAX - 1));
  }

  private static PathChoice farAway(int tcp) {
    PathChoice choice = new PathChoice(new SplittableRandom(7));
    for (int i = 1; i <= tcp; i++) {
      choice.opened(i, TransportKind.TCP, PathKind.DIRECT);
      choice.answered(i, FAR + i);
    }
    return choice;
  }

  @Test
  void bulkIsSharedAndWhatIsHeldUpGetsNoMore() {
    PathChoice choice = farAway(3);
    assertThat(choice.roundTripNanos()).isEqualTo(FAR + 1);
    Set<Long> chosen = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      long session = choice.choose(now, true).orElseThrow();
      chosen.add(session);
      choice.asked(now, session);
    }
    assertThat(chosen).containsExactlyInAnyOrder(1L, 2L, 3L);
    for (int i = 0; i < 20; i++) {
      choice.ended(now, 2, 256 << 10); // The others are held up.
      assertThat(choice.choose(now, true)).hasValue(2);
      choice.asked(now, 2);
    }
  }

  @Test
  void aSessionOfAnotherKindIsNoStrand() {
    PathChoice choice = farAway(1);
    choice.opened(8, TransportKind.QUIC, PathKind.DIRECT);
    choice.opened(9, TransportKind.TCP, PathKind.RELAYED_SEALED);
    for (int i = 0; i < 10; i++) {
      assertThat(choice.choose(now, true)).hasValue(1);
      choice.asked(now, 1);
    }
  }

  @Test
  void onlyBulkOverTcpIsWidened() {
    PathChoice quic = new PathChoice(new SplittableRandom(7));
    quic.opened(8, TransportKind.QUIC, PathKind.DIRECT);
    PathChoice relayed = new PathChoice(new SplittableRandom(7));
    relayed.opened(8, TransportKind.TCP, PathKind.RELAYED_SEALED);
    for (PathChoice choice : new PathChoice[] {quic, relayed}) {
      choice.answered(8, FAR);
      for (int i = 0; i < 8; i++) {
        choice.asked(now, choice.choose(now, true).orElseThrow());
      }
      assertThat(choice.wantsStrand(now)).isFalse();
    }
    PathChoice direct = farAway(1);
    assertThat(direct.wantsStrand(now)).as("no bulk yet").isFalse();
    for (int i = 0; i < SOME; i++) {
      direct.asked(now, direct.choose(now, true).orElseThrow());
    }
    assertThat(direct.wantsStrand(now)).isTrue();
    direct.strandDialled(now, false);
    assertThat(direct.wantsStrand(now)).isFalse();
  }
}
