package io.scp2p.core.engine.reach;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.core.engine.Alarm;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.turn.FakePort;
import io.scp2p.core.engine.turn.TurnPaths;
import io.scp2p.core.protocol.community.MadeRecords;
import io.scp2p.core.protocol.reach.GuessPlan;
import io.scp2p.core.protocol.reach.IceAgent;
import io.scp2p.core.protocol.reach.IceEffect;
import io.scp2p.core.protocol.reach.IceInput;
import io.scp2p.core.protocol.stun.StunCredential;
import io.scp2p.core.sim.SimLoop;
import io.scp2p.core.sim.SimWorld;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.reach.Candidate;
import io.scp2p.core.wire.reach.CandidateKind;
import io.scp2p.core.wire.reach.PathOffer;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.stun.StunAddress;
import io.scp2p.core.wire.stun.StunAttribute;
import io.scp2p.core.wire.stun.StunClass;
import io.scp2p.core.wire.stun.StunMessage;
import io.scp2p.core.wire.stun.StunMethod;
import io.scp2p.core.wire.stun.StunWriter;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ports that are opened and tried for searches, in simulated time. */
class PortGuessesTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final int PORTS = 256;

  private final SimWorld world = SimWorld.seeded(1);
  private final Loop loop = new SimLoop(world.network().host("node"));
  private final FakePort port = new FakePort();
  private final List<StunAddress> sent = new ArrayList<>();
  private final List<Attempt> attempts = new ArrayList<>();
  private final PortGuesses guesses =
      new PortGuesses(
          loop,
          world.entropy("guesses"),
          world.random("guesses"),
          port,
          (to, datagram) -> sent.add(to));

  private static StunAddress at(int last) {
    return new StunAddress(
        IpAddress.of((byte) 198, (byte) 51, (byte) 100, (byte) last), 7_000 + last);
  }

  private static PathOffer offer(boolean differs, StunAddress at) {
    return new PathOffer(
        "user",
        "0123456789012345678901",
        true,
        List.of(Candidate.of(CandidateKind.SERVER_REFLEXIVE, at, 65_535)),
        differs);
  }

  /** A search whose both offers are known. */
  private Attempt search(int peer, boolean opens) {
    PathOffer own = offer(opens, at(99));
    PathOffer theirs = offer(!opens, at(peer));
    IceAgent agent = new IceAgent(world.nanos(), true, own, world.entropy("agent"));
    Attempt attempt =
        new Attempt(
            MadeRecords.name(peer),
            true,
            own,
            false,
            agent,
            new Alarm(loop, () -> {}),
            world.nanos());
    assertThat(agent.accept(world.nanos(), new IceInput.Offered(theirs))).hasSize(1);
    guesses.plan(attempt, GuessPlan.of(own, theirs).orElseThrow());
    attempts.add(attempt);
    return attempt;
  }

  /** What the engine does now and then. */
  private void run(Duration span) {
    for (int i = 0; i < span.toMillis() / 500; i++) {
      guesses.look(attempts, (attempt, input) -> attempt.agent.accept(world.nanos(), input));
      world.runFor(Duration.ofMillis(500));
    }
  }

  /** A check is answered: packets went both ways. */
  private void meet(Attempt attempt) throws WireException {
    IceEffect check = attempt.agent.onTimeout(attempt.agent.deadlineNanos().orElseThrow()).get(0);
    Bytes id = StunMessage.decode(((IceEffect.Send) check).datagram()).transaction();
    StunAddress from = ((IceEffect.Send) check).to();
    StunMessage answer =
        StunMessage.decode(
            StunCredential.shortTerm("0123456789012345678901")
                .sign(
                    new StunWriter(StunClass.SUCCESS, StunMethod.BINDING, id)
                        .xoredAddress(StunAttribute.XOR_MAPPED_ADDRESS, at(99)))
                .fingerprint()
                .encode());
    attempt.agent.accept(world.nanos(), new IceInput.Received(from, answer));
    assertThat(attempt.agent.works()).isTrue();
    guesses.watch(attempt);
  }

  @Test
  void portsAreOpenedOnlyAfterOrdinaryChecksHadTheirTime() {
    Attempt attempt = search(1, true);
    run(SECOND.multipliedBy(3));
    assertThat(port.sides).isEmpty();

    run(SECOND);

    assertThat(port.sides).hasSize(PORTS);
    assertThat(port.sides.values()).containsOnly(StunPort.socketAddress(at(1)));
    assertThat(sent).hasSize(PORTS).doesNotHaveDuplicates();
    assertThat(sent).allMatch(each -> TurnPaths.isAlias(each.ip()));
    assertThat(attempt.guesses.target(sent.get(3))).isEqualTo(at(1));
    assertThat(attempt.guesses.target(at(1))).isNull();
    assertThat(attempt.agent.onTimeout(world.nanos() + SECOND.multipliedBy(8).toNanos()))
        .as("it has more time now")
        .noneMatch(IceEffect.Failed.class::isInstance);
  }

  @Test
  void aSearchThatHasMetDoesNotBegin() throws WireException {
    meet(search(1, true));
    run(SECOND.multipliedBy(5));

    assertThat(port.sides).isEmpty();
    assertThat(sent).isEmpty();
  }

  @Test
  void whatIsNotChosenIsClosedAndTheRestWithTheSearch() throws WireException {
    Attempt attempt = search(1, true);
    run(SECOND.multipliedBy(4));
    meet(attempt);
    assertThat(port.sides).as("until it has chosen").hasSize(PORTS);
    InetSocketAddress chosen = StunPort.socketAddress(sent.get(7));

    guesses.keep(attempt, chosen);
    assertThat(port.sides).containsOnlyKeys(chosen);
    guesses.close(attempt);
    assertThat(port.sides).isEmpty();
  }

  @Test
  void probesEndWhenThePeerIsMet() throws WireException {
    Attempt attempt = search(1, false);
    run(SECOND.multipliedBy(5));
    int before = sent.size();
    assertThat(before).isBetween(50, 201);
    assertThat(sent).allMatch(each -> each.ip().equals(at(1).ip()));

    meet(attempt);
    run(SECOND.multipliedBy(5));
    assertThat(sent).hasSize(before);
  }

  @Test
  void probesHaveAnEndAndSoDoesASearchThatIsGivenUp() {
    Attempt attempt = search(1, false);
    run(SECOND.multipliedBy(30));
    assertThat(sent).hasSize(1_024);

    Attempt other = search(2, true);
    run(SECOND.multipliedBy(20));
    assertThat(port.sides).hasSize(PORTS);
    guesses.close(attempt);
    assertThat(port.sides).as("of another search").hasSize(PORTS);
    guesses.close(other);
    assertThat(port.sides).isEmpty();
    run(SECOND.multipliedBy(60));
    assertThat(port.sides).as("once for each search").isEmpty();
  }

  @Test
  void oneSearchHasItsTurnAfterTheOther() {
    search(1, true);
    search(2, true);
    run(SECOND.multipliedBy(14));
    assertThat(port.sides.values()).containsOnly(StunPort.socketAddress(at(1)));

    run(SECOND.multipliedBy(35));
    assertThat(port.sides.values()).contains(StunPort.socketAddress(at(2)));
  }

  @Test
  void aSystemThatHasFewerPortsIsNotAskedForMore() {
    port.mostSides = 10;
    Attempt attempt = search(1, true);
    run(SECOND.multipliedBy(6));

    assertThat(port.sides).hasSize(10);
    assertThat(port.askedForSides).isEqualTo(11);
    assertThat(sent).hasSize(10);
    guesses.close(attempt);
    assertThat(port.sides).isEmpty();
  }
}
