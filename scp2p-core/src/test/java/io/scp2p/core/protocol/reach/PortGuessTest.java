package io.scp2p.core.protocol.reach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.scp2p.core.protocol.stun.StunCredential;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.reach.Candidate;
import io.scp2p.core.wire.reach.CandidateKind;
import io.scp2p.core.wire.reach.PathOffer;
import io.scp2p.core.wire.stun.StunAddress;
import io.scp2p.core.wire.stun.StunAttribute;
import io.scp2p.core.wire.stun.StunMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PortGuessTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final int PORTS_OF_A_ROUTER = 64_512;
  private static final String PASSWORD = "0123456789012345678901";
  private static final StunAddress HOME = new StunAddress(SimRouter.ip(203, 0, 113, 11), 7_000);
  private static final StunAddress STRICT = new StunAddress(SimRouter.ip(203, 0, 113, 12), 40_000);

  private static PathOffer offer(String user, boolean differs, StunAddress at) {
    Candidate seen = Candidate.of(CandidateKind.SERVER_REFLEXIVE, at, 65_535);
    return new PathOffer(user, user.charAt(0) + PASSWORD, true, List.of(seen), differs);
  }

  private static final PathOffer AT_HOME = offer("home", false, HOME);
  private static final PathOffer BEHIND = offer("behind", true, STRICT);

  private static PortGuess opening() {
    GuessPlan plan = GuessPlan.of(BEHIND, AT_HOME).orElseThrow();
    return new PortGuess(0, plan, true, new Random(1)::nextBytes, new Random(2));
  }

  private static PortGuess probing(long seed) {
    GuessPlan plan = GuessPlan.of(AT_HOME, BEHIND).orElseThrow();
    Random random = new Random(seed);
    return new PortGuess(0, plan, false, random::nextBytes, random);
  }

  /** Runs one to its end; when each effect came. */
  private static List<GuessEffect> run(PortGuess guess, List<Long> moments) {
    List<GuessEffect> all = new ArrayList<>();
    while (guess.deadlineNanos().isPresent()) {
      long now = guess.deadlineNanos().getAsLong();
      for (GuessEffect each : guess.onTimeout(now)) {
        all.add(each);
        moments.add(now);
      }
    }
    return all;
  }

  @Test
  void oneSideOpensPortsTowardsTheAddressThatWasNamed() {
    List<Long> moments = new ArrayList<>();
    List<GuessEffect> all = run(opening(), moments);

    assertThat(all).hasSize(GuessRules.PORTS + 1).last().isInstanceOf(GuessEffect.Ended.class);
    assertThat(all.subList(0, GuessRules.PORTS))
        .allMatch(each -> each instanceof GuessEffect.Open open && open.to().equals(HOME));
    assertThat(moments.get(GuessRules.PORTS - 1)).isLessThan(SECOND);
    assertThat(moments.get(GuessRules.PORTS)).isEqualTo(GuessRules.LIMIT_NANOS);
  }

  @Test
  void theOtherOneTriesPortsOfOneAddressEachOnceAndNotTooFast() {
    List<Long> moments = new ArrayList<>();
    List<GuessEffect> all = run(probing(3), moments);

    assertThat(all).hasSize(GuessRules.PROBES + 1).last().isInstanceOf(GuessEffect.Ended.class);
    List<StunAddress> tried =
        all.stream()
            .filter(GuessEffect.Send.class::isInstance)
            .map(each -> ((GuessEffect.Send) each).to())
            .toList();
    assertThat(tried).doesNotHaveDuplicates().hasSize(GuessRules.PROBES);
    assertThat(tried)
        .allMatch(each -> each.ip().equals(STRICT.ip()) && each.port() >= GuessRules.FIRST_PORT);
    for (int i = 100; i < GuessRules.PROBES; i++) {
      assertThat(moments.get(i) - moments.get(i - 100)).isGreaterThanOrEqualTo(SECOND);
    }
    assertThat(moments.get(GuessRules.PROBES)).isEqualTo(GuessRules.LIMIT_NANOS);
  }

  /** A caller that is late gets the same pace, and the end in time. */
  @Test
  void aLateCallerSendsLessAndNotFaster() {
    PortGuess late = probing(4);
    int sent = 0;
    for (long now = 0; now < 20 * SECOND; now += SECOND / 10) {
      sent += (int) late.onTimeout(now).stream().filter(GuessEffect.Send.class::isInstance).count();
    }
    assertThat(sent).isEqualTo(120);
    assertThat(late.isOver()).isTrue();
    assertThat(late.sent()).isEqualTo(120);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatIsSentIsACheckThatTheOtherSideTakes(boolean opens) throws WireException {
    GuessEffect first = (opens ? opening() : probing(5)).onTimeout(0).get(0);
    StunMessage check =
        StunMessage.decode(
            first instanceof GuessEffect.Open open
                ? open.datagram()
                : ((GuessEffect.Send) first).datagram());
    PathOffer to = opens ? AT_HOME : BEHIND;

    assertThat(IceAgent.userOf(check)).contains(to.user());
    assertThat(StunCredential.shortTerm(to.password()).verifies(check)).isTrue();
    assertThat(check.has(StunAttribute.ICE_CONTROLLING)).isEqualTo(opens);
    assertThat(check.has(StunAttribute.USE_CANDIDATE)).isFalse();
  }

  @Test
  void whoeverIsMetIsNotLookedForAnyMore() {
    PortGuess guess = probing(6);
    assertThat(guess.onTimeout(0)).hasSize(1);

    assertThat(guess.accept(1, GuessInput.MET)).containsExactly(new GuessEffect.Ended());
    assertThat(guess.accept(2, GuessInput.MET)).isEmpty();
    assertThat(guess.onTimeout(SECOND)).isEmpty();
    assertThat(guess.deadlineNanos()).isEmpty();
  }

  @Test
  void aSystemWithoutPortsIsNotAskedAgain() {
    PortGuess guess = opening();
    assertThat(guess.onTimeout(0)).hasSize(GuessRules.PORTS_AT_ONCE);

    assertThat(guess.accept(1, GuessInput.NO_MORE_PORTS)).isEmpty();
    assertThat(guess.deadlineNanos()).hasValue(GuessRules.LIMIT_NANOS);
    assertThat(guess.onTimeout(SECOND)).isEmpty();
  }

  /** The table of docs/decisions/0034. */
  @ParameterizedTest(name = "{0} ports, {1} probes")
  @CsvSource({"64, 1024", "256, 256", "256, 512", "256, 1024"})
  void aPortIsMetAsOftenAsComputed(int ports, int probes) {
    int searches = 150;
    int met = 0;
    for (int seed = 0; seed < searches; seed++) {
      Random router = new Random(1_000 + seed);
      Set<Integer> open = new HashSet<>();
      while (open.size() < ports) {
        open.add(1_024 + router.nextInt(PORTS_OF_A_ROUTER));
      }
      PortGuess guess = probing(seed);
      boolean found = false;
      for (int i = 0; i < probes && !found; i++) {
        Set<Integer> tried =
            guess.onTimeout(guess.deadlineNanos().orElseThrow()).stream()
                .map(each -> ((GuessEffect.Send) each).to().port())
                .collect(Collectors.toSet());
        found = tried.stream().anyMatch(open::contains);
      }
      met += found ? 1 : 0;
    }
    double computed = 1 - Math.pow(1 - (double) ports / PORTS_OF_A_ROUTER, probes);
    assertThat((double) met / searches).isCloseTo(computed, within(0.08));
  }
}
