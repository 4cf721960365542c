package io.scp2p.core.protocol.reach;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.core.protocol.reach.TcpMeeting.Effect;
import io.scp2p.core.protocol.reach.TcpMeeting.Input;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TcpMeetingTest {
  private static final long MILLI = 1_000_000;
  private static final long LIMIT = TcpMeeting.LIMIT.toNanos();
  private static final long BETWEEN = TcpMeeting.BETWEEN_CONNECTS.toNanos();
  private static final int MINE = 50_001;
  private static final int THEIRS = 50_002;

  private static Effect connect(long nowNanos) {
    return new Effect.Connect(THEIRS, Duration.ofNanos(LIMIT - nowNanos));
  }

  private static TcpMeeting agreed() {
    TcpMeeting meeting = TcpMeeting.asking(0);
    assertThat(meeting.accept(0, new Input.Begun())).containsExactly(new Effect.Look());
    assertThat(meeting.accept(1, new Input.Seen(MINE))).containsExactly(new Effect.Offer(MINE));
    assertThat(meeting.accept(2, new Input.Agreed(THEIRS))).containsExactly(connect(2));
    return meeting;
  }

  @Test
  void whoAsksConnectsWhenTheOtherSideHasAgreed() {
    TcpMeeting meeting = agreed();
    assertThat(meeting.accept(3, new Input.Connected())).containsExactly(new Effect.Met());
    assertThat(meeting.deadlineNanos()).isEmpty();
    assertThat(meeting.accept(4, new Input.Failed("late", true))).isEmpty();
  }

  @Test
  void whoAnswersConnectsWhenItsAnswerHasArrived() {
    TcpMeeting meeting = TcpMeeting.answering(THEIRS, 40 * MILLI, 0);
    meeting.accept(0, new Input.Begun());
    assertThat(meeting.accept(MILLI, new Input.Seen(MINE))).containsExactly(new Effect.Offer(MINE));
    assertThat(meeting.deadlineNanos()).hasValue(21 * MILLI);
    assertThat(meeting.onTimeout(20 * MILLI)).isEmpty();
    assertThat(meeting.onTimeout(21 * MILLI)).containsExactly(connect(21 * MILLI));
  }

  @Test
  void whoAnswersAndDoesNotKnowTheWayConnectsAtOnce() {
    TcpMeeting meeting = TcpMeeting.answering(THEIRS, 0, 0);
    meeting.accept(0, new Input.Begun());
    assertThat(meeting.accept(1, new Input.Seen(MINE)))
        .containsExactly(new Effect.Offer(MINE), connect(1));
  }

  @Test
  void aRoundTripOfMinutesIsNotWaitedFor() {
    TcpMeeting meeting = TcpMeeting.answering(THEIRS, Duration.ofMinutes(3).toNanos(), 0);
    meeting.accept(0, new Input.Begun());
    meeting.accept(0, new Input.Seen(MINE));
    assertThat(meeting.deadlineNanos()).hasValue(TcpMeeting.MAX_DELAY.toNanos());
  }

  @Test
  void whatIsRefusedIsTriedThreeTimes() {
    TcpMeeting meeting = agreed();
    long now = 10;
    for (int i = 1; i < TcpMeeting.MAX_CONNECTS; i++) {
      assertThat(meeting.accept(now, new Input.Failed("refused", true))).isEmpty();
      assertThat(meeting.deadlineNanos()).hasValue(now + BETWEEN);
      assertThat(meeting.onTimeout(now + BETWEEN - 1)).isEmpty();
      now += BETWEEN;
      assertThat(meeting.onTimeout(now)).containsExactly(connect(now));
    }
    assertThat(meeting.accept(now, new Input.Failed("refused", true)))
        .containsExactly(new Effect.GivenUp("refused"));
    assertThat(meeting.deadlineNanos()).isEmpty();
  }

  @Test
  void somebodyElseThereIsNotTriedAgain() {
    assertThat(agreed().accept(5, new Input.Failed("another key", false)))
        .containsExactly(new Effect.GivenUp("another key"));
  }

  @Test
  void itEndsWhereverItIsStuck() {
    TcpMeeting looking = TcpMeeting.asking(7);
    looking.accept(7, new Input.Begun());
    assertThat(looking.onTimeout(6 + LIMIT)).isEmpty();
    assertThat(looking.onTimeout(7 + LIMIT)).hasSize(1).first().isInstanceOf(Effect.GivenUp.class);
    TcpMeeting connecting = agreed();
    assertThat(connecting.onTimeout(LIMIT)).hasSize(1);
    assertThat(connecting.onTimeout(2 * LIMIT)).isEmpty();
  }

  @Test
  void withoutAPortOrAnAgreementNothingIsConnected() {
    TcpMeeting unseen = TcpMeeting.answering(THEIRS, 0, 0);
    unseen.accept(0, new Input.Begun());
    assertThat(unseen.accept(1, new Input.Unseen("nobody")))
        .containsExactly(new Effect.GivenUp("nobody"));
    TcpMeeting refused = TcpMeeting.asking(0);
    refused.accept(0, new Input.Begun());
    refused.accept(1, new Input.Seen(MINE));
    assertThat(refused.accept(2, new Input.Refused("busy")))
        .containsExactly(new Effect.GivenUp("busy"));
  }

  /** Whatever comes in whatever order: three packets at most, one end, in time, to one port. */
  @Property(tries = 2_000)
  void boundsHoldUnderAnyInput(@ForAll long seed, @ForAll boolean asks) {
    Random random = new Random(seed);
    long now = random.nextLong(LIMIT);
    long since = now;
    TcpMeeting meeting =
        asks
            ? TcpMeeting.asking(now)
            : TcpMeeting.answering(THEIRS, random.nextLong(2 * LIMIT), now);
    List<Effect> all = new ArrayList<>(meeting.accept(now, new Input.Begun()));
    boolean over = false;
    for (int i = 0; i < 60; i++) {
      now += random.nextLong(LIMIT / 20);
      List<Effect> effects =
          random.nextInt(3) == 0 ? meeting.onTimeout(now) : meeting.accept(now, any(random));
      assertThat(over && !effects.isEmpty()).as("nothing comes after the end").isFalse();
      all.addAll(effects);
      over = effects.stream().anyMatch(TcpMeetingTest::isEnd) || over;
      assertThat(meeting.deadlineNanos().isEmpty()).isEqualTo(over);
      meeting
          .deadlineNanos()
          .ifPresent(deadline -> assertThat(deadline).isLessThanOrEqualTo(since + LIMIT));
    }
    all.addAll(meeting.onTimeout(since + 2 * LIMIT));
    assertThat(all).filteredOn(TcpMeetingTest::isEnd).hasSize(1);
    List<Effect> connects = all.stream().filter(Effect.Connect.class::isInstance).toList();
    assertThat(connects).hasSizeLessThanOrEqualTo(TcpMeeting.MAX_CONNECTS);
    assertThat(connects.stream().map(each -> ((Effect.Connect) each).port()).distinct().count())
        .isLessThanOrEqualTo(1);
    assertThat(connects)
        .allMatch(each -> ((Effect.Connect) each).within().compareTo(TcpMeeting.LIMIT) <= 0);
  }

  private static boolean isEnd(Effect effect) {
    return effect instanceof Effect.Met || effect instanceof Effect.GivenUp;
  }

  private static Input any(Random random) {
    return switch (random.nextInt(7)) {
      case 0 -> new Input.Begun();
      case 1 -> new Input.Seen(MINE);
      case 2 -> random.nextInt(8) == 0 ? new Input.Unseen("nobody") : new Input.Seen(MINE);
      case 3 -> new Input.Agreed(1_024 + random.nextInt(60_000));
      case 4 -> random.nextInt(8) == 0 ? new Input.Refused("busy") : new Input.Agreed(THEIRS);
      case 5 -> new Input.Failed("refused", random.nextInt(8) > 0);
      default -> random.nextInt(4) == 0 ? new Input.Connected() : new Input.Failed("again", true);
    };
  }
}
