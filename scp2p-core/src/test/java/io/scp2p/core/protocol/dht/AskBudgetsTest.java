package io.scp2p.core.protocol.dht;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.PeerTransport;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AskBudgetsTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private final Some some = new Some(4);
  private final AskBudgets budgets = new AskBudgets();

  @Test
  void noMinuteSeesSixHundredQuestions() {
    PeerAddress node = some.contact().address();
    int asked = 0;
    for (long now = 0; now < 60 * SECOND; now += SECOND / 100) {
      if (budgets.mayAsk(node, now)) {
        budgets.asked(node, now);
        asked++;
      }
    }
    assertThat(asked).isBetween(500, 599);
  }

  @Test
  void storesLeaveRoomForLookups() {
    PeerAddress node = some.contact().address();
    budgets.asked(node, 0);
    while (budgets.mayStore(node, 0)) {
      budgets.asked(node, 0);
    }
    assertThat(budgets.mayAsk(node, 0)).isTrue();
  }

  @Test
  void onlyNodesThatWereAskedOfLateAreRemembered() {
    for (int i = 0; i < 1_000; i++) {
      budgets.asked(some.contact().address(), i * SECOND);
    }
    assertThat(budgets.size()).isLessThanOrEqualTo(2);
    for (int i = 0; i < 2 * AskBudgets.MAX_NODES; i++) {
      budgets.asked(some.contact().address(), 2_000 * SECOND);
    }
    assertThat(budgets.size()).as("and never more").isEqualTo(AskBudgets.MAX_NODES);
  }

  @Test
  void whoAsksForAPauseGetsAMinute() {
    PeerAddress node = some.contact().address();
    budgets.refused(node, 0);
    assertThat(budgets.mayAsk(node, 55 * SECOND)).isFalse();
    assertThat(budgets.mayAsk(node, 65 * SECOND)).isTrue();
  }

  @Test
  void storesLeaveExactlySoMuch() {
    PeerAddress node = some.contact().address();
    assertThat(budgets.mayStore(node, 0)).as("never asked").isTrue();
    for (int i = 1; i < AskBudgets.BURST - AskBudgets.KEPT_FOR_LOOKUPS; i++) {
      budgets.asked(node, 0);
    }
    assertThat(budgets.mayStore(node, 0)).isTrue();
    budgets.asked(node, 0);
    assertThat(budgets.mayStore(node, 0)).isFalse();
    for (int i = 1; i < AskBudgets.KEPT_FOR_LOOKUPS; i++) {
      budgets.asked(node, 0);
    }
    assertThat(budgets.mayAsk(node, 0)).isTrue();
    budgets.asked(node, 0);
    assertThat(budgets.mayAsk(node, 0)).isFalse();
    assertThat(budgets.mayAsk(node, SECOND / AskBudgets.PER_SECOND)).isTrue();
  }

  @Test
  void nodesWithoutAKeyHaveEachTheirOwn() {
    PeerAddress one = PeerAddress.direct(Some.ip(0x1401_0101), 7_001, PeerTransport.TCP);
    PeerAddress other = PeerAddress.direct(Some.ip(0x1401_0102), 7_001, PeerTransport.TCP);
    budgets.refused(one, 0);
    assertThat(budgets.mayAsk(one, 0)).isFalse();
    assertThat(budgets.mayAsk(other, 0)).isTrue();
  }

  @Test
  void aPauseAfterManyQuestionsIsAMinuteToo() {
    PeerAddress node = some.contact().address();
    for (int i = 0; i < 2 * AskBudgets.BURST; i++) {
      budgets.asked(node, 0);
    }
    budgets.refused(node, 0);
    long debt = AskBudgets.BURST;
    long due = 60 * SECOND + debt * SECOND / AskBudgets.PER_SECOND;
    assertThat(budgets.mayAsk(node, due)).isFalse();
    assertThat(budgets.mayAsk(node, due + SECOND / AskBudgets.PER_SECOND)).isTrue();
  }
}
