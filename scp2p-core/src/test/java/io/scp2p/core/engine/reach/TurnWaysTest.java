package io.scp2p.core.engine.reach;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.spi.Entropy;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.turn.FakePort;
import io.scp2p.core.engine.turn.TurnPaths;
import io.scp2p.core.engine.turn.TurnRelays;
import io.scp2p.core.protocol.turn.TurnRules;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.reach.Candidate;
import io.scp2p.core.wire.reach.CandidateKind;
import io.scp2p.core.wire.reach.PathOffer;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.stun.StunAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnWaysTest {
  private static final StunAddress OWN = at(1, 61_000);
  private static final StunAddress SECOND = at(2, 61_000);
  private static final StunAddress THIRD = at(3, 61_000);

  private final FakePort port = new FakePort();
  private final Loop loop = FakePort.loop();
  private final TurnPaths paths = new TurnPaths(loop, port);
  private final List<StunAddress> relayed = new ArrayList<>(List.of(OWN));
  private final TurnWays ways = new TurnWays(() -> relayed, () -> true, paths);
  private final TurnWays.Opened search = new TurnWays.Opened();

  TurnWaysTest() {
    paths.join(new TurnRelays(loop, List.of(), TurnRules.DEFAULT, Entropy.system(), paths));
  }

  private static StunAddress at(int last, int port) {
    return new StunAddress(IpAddress.of((byte) 198, (byte) 51, (byte) 100, (byte) last), port);
  }

  private static PathOffer offer(Candidate... candidates) {
    return new PathOffer("user", "0123456789012345678901", true, List.of(candidates));
  }

  private static Candidate candidate(CandidateKind kind, StunAddress at) {
    return Candidate.of(kind, at, 65_535);
  }

  private List<StunAddress> peers(List<Candidate> opened) {
    return opened.stream().map(each -> search.of(each.at()).orElseThrow().peer()).toList();
  }

  @Test
  void theLikeliestComesFirstAndTwoServersLast() {
    List<Candidate> opened =
        ways.open(
            search,
            offer(
                candidate(CandidateKind.HOST, at(9, 1)),
                candidate(CandidateKind.RELAYED, at(9, 2)),
                candidate(CandidateKind.SERVER_REFLEXIVE, at(9, 3))));

    assertThat(peers(opened)).containsExactly(at(9, 3), at(9, 2), at(9, 1));
    assertThat(opened).allMatch(each -> each.kind() == CandidateKind.RELAYED);
    assertThat(opened.get(1).priority()).isLessThan(opened.get(2).priority());
    assertThat(opened)
        .allMatch(each -> each.priority() < Candidate.priority(CandidateKind.SERVER_REFLEXIVE, 0));
  }

  @Test
  void aServerIsNotAskedForAddressesThatItCannotReach() {
    StunAddress v6 =
        new StunAddress(new IpAddress(Bytes.parse("20010db8000000000000000000000001")), 5);

    assertThat(ways.open(search, offer(candidate(CandidateKind.HOST, v6)))).isEmpty();
  }

  @Test
  void waysOfASearchHaveABound() {
    relayed.add(SECOND);
    relayed.add(THIRD);
    Candidate[] many = new Candidate[PathOffer.MAX_CANDIDATES];
    for (int i = 0; i < many.length; i++) {
      many[i] = candidate(CandidateKind.SERVER_REFLEXIVE, at(9, 1 + i));
    }
    assertThat(ways.candidates()).hasSize(TurnWays.MAX_RELAYED).containsExactly(OWN, SECOND);

    assertThat(ways.open(search, offer(many))).hasSize(TurnWays.MAX_WAYS);
    assertThat(ways.answer(search, OWN, at(9, 5_000))).as("nor do checks get more").isEmpty();
    assertThat(port.detours).hasSize(TurnWays.MAX_WAYS);
  }

  @Test
  void aPortThatARouterHasGivenIsAnsweredIfTheAddressWasNamed() {
    ways.open(search, offer(candidate(CandidateKind.SERVER_REFLEXIVE, at(9, 3))));

    assertThat(ways.answer(search, OWN, at(9, 7_777))).isPresent();
    assertThat(ways.answer(search, OWN, at(9, 7_777))).as("once").isEmpty();
    assertThat(ways.answer(search, OWN, at(8, 3))).as("somebody else").isEmpty();
    assertThat(ways.answer(search, SECOND, at(9, 3))).as("at another server").isEmpty();
  }

  @Test
  void whatIsNotChosenEndsAndTheRestWithTheSearch() {
    List<Candidate> opened =
        ways.open(
            search,
            offer(
                candidate(CandidateKind.SERVER_REFLEXIVE, at(9, 3)),
                candidate(CandidateKind.HOST, at(9, 1))));

    ways.keep(search, opened.get(1).at());
    assertThat(port.detours).hasSize(1);
    assertThat(search.of(opened.get(0).at())).isEmpty();
    assertThat(ways.answer(search, OWN, at(9, 9))).as("nothing is tried any more").isEmpty();
    ways.close(search);
    assertThat(port.detours).isEmpty();
  }

  @Test
  void anOfferWaitsForTheFirstAddressOnly() {
    assertThat(ways.isPending()).isFalse();
    relayed.clear();
    assertThat(ways.isPending()).isTrue();
  }
}
