package io.scp2p.core.protocol.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.path.SessionPool.Effect;
import io.scp2p.core.protocol.path.SessionPool.Input;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SessionPoolTest {
  private static final NodeKey ALICE = peer(1);
  private static final NodeKey BOB = peer(2);
  private static final long LIFETIME = SessionPool.IDLE_LIFETIME.toNanos();

  private final SessionPool pool = new SessionPool(3);
  private long now;

  private static NodeKey peer(int number) {
    byte[] key = new byte[NodeKey.LENGTH];
    Arrays.fill(key, (byte) number);
    return NodeKey.of(key);
  }

  private List<Effect> want(long ticket, NodeKey peer) {
    return pool.accept(now, new Input.Want(ticket, peer));
  }

  private List<Effect> established(long session, NodeKey peer) {
    return pool.accept(now, new Input.Established(session, peer, true));
  }

  private void idle(long session) {
    pool.accept(now, new Input.Used(session, true));
  }

  @Test
  void oneRaceServesEverybodyWhoWaits() {
    assertThat(want(1, ALICE)).containsExactly(new Effect.Race(ALICE));
    assertThat(want(2, ALICE)).isEmpty();
    assertThat(want(3, BOB)).containsExactly(new Effect.Race(BOB));
    assertThat(established(10, ALICE))
        .containsExactly(new Effect.Ready(1, 10), new Effect.Ready(2, 10));
    assertThat(want(4, ALICE)).as("reused").containsExactly(new Effect.Ready(4, 10));
  }

  @Test
  void anAcceptedSessionServesWaitersIfThisSideMayAsk() {
    want(1, ALICE);
    assertThat(pool.accept(now, new Input.Established(10, ALICE, false))).isEmpty();
    assertThat(established(11, ALICE)).containsExactly(new Effect.Ready(1, 11));
    assertThat(want(2, ALICE)).containsExactly(new Effect.Ready(2, 11));
  }

  @Test
  void aLostRaceTellsEverybodyAndTheNextCallerStartsAnother() {
    want(1, ALICE);
    want(2, ALICE);
    pool.accept(now, new Input.Unwant(1, ALICE));
    assertThat(pool.accept(now, new Input.Unreachable(ALICE)))
        .containsExactly(new Effect.Unavailable(2));
    assertThat(want(3, ALICE)).containsExactly(new Effect.Race(ALICE));
  }

  @Test
  void aClosedSessionIsNotHandedOutAgain() {
    established(10, ALICE);
    pool.accept(now, new Input.Closed(10));
    assertThat(want(1, ALICE)).containsExactly(new Effect.Race(ALICE));
    assertThat(pool.size()).isZero();
    assertThat(pool.deadlineNanos()).isEmpty();
  }

  @Test
  void anIdleSessionIsClosedAfterItsTimeAndAUsedOneIsNot() {
    established(10, ALICE);
    established(11, BOB);
    want(1, BOB); // In use from now on.
    assertThat(pool.deadlineNanos()).hasValue(LIFETIME);
    assertThat(pool.onTimeout(LIFETIME - 1)).isEmpty();
    assertThat(pool.onTimeout(LIFETIME)).containsExactly(new Effect.Close(10, "idle"));
    assertThat(pool.deadlineNanos()).isEmpty();
    now = LIFETIME;
    idle(11);
    assertThat(pool.deadlineNanos()).hasValue(2 * LIFETIME);
  }

  @Test
  void roomIsMadeByClosingWhatWasIdleForLongest() {
    established(10, peer(10));
    established(11, peer(11));
    established(12, peer(12));
    idle(10);
    assertThat(established(13, peer(13)))
        .containsExactly(new Effect.Close(11, "room for another session"));
    assertThat(pool.size()).isEqualTo(3);
  }

  @Test
  void aNewcomerIsTurnedAwayWhenEverythingIsInUse() {
    for (int i = 0; i < 3; i++) {
      established(i, peer(i));
      want(i, peer(i));
    }
    assertThat(established(9, peer(9)))
        .containsExactly(new Effect.Close(9, "every session is in use"));
  }

  @Test
  void onePeerGetsNoMoreThanItsShare() {
    SessionPool large = new SessionPool(1_000);
    for (int i = 0; i < 100; i++) {
      large.accept(now, new Input.Established(i, ALICE, true));
      large.accept(now, new Input.Used(i, false));
    }
    assertThat(large.size()).isEqualTo(SessionPool.MAX_SESSIONS_PER_PEER);
  }

  @Test
  void waitersForOnePeerAreBounded() {
    for (int i = 0; i < SessionPool.MAX_WAITING_PER_PEER; i++) {
      want(i, ALICE);
    }
    assertThat(want(9_999, ALICE)).containsExactly(new Effect.Unavailable(9_999));
  }

  private static List<Effect> accepted(SessionPool pool, long session, long block) {
    Input established =
        new Input.Established(session, peer((int) session), true, OptionalLong.of(block));
    return pool.accept(0, established);
  }

  @Test
  void oneAddressGetsNoMoreThanItsShare() {
    SessionPool large = new SessionPool(1_000, 4, 2);
    for (int i = 0; i < 2; i++) {
      assertThat(accepted(large, i, 77)).isEmpty();
      large.accept(0, new Input.Used(i, false));
    }
    assertThat(accepted(large, 2, 77))
        .containsExactly(new Effect.Close(2, "too many sessions with one address"));
    assertThat(accepted(large, 3, 78)).as("another address").isEmpty();
    assertThat(large.accept(0, new Input.Established(4, peer(4), true))).as("dialled").isEmpty();
    large.accept(0, new Input.Used(0, true));
    assertThat(accepted(large, 5, 77))
        .containsExactly(new Effect.Close(0, "room for another session"));
    large.accept(0, new Input.Closed(1));
    assertThat(accepted(large, 6, 77)).as("one has gone").isEmpty();
  }
}
