package io.scp2p.core.protocol.reach;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.reach.Candidate;
import io.scp2p.core.wire.reach.CandidateKind;
import io.scp2p.core.wire.reach.PathOffer;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.stun.StunAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When ports are guessed, and at whose address: not where somebody would only like us to. */
class GuessPlanTest {
  private static final StunAddress HERE = new StunAddress(SimRouter.ip(203, 0, 113, 11), 7_000);
  private static final StunAddress THERE = new StunAddress(SimRouter.ip(203, 0, 113, 12), 40_000);

  private static PathOffer offer(@Nullable Boolean differs, Candidate... candidates) {
    return new PathOffer("user", "0123456789012345678901", true, List.of(candidates), differs);
  }

  private static Candidate at(CandidateKind kind, StunAddress at) {
    return Candidate.of(kind, at, 65_535);
  }

  private static PathOffer seen(@Nullable Boolean differs, StunAddress at) {
    return offer(differs, at(CandidateKind.SERVER_REFLEXIVE, at));
  }

  @Test
  void bothSidesComeToTheSameResult() {
    PathOffer home = seen(false, HERE);
    PathOffer strict = seen(true, THERE);

    assertThat(GuessPlan.of(home, strict)).contains(new GuessPlan(home, strict, false, THERE));
    assertThat(GuessPlan.of(strict, home)).contains(new GuessPlan(strict, home, true, HERE));
  }

  @Test
  void nothingIsGuessedUnlessExactlyOneRouterIsDifficultAndBothHaveSaidSo() {
    for (Boolean one : new Boolean[] {true, null}) {
      assertThat(GuessPlan.of(seen(true, HERE), seen(one, THERE))).isEmpty();
      assertThat(GuessPlan.of(seen(one, HERE), seen(true, THERE))).isEmpty();
    }
    assertThat(GuessPlan.of(seen(false, HERE), seen(null, THERE))).isEmpty();
    assertThat(GuessPlan.of(seen(null, HERE), seen(false, THERE))).isEmpty();
    assertThat(GuessPlan.of(seen(false, HERE), seen(false, THERE))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0a010203",
        "c0a80001",
        "ac100001",
        "7f000001",
        "a9fe0001",
        "64400001",
        "e0000001",
        "ffffffff",
        "00000001",
        "20010db8000000000000000000000001",
        "0100000000000000000000000000000a"
      })
  void noPortsOfANetworkOfSomebodyAreTried(String ip) {
    StunAddress at = new StunAddress(new IpAddress(Bytes.parse(ip)), 40_000);

    assertThat(GuessPlan.of(seen(false, HERE), seen(true, at))).isEmpty();
    assertThat(GuessPlan.of(seen(true, HERE), seen(false, at))).isEmpty();
  }

  @Test
  void noPortsOfTheOwnRouterAreTried() {
    StunAddress same = new StunAddress(HERE.ip(), 50_000);

    assertThat(GuessPlan.of(seen(false, HERE), seen(true, same))).isEmpty();
  }

  /** What the other side claims without having been seen there, and servers of others. */
  @Test
  void onlyWhereTheOtherSideWasSeenPortsAreTried() {
    for (CandidateKind kind : CandidateKind.values()) {
      assertThat(GuessPlan.of(seen(false, HERE), offer(true, at(kind, THERE))).isPresent())
          .as("%s", kind)
          .isEqualTo(kind == CandidateKind.SERVER_REFLEXIVE);
    }
    StunAddress host = new StunAddress(SimRouter.ip(203, 0, 113, 99), 1);
    assertThat(
            GuessPlan.of(
                    seen(true, HERE),
                    offer(
                        false,
                        at(CandidateKind.HOST, host),
                        at(CandidateKind.SERVER_REFLEXIVE, THERE)))
                .orElseThrow()
                .target())
        .isEqualTo(THERE);
    assertThat(
            GuessPlan.of(seen(true, HERE), offer(false, at(CandidateKind.HOST, host)))
                .orElseThrow()
                .target())
        .as("behind a firewall")
        .isEqualTo(host);
  }
}
