package io.scp2p.core.protocol.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.ShareId;
import io.scp2p.core.protocol.sync.SyncSchedule.Effect;
import io.scp2p.core.protocol.sync.SyncSchedule.Input;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SyncScheduleTest {
  private static final Duration INTERVAL = Duration.ofSeconds(60);
  private static final ShareId A = share(1);
  private static final ShareId B = share(2);
  private long now = Long.MAX_VALUE - 1_000;
  private SyncSchedule schedule = new SyncSchedule(INTERVAL, 2, 100, new SplittableRandom(1));

  private static ShareId share(int number) {
    byte[] bytes = new byte[32];
    bytes[0] = (byte) number;
    return ShareId.of(bytes);
  }

  private static Effect run(ShareId share) {
    return new Effect.Run(share);
  }

  private List<Effect> feed(Input input) {
    return schedule.accept(now, input);
  }

  /** What is to be run within this span. */
  private List<Effect> after(Duration span) {
    List<Effect> effects = new ArrayList<>();
    long end = now + span.toNanos();
    while (schedule.deadlineNanos().isPresent()
        && schedule.deadlineNanos().getAsLong() - end <= 0) {
      now = schedule.deadlineNanos().getAsLong();
      effects.addAll(schedule.onTimeout(now));
    }
    now = end;
    return effects;
  }

  @Test
  void followedShareIsLookedAtAtOnceAndThenEveryInterval() {
    assertThat(feed(new Input.Added(A, true))).containsExactly(run(A));
    assertThat(after(INTERVAL.multipliedBy(10))).as("while one look runs").isEmpty();

    assertThat(feed(new Input.Finished(A, false))).isEmpty();
    assertThat(after(INTERVAL.multipliedBy(9).dividedBy(10).minusSeconds(1))).isEmpty();
    assertThat(after(INTERVAL.dividedBy(5).plusSeconds(1))).containsExactly(run(A));
  }

  @Test
  void withoutStartTheFirstLookComesWithinOneInterval() {
    assertThat(feed(new Input.Added(A, false))).isEmpty();
    assertThat(after(INTERVAL)).containsExactly(run(A));
  }

  @Test
  void noMoreRunAtOnceThanAllowed() {
    for (int i = 1; i <= 10; i++) {
      feed(new Input.Added(share(i), true));
    }

    assertThat(feed(new Input.Finished(A, false))).hasSize(1);
  }

  @Test
  void whatAPersonAsksForGoesFirst() {
    schedule = new SyncSchedule(INTERVAL, 1, 100, new SplittableRandom(1));
    feed(new Input.Added(A, true));
    feed(new Input.Added(share(3), true));
    feed(new Input.Added(B, true));
    feed(new Input.SyncNow(B));

    assertThat(feed(new Input.Finished(A, false))).containsExactly(run(B));
  }

  @Test
  void askedDuringALookMeansOneMoreLookHoweverOften() {
    feed(new Input.Added(A, true));
    assertThat(feed(new Input.SyncNow(A))).isEmpty();
    assertThat(feed(new Input.SyncNow(A))).isEmpty();

    assertThat(feed(new Input.Finished(A, false))).containsExactly(run(A));
    assertThat(feed(new Input.Finished(A, false))).isEmpty();
  }

  @Test
  void failuresAreRepeatedMoreAndMoreRarely() {
    feed(new Input.Added(A, true));
    Duration last = Duration.ZERO;
    for (int failure = 0; failure < 4; failure++) {
      feed(new Input.Finished(A, true));
      long from = now;
      while (after(Duration.ofSeconds(1)).isEmpty()) {}
      Duration pause = Duration.ofNanos(now - from);
      assertThat(pause).isBetween(last.dividedBy(2), SyncSchedule.MAX_BACKOFF.plusSeconds(1));
      last = pause;
    }
    assertThat(last).isGreaterThan(INTERVAL.multipliedBy(3));
  }

  @Test
  void hintCausesALookSoon() {
    feed(new Input.Added(A, true));
    feed(new Input.Finished(A, false));

    feed(new Input.HeadChanged(A));

    assertThat(after(SyncSchedule.MAX_HINT_DELAY)).containsExactly(run(A));
  }

  @Test
  void endlessHintsCauseALookNowAndThen() {
    feed(new Input.Added(A, true));
    feed(new Input.Finished(A, false));
    int looks = 0;
    for (int i = 0; i < 1_000; i++) {
      feed(new Input.HeadChanged(A));
      for (Effect effect : after(Duration.ofMillis(100))) {
        assertThat(effect).isEqualTo(run(A));
        looks++;
        feed(new Input.HeadChanged(A));
        feed(new Input.Finished(A, false));
      }
    }

    assertThat(looks).isBetween(10, 21); // 100 seconds.
  }

  @Test
  void hintAboutSomethingElseIsNothing() {
    feed(new Input.HeadChanged(B));
    feed(new Input.SyncNow(B));

    assertThat(schedule.deadlineNanos()).isEmpty();
  }

  @Test
  void unfollowedShareIsNotLookedAtAgain() {
    feed(new Input.Added(A, true));
    feed(new Input.SyncNow(A));
    feed(new Input.Removed(A));

    assertThat(feed(new Input.Finished(A, false))).isEmpty();
    assertThat(schedule.deadlineNanos()).isEmpty();
  }

  @Test
  void followedAgainDuringTheOldLookWaitsForItsEnd() {
    feed(new Input.Added(A, true));
    feed(new Input.Removed(A));
    assertThat(feed(new Input.Added(A, true))).isEmpty();

    assertThat(feed(new Input.Finished(A, true))).containsExactly(run(A));
  }

  @Property(tries = 200)
  void oneLookAtAShareAtATimeAndNeverTooMany(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    now = random.nextLong();
    schedule = new SyncSchedule(INTERVAL, 3, 8, random.split());
    Set<ShareId> running = new HashSet<>();
    for (int step = 0; step < 500; step++) {
      ShareId share = share(random.nextInt(8));
      List<Effect> effects =
          switch (random.nextInt(7)) {
            case 0 -> feed(new Input.Added(share, random.nextBoolean()));
            case 1 -> feed(new Input.Removed(share));
            case 2 -> feed(new Input.SyncNow(share));
            case 3 -> feed(new Input.HeadChanged(share));
            case 4 ->
                running.remove(share)
                    ? feed(new Input.Finished(share, random.nextBoolean()))
                    : List.of();
            default -> after(Duration.ofSeconds(random.nextInt(30)));
          };
      for (Effect effect : effects) {
        assertThat(running.add(((Effect.Run) effect).share())).isTrue();
      }
      assertThat(running.size()).isLessThanOrEqualTo(3);
    }
  }
}
