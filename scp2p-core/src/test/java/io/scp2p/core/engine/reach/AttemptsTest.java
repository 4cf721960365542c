package io.scp2p.core.engine.reach;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.Entropy;
import io.scp2p.core.engine.Alarm;
import io.scp2p.core.engine.turn.FakePort;
import io.scp2p.core.protocol.community.MadeRecords;
import io.scp2p.core.protocol.reach.IceAgent;
import io.scp2p.core.wire.reach.PathOffer;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which search of a peer counts; what a better path does is in {@code TurnPathIT}. */
class AttemptsTest {
  private static final InetSocketAddress SOMEWHERE = new InetSocketAddress("192.0.2.1", 7_000);

  private static final InetSocketAddress ELSEWHERE = new InetSocketAddress("192.0.2.2", 7_000);
  private static final long LIMIT = Attempts.SESSION_LIMIT.toNanos();

  private final Attempts attempts = new Attempts();
  private final NodeKey peer = MadeRecords.name(1);

  private Attempt begin(NodeKey of) {
    PathOffer offer = new PathOffer("user", "0123456789abcdef0123456789abcdef", true, List.of());
    IceAgent agent = new IceAgent(0, true, offer, Entropy.system());
    Alarm alarm = new Alarm(FakePort.loop(), () -> {});
    Attempt attempt = new Attempt(of, true, offer, false, agent, alarm, 0);
    attempts.add(attempt);
    return attempt;
  }

  private Attempt found(boolean relayed) {
    Attempt attempt = begin(peer);
    attempt.found = SOMEWHERE;
    attempt.relayed = relayed;
    return attempt;
  }

  @Test
  void aPathThroughAServerStaysBesideTheSearchForABetterOneAndAfterIt() {
    Attempt server = found(true);
    assertThat(attempts.mayLookFor(peer)).isTrue();
    Attempt better = begin(peer);

    assertThat(attempts.of(peer)).isSameAs(better);
    assertThat(attempts.fallback(peer)).isSameAs(server);
    assertThat(attempts.has(server)).isTrue();
    assertThat(attempts.isCurrent(server)).isFalse();
    assertThat(attempts.mayLookFor(peer)).as("it is looked for already").isFalse();

    attempts.remove(better);
    assertThat(attempts.all()).containsExactly(server);
    assertThat(attempts.isCurrent(server)).isTrue();
  }

  @Test
  void aBetterPathStaysWhenTheServerIsGivenUp() {
    Attempt server = found(true);
    Attempt better = found(false);
    attempts.remove(server);
    assertThat(attempts.all()).containsExactly(better);
    assertThat(attempts.mayLookFor(peer)).isFalse();
    attempts.remove(server);
    assertThat(attempts.has(better)).as("what was removed before takes nothing along").isTrue();
  }

  @Test
  void aDirectPathIsReplacedByANewSearch() {
    Attempt direct = found(false);
    Attempt next = begin(peer);
    assertThat(attempts.all()).containsExactly(next);
    attempts.remove(direct);
    attempts.remove(next);
    assertThat(attempts.all()).isEmpty();
  }

  @Test
  void whatHasEndedDoesNotEndAgain() {
    Attempt server = found(true);
    Attempt better = begin(peer);
    assertThat(attempts.remove(server)).isTrue();
    assertThat(attempts.remove(server)).isFalse();
    assertThat(attempts.remove(better)).isTrue();
    assertThat(attempts.remove(better)).isFalse();
  }

  /** As {@code ReachEngine} does: whatever is named ends at once. */
  private List<String> tidied(long nowNanos, InetSocketAddress... used) {
    List<String> ended = new ArrayList<>();
    attempts.tidy(
        nowNanos,
        (of, at) -> of.equals(peer) && List.of(used).contains(at),
        attempt -> ended.add("unused " + attempt.found + " " + attempts.remove(attempt)),
        attempt -> ended.add("outdone " + attempt.found + " " + attempts.remove(attempt)));
    return ended;
  }

  @Test
  void aDetourBesideABetterPathEndsOnceAndIsNotLookedForAgain() {
    found(true);
    Attempt better = found(false);
    better.found = ELSEWHERE;
    assertThat(tidied(LIMIT, ELSEWHERE)).containsExactly("outdone " + SOMEWHERE + " true");
    assertThat(attempts.all()).containsExactly(better);
    assertThat(tidied(LIMIT, ELSEWHERE)).isEmpty();
  }

  @Test
  void aDetourStaysUntilTheBetterPathIsUsed() {
    found(true);
    Attempt better = found(false);
    better.found = ELSEWHERE;
    better.foundNanos = LIMIT;
    assertThat(tidied(LIMIT, SOMEWHERE)).isEmpty();
  }

  @Test
  void aPathOnWhichNoSessionComesAboutEndsAfterAWhile() {
    found(false);
    begin(MadeRecords.name(2)); // Still looking.
    assertThat(tidied(LIMIT - 1)).isEmpty();
    assertThat(tidied(LIMIT)).containsExactly("unused " + SOMEWHERE + " true");
    assertThat(attempts.all()).hasSize(1);
  }

  @Test
  void peersAtOnceHaveABound() {
    for (int i = 1; i <= Attempts.MAX_PEERS; i++) {
      assertThat(attempts.mayLookFor(MadeRecords.name(i))).isTrue();
      begin(MadeRecords.name(i));
    }
    assertThat(attempts.hasRoom(MadeRecords.name(Attempts.MAX_PEERS + 1))).isFalse();
    assertThat(attempts.mayLookFor(MadeRecords.name(Attempts.MAX_PEERS + 1))).isFalse();
    assertThat(attempts.hasRoom(peer)).as("who has a place keeps it").isTrue();
  }
}
