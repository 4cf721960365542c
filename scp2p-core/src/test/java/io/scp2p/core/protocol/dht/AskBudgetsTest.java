package io.scp2p.core.protocol.dht;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.core.wire.record.PeerAddress;
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
}
