package io.scp2p.core.protocol.reach;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.core.protocol.stun.StunCredential;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.reach.Candidate;
import io.scp2p.core.wire.reach.CandidateKind;
import io.scp2p.core.wire.reach.PathOffer;
import io.scp2p.core.wire.stun.StunAddress;
import io.scp2p.core.wire.stun.StunAttribute;
import io.scp2p.core.wire.stun.StunClass;
import io.scp2p.core.wire.stun.StunError;
import io.scp2p.core.wire.stun.StunMessage;
import io.scp2p.core.wire.stun.StunMethod;
import io.scp2p.core.wire.stun.StunWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What strangers, and a peer that lies, can do to a search. */
class IceAgentTest {
  private static final String PASSWORD = "0123456789012345678901";
  private static final PathOffer OWN = new PathOffer("mine", PASSWORD, true, List.of());
  private static final Bytes ID = Bytes.parse("000102030405060708090a0b");
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final IceAgent agent = new IceAgent(0, false, OWN, new Random(1)::nextBytes);

  private static StunAddress at(int number) {
    return new StunAddress(SimRouter.ip(198, 51, 100, 1 + number % 250), 1_000 + number);
  }

  private static PathOffer theirs(int candidates) {
    List<Candidate> all = new ArrayList<>();
    for (int i = 0; i < candidates; i++) {
      all.add(Candidate.of(CandidateKind.HOST, at(i), 65_535 - i));
    }
    return new PathOffer("your", "a" + PASSWORD, true, all);
  }

  private static StunMessage check(String user, String password, int role) throws WireException {
    StunWriter check =
        new StunWriter(StunClass.REQUEST, StunMethod.BINDING, ID)
            .text(StunAttribute.USERNAME, user)
            .u64(role, 7)
            .flag(StunAttribute.USE_CANDIDATE);
    return StunMessage.decode(
        StunCredential.shortTerm(password).sign(check).fingerprint().encode());
  }

  private List<IceEffect> receive(StunAddress from, StunMessage message) {
    return agent.accept(0, new IceInput.Received(from, message));
  }

  private Set<StunAddress> tried(long untilNanos) {
    List<IceEffect> effects = new ArrayList<>();
    for (long now = 0; now < untilNanos; now += SECOND / 100) {
      effects.addAll(agent.onTimeout(now));
    }
    return effects.stream()
        .filter(IceEffect.Send.class::isInstance)
        .map(effect -> ((IceEffect.Send) effect).to())
        .collect(Collectors.toSet());
  }

  @Test
  void whoDoesNotKnowThePasswordGetsNoAnswer() throws WireException {
    agent.accept(0, new IceInput.Offered(theirs(1)));
    StunMessage forged = check("mine:your", "9" + PASSWORD, StunAttribute.ICE_CONTROLLING);

    assertThat(agent.owns(at(5), forged)).isTrue();
    assertThat(receive(at(5), forged)).isEmpty();
    assertThat(tried(SECOND)).containsExactly(at(0));
  }

  @Test
  void messagesForOthersAreNotItsBusiness() throws WireException {
    assertThat(agent.owns(at(1), check("else:your", PASSWORD, StunAttribute.ICE_CONTROLLING)))
        .isFalse();
    assertThat(agent.owns(at(1), check("mine", PASSWORD, StunAttribute.ICE_CONTROLLING))).isFalse();
    StunMessage unasked =
        StunMessage.decode(new StunWriter(StunClass.SUCCESS, StunMethod.BINDING, ID).encode());
    assertThat(agent.owns(at(1), unasked)).isFalse();
  }

  @Test
  void aPeerCannotMakeItTryAnyNumberOfAddresses() throws WireException {
    agent.accept(0, new IceInput.Offered(theirs(PathOffer.MAX_CANDIDATES)));
    StunMessage honest = check("mine:your", PASSWORD, StunAttribute.ICE_CONTROLLING);
    for (int i = 0; i < 200; i++) {
      assertThat(receive(at(i), honest)).isNotEmpty();
    }

    assertThat(tried(9 * SECOND)).hasSize(IceRules.MAX_PAIRS);
    assertThat(agent.checks()).isLessThan(500);
    assertThat(agent.selected()).as("USE-CANDIDATE alone selects nothing").isEmpty();
  }

  @Test
  void checksThatComeBeforeTheOfferAreAnsweredAndRemembered() throws WireException {
    List<IceEffect> effects =
        receive(at(9), check("mine:your", PASSWORD, StunAttribute.ICE_CONTROLLING));

    assertThat(effects).singleElement().isInstanceOf(IceEffect.Send.class);
    agent.accept(0, new IceInput.Offered(theirs(0)));
    assertThat(tried(SECOND)).containsExactly(at(9));
  }

  @Test
  void aConflictOfRolesIsNamed() throws WireException {
    List<IceEffect> effects =
        receive(at(1), check("mine:your", PASSWORD, StunAttribute.ICE_CONTROLLED));

    Bytes answer = ((IceEffect.Send) effects.get(0)).datagram();
    assertThat(StunMessage.decode(answer).errorCode()).hasValue(StunError.ROLE_CONFLICT);
    assertThat(agent.selected()).isEmpty();
  }

  /** Whoever sees a check on its way knows its name, and not the password. */
  @Test
  void anAnswerOfSomebodyWhoDoesNotKnowThePasswordIsNone() throws WireException {
    List<IceEffect> effects = agent.accept(0, new IceInput.Offered(theirs(1)));
    IceEffect.Send sent = (IceEffect.Send) effects.get(0);
    StunMessage request = StunMessage.decode(sent.datagram());
    StunWriter answer =
        new StunWriter(StunClass.SUCCESS, StunMethod.BINDING, request.transaction())
            .xoredAddress(StunAttribute.XOR_MAPPED_ADDRESS, at(77));
    StunMessage forged =
        StunMessage.decode(StunCredential.shortTerm("9" + PASSWORD).sign(answer).encode());
    assertThat(agent.owns(at(0), forged)).isTrue();
    receive(at(0), forged);
    assertThat(agent.works()).isFalse();
    receive(at(0), answerTo(sent));

    assertThat(agent.works()).isTrue();
  }

  private static StunMessage answerTo(IceEffect.Send check) throws WireException {
    StunMessage request = StunMessage.decode(check.datagram());
    return StunMessage.decode(
        StunCredential.shortTerm("a" + PASSWORD)
            .sign(
                new StunWriter(StunClass.SUCCESS, StunMethod.BINDING, request.transaction())
                    .xoredAddress(StunAttribute.XOR_MAPPED_ADDRESS, at(77)))
            .fingerprint()
            .encode());
  }

  /** Answers what goes to some addresses from some time on; says what was selected, and when. */
  private static List<String> run(IceAgent side, Map<StunAddress, Long> answering)
      throws WireException {
    List<String> selected = new ArrayList<>();
    long step = SECOND / 100;
    for (long now = 0; now < 8 * SECOND && selected.isEmpty(); now += step) {
      List<IceEffect> effects = new ArrayList<>(side.onTimeout(now));
      for (int i = 0; i < effects.size(); i++) {
        if (effects.get(i) instanceof IceEffect.Send check
            && now >= answering.getOrDefault(check.to(), Long.MAX_VALUE)) {
          effects.addAll(side.accept(now, new IceInput.Received(check.to(), answerTo(check))));
        } else if (effects.get(i) instanceof IceEffect.Selected path) {
          selected.add(path.kind() + " after " + now / SECOND + " s");
        }
      }
    }
    return selected;
  }

  private static IceAgent asking() {
    IceAgent asking = new IceAgent(0, true, OWN, new Random(1)::nextBytes);
    List<Candidate> both =
        List.of(
            Candidate.of(CandidateKind.HOST, at(0), 65_535),
            Candidate.of(CandidateKind.RELAYED, at(1), 65_535));
    asking.accept(0, new IceInput.Offered(new PathOffer("your", "a" + PASSWORD, true, both)));
    return asking;
  }

  @Test
  void aServerOnTheWayIsTakenOnlyAfterATimeForABetterPath() throws WireException {
    assertThat(run(asking(), Map.of(at(1), 0L))).containsExactly("RELAYED after 2 s");
    assertThat(run(asking(), Map.of(at(1), 0L, at(0), SECOND))).containsExactly("HOST after 1 s");
  }

  @Test
  void waysOverOwnServersAreTriedLikeAddresses() throws WireException {
    IceAgent asking = asking();
    asking.accept(
        0, new IceInput.Detoured(List.of(Candidate.of(CandidateKind.RELAYED, at(2), 65_000))));

    assertThat(run(asking, Map.of(at(2), 0L))).containsExactly("RELAYED after 2 s");
  }

  /** A check may come over a server before the offer that calls it one. */
  @Test
  void whatIsSaidOfAnAddressCountsMoreThanWhatItLooksLike() throws WireException {
    StunAddress server = at(1);
    receive(server, check("mine:your", PASSWORD, StunAttribute.ICE_CONTROLLING));
    Candidate named = Candidate.of(CandidateKind.RELAYED, server, 65_535);
    agent.accept(
        -1, new IceInput.Offered(new PathOffer("your", "a" + PASSWORD, true, List.of(named))));

    assertThat(run(agent, Map.of(server, 0L))).containsExactly("RELAYED after 0 s");
  }

  @Test
  void anOfferIsTakenOnceAndTheSearchEnds() {
    agent.accept(0, new IceInput.Offered(theirs(1)));
    agent.accept(0, new IceInput.Offered(theirs(9)));
    assertThat(tried(9 * SECOND)).containsExactly(at(0));
    assertThat(agent.onTimeout(10 * SECOND)).containsExactly(new IceEffect.Failed());
    assertThat(agent.isOver()).isTrue();
    assertThat(agent.onTimeout(20 * SECOND)).isEmpty();
    assertThat(agent.deadlineNanos()).isEmpty();
  }

  @Test
  void aSearchIsGivenMoreTimeButNeverLess() {
    agent.accept(0, new IceInput.Offered(theirs(1)));
    agent.accept(SECOND, new IceInput.Prolonged(15 * SECOND));
    agent.accept(SECOND, new IceInput.Prolonged(2 * SECOND));

    assertThat(tried(14 * SECOND)).as("it goes on with its checks").containsExactly(at(0));
    assertThat(agent.isOver()).isFalse();
    assertThat(agent.works()).isFalse();
    assertThat(agent.onTimeout(15 * SECOND)).containsExactly(new IceEffect.Failed());
  }
}
