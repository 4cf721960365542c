package io.scp2p.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.core.sim.SimLoop;
import io.scp2p.core.sim.SimWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReceiveBudgetTest {
  private static final int MIB = 1 << 20;

  private final SimWorld world = SimWorld.seeded(1);
  private final SimLoop loop = new SimLoop(world.network().host("node"));

  /** Three quarters of it, what one side may take, are eight mebibytes. */
  private final ReceiveBudget budget = new ReceiveBudget(loop, 8L * MIB * 4 / 3 + 1);

  private final List<String> granted = new ArrayList<>();
  private final List<String> tooSlow = new ArrayList<>();

  private ReceiveBudget.Hold hold(ReceiveBudget.Account account, String name, int bytes) {
    return account.hold(
        new ReceiveBudget.Owner() {
          @Override
          public void granted(long missingBytes) {
            assertThat(missingBytes).isEqualTo(bytes - 1);
            granted.add(name);
          }

          @Override
          public void tooSlow() {
            tooSlow.add(name);
          }
        },
        bytes,
        bytes - 1);
  }

  @Test
  void whatFitsIsGrantedAtOnceAndTheRestInTurn() {
    ReceiveBudget.Hold first = hold(budget.account(), "a", 4 * MIB);
    ReceiveBudget.Hold second = hold(budget.account(), "b", 3 * MIB);
    hold(budget.account(), "c", 2 * MIB);
    hold(budget.account(), "d", MIB);
    assertThat(granted).as("nobody overtakes, not even what would fit").containsExactly("a", "b");
    assertThat(budget.heldBytes()).isEqualTo(7 * MIB);
    second.release();
    assertThat(granted).containsExactly("a", "b", "c", "d");
    first.release();
    first.release();
    assertThat(budget.heldBytes()).isEqualTo(3 * MIB);
  }

  @Test
  void oneSessionGetsOnlyItsPartAndOthersGoOn() {
    ReceiveBudget.Account greedy = budget.account();
    ReceiveBudget.Hold first = hold(greedy, "1", 2 * MIB);
    hold(greedy, "2", 2 * MIB);
    hold(greedy, "3", 2 * MIB);
    hold(budget.account(), "other", 2 * MIB);
    assertThat(granted).containsExactly("1", "2", "other");
    first.release();
    assertThat(granted).containsExactly("1", "2", "other", "3");
  }

  @Test
  void sessionsThatWaitAreServedInTurnHoweverMuchOneAsksFor() {
    ReceiveBudget.Hold first = hold(budget.account(), "x", 4 * MIB);
    ReceiveBudget.Hold second = hold(budget.account(), "y", 4 * MIB);
    ReceiveBudget.Account greedy = budget.account();
    for (int i = 0; i < 4; i++) {
      hold(greedy, "greedy", MIB);
    }
    hold(budget.account(), "modest", MIB);
    first.release();
    second.release();
    assertThat(granted).containsExactly("x", "y", "greedy", "modest", "greedy", "greedy", "greedy");
  }

  @Test
  void whatWasAskedForDoesNotWaitBehindAThousandWhoAskedNobody() {
    for (int i = 0; i < 1_000; i++) {
      hold(budget.account(), "stranger", 2 * MIB);
    }
    assertThat(granted).hasSize(4);
    ReceiveBudget.Account peer = budget.account();
    peer.awaits(true);
    ReceiveBudget.Hold answer = hold(peer, "answer", 2 * MIB);
    assertThat(answer.isGranted()).isTrue();
    assertThat(budget.heldBytes()).isEqualTo(10 * MIB);
    hold(peer, "second answer", 2 * MIB);
    assertThat(granted).hasSize(5);
    answer.release();
    assertThat(granted).endsWith("answer", "second answer");
  }

  @Test
  void whatWasAskedForLeavesRoomForTheOthers() {
    for (int i = 0; i < 6; i++) {
      ReceiveBudget.Account peer = budget.account();
      peer.awaits(true);
      hold(peer, "answer " + i, 2 * MIB);
    }
    hold(budget.account(), "stranger", 2 * MIB);
    assertThat(granted).containsExactly("answer 0", "answer 1", "answer 2", "answer 3", "stranger");
  }

  @Test
  void whoIsAskedWhileItWaitsChangesTheQueue() {
    ReceiveBudget.Hold[] first = new ReceiveBudget.Hold[4];
    for (int i = 0; i < first.length; i++) {
      first[i] = hold(budget.account(), "stranger", 2 * MIB);
    }
    ReceiveBudget.Account peer = budget.account();
    hold(budget.account(), "before", 2 * MIB);
    hold(peer, "asked now", 2 * MIB);
    assertThat(granted).hasSize(4);
    peer.awaits(true);
    assertThat(granted).hasSize(5).endsWith("asked now");
    peer.awaits(false);
    hold(peer, "not asked", 2 * MIB);
    peer.close();
    first[0].release();
    first[1].release();
    assertThat(granted).hasSize(6).endsWith("before");
    assertThat(budget.heldBytes()).isEqualTo(6 * MIB);
  }

  @Test
  void whoWithdrawsNoLongerWaits() {
    ReceiveBudget.Hold large = hold(budget.account(), "large", 4 * MIB);
    hold(budget.account(), "too", 4 * MIB);
    ReceiveBudget.Hold withdrawn = hold(budget.account(), "withdrawn", MIB);
    ReceiveBudget.Account closing = budget.account();
    hold(closing, "closed", MIB);
    hold(budget.account(), "next", MIB);
    withdrawn.release();
    closing.close();
    large.release();
    assertThat(granted).containsExactly("large", "too", "next");
    assertThat(hold(closing, "late", 1).isGranted()).isFalse();
    assertThat(budget.heldBytes()).isEqualTo(5 * MIB);
  }

  @Test
  void whatIsOwedCountsBeyondTheFreeBytes() {
    ReceiveBudget.Account account = budget.account();
    account.owes(ReceiveBudget.FREE_BYTES);
    assertThat(budget.heldBytes()).isZero();
    account.owes(ReceiveBudget.FREE_BYTES + 5L * MIB);
    assertThat(budget.heldBytes()).isEqualTo(5 * MIB);
    assertThat(account.mayRead()).as("it owes more than its part").isFalse();
    assertThat(account.owes(ReceiveBudget.FREE_BYTES + 1L)).as("lanes read again").isTrue();
    assertThat(account.mayRead()).isTrue();
    account.close();
    assertThat(budget.heldBytes()).isZero();
  }

  @Test
  void aFrameThatPausesIsGivenUpOnlyWhileSomebodyWaits() {
    hold(budget.account(), "pausing", 4 * MIB);
    ReceiveBudget.Hold whole = hold(budget.account(), "whole", 4 * MIB);
    whole.complete();
    world.runFor(Duration.ofMinutes(1));
    assertThat(tooSlow).isEmpty();
    hold(budget.account(), "waiting", 4 * MIB);
    world.runFor(Duration.ofSeconds(1));
    assertThat(tooSlow).as("what is whole waits for this side").containsExactly("pausing");
  }

  @Test
  void aFrameThatDripsIsGivenUpAndOneThatFlowsIsNot() {
    ReceiveBudget.Hold dripping = hold(budget.account(), "dripping", 4 * MIB);
    ReceiveBudget.Hold flowing = hold(budget.account(), "flowing", 4 * MIB);
    hold(budget.account(), "waiting", 4 * MIB);
    for (int i = 0; i < 40; i++) {
      world.runFor(Duration.ofMillis(500));
      dripping.arrived(world.nanos(), 1_000);
      flowing.arrived(world.nanos(), ReceiveBudget.FLOOR_BYTES_PER_SECOND / 2);
    }
    assertThat(tooSlow).contains("dripping").doesNotContain("flowing", "waiting");
  }
}
