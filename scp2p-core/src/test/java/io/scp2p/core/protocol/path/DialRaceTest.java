package io.scp2p.core.protocol.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.core.protocol.path.DialRace.Effect;
import io.scp2p.core.protocol.path.DialRace.Input;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DialRaceTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final long STAGGER = DialRace.STAGGER.toNanos();

  private final DialRace race = new DialRace(3, TIMEOUT);

  private static List<Effect> effects(Effect... effects) {
    return List.of(effects);
  }

  @Test
  void candidatesStartOneAfterTheOtherAndTheFirstToFinishWins() {
    assertThat(race.accept(0, new Input.Started())).isEqualTo(effects(new Effect.Dial(0)));
    assertThat(race.deadlineNanos()).hasValue(STAGGER);
    assertThat(race.onTimeout(STAGGER - 1)).isEmpty();
    assertThat(race.onTimeout(STAGGER)).isEqualTo(effects(new Effect.Dial(1)));
    assertThat(race.onTimeout(2 * STAGGER)).isEqualTo(effects(new Effect.Dial(2)));
    assertThat(race.accept(2 * STAGGER + 1, new Input.Finished(1)))
        .isEqualTo(effects(new Effect.CallOff(0), new Effect.CallOff(2), new Effect.Won(1)));
    assertThat(race.deadlineNanos()).isEmpty();
    assertThat(race.accept(2 * STAGGER + 2, new Input.Finished(0))).as("too late").isEmpty();
  }

  @Test
  void aFailureStartsTheNextAtOnceAndTheLastFailureLoses() {
    race.accept(0, new Input.Started());
    assertThat(race.accept(1, new Input.Failed(0))).isEqualTo(effects(new Effect.Dial(1)));
    assertThat(race.accept(2, new Input.Failed(0))).as("told twice").isEmpty();
    assertThat(race.deadlineNanos()).hasValue(1 + STAGGER);
    assertThat(race.accept(2, new Input.Failed(1))).isEqualTo(effects(new Effect.Dial(2)));
    assertThat(race.accept(3, new Input.Failed(2))).isEqualTo(effects(new Effect.Lost()));
  }

  @Test
  void theRaceIsLostWhenTimeIsUp() {
    DialRace one = new DialRace(1, TIMEOUT);
    one.accept(5, new Input.Started());
    assertThat(one.deadlineNanos()).hasValue(5 + TIMEOUT.toNanos());
    assertThat(one.onTimeout(5 + TIMEOUT.toNanos()))
        .isEqualTo(effects(new Effect.CallOff(0), new Effect.Lost()));
  }

  @Test
  void aCancelledRaceCallsEverythingOff() {
    race.accept(0, new Input.Started());
    race.onTimeout(STAGGER);
    assertThat(race.accept(STAGGER, new Input.Cancelled()))
        .isEqualTo(effects(new Effect.CallOff(0), new Effect.CallOff(1)));
  }

  @Test
  void noCandidatesMeanALostRace() {
    assertThat(new DialRace(0, TIMEOUT).accept(0, new Input.Started()))
        .isEqualTo(effects(new Effect.Lost()));
  }

  @Test
  void noMoreThanTheMostCandidatesAreDialled() {
    DialRace many = new DialRace(1_000, TIMEOUT);
    many.accept(0, new Input.Started());
    int dialled = 1;
    while (many.accept(0, new Input.Failed(dialled - 1)).contains(new Effect.Dial(dialled))) {
      dialled++;
    }
    assertThat(dialled).isEqualTo(DialRace.MAX_CANDIDATES);
  }
}
