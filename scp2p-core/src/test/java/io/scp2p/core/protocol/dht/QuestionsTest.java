package io.scp2p.core.protocol.dht;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.NodeId;
import io.scp2p.core.protocol.dht.DhtReply.Why;
import io.scp2p.core.wire.message.FindNode;
import io.scp2p.core.wire.message.Request;
import io.scp2p.core.wire.record.PeerAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an answer, or none, says of the node that was asked, and which stores wait for it. */
class QuestionsTest {
  private static final Request QUESTION = new FindNode(NodeId.of(new byte[NodeId.LENGTH]));
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final long START = Long.MAX_VALUE - SECOND; // The clock may overflow.

  private final Some some = new Some(3);
  private final RoutingTable table = new RoutingTable(Point.of(some.key()));
  private final List<DhtEffect> effects = new ArrayList<>();
  private final Questions questions = new Questions(table, effects::add);
  private final List<DhtReply> replies = new ArrayList<>();
  private final Contact node = some.contact();

  private long ask() {
    return questions.ask(node.address(), QUESTION, START, (reply, now) -> replies.add(reply));
  }

  private void store(PeerAddress to, long now) {
    questions.store(to, QUESTION, now, (reply, at) -> replies.add(reply));
  }

  private long asked() {
    return effects.stream().filter(DhtEffect.Ask.class::isInstance).count();
  }

  @Test
  void anAnswerIsPassedOnOnce() {
    long ask = ask();
    assertThat(effects).containsExactly(new DhtEffect.Ask(ask, node.address(), QUESTION));
    questions.answered(ask + 1, new DhtReply.Stored(), START);
    assertThat(replies).isEmpty();
    questions.answered(ask, new DhtReply.Stored(), START);
    questions.answered(ask, new DhtReply.Stored(), START);

    assertThat(replies).containsExactly(new DhtReply.Stored());
    assertThat(ask()).as("numbers are not used again").isNotEqualTo(ask);
  }

  @ParameterizedTest
  @CsvSource({"SILENT, false", "REFUSED, true", "RATE_LIMITED, true", "NOT_ASKED, true"})
  void onlyWhoIsSilentIsInDoubt(Why why, boolean trusted) {
    table.met(node, START);
    questions.answered(ask(), new DhtReply.Failed(why), START);

    assertThat(table.contains(node)).isTrue();
    assertThat(table.closest(node.point(), 1).contains(node)).isEqualTo(trusted);
    questions.answered(ask(), new DhtReply.Stored(), START);
    assertThat(table.closest(node.point(), 1)).as("it has answered").containsExactly(node);
    assertThat(effects).noneMatch(DhtEffect.Lied.class::isInstance);
  }

  @Test
  void whoLiesIsNotAskedAnyMore() {
    table.met(node, START);
    questions.answered(ask(), new DhtReply.Failed(Why.LIED), START);

    assertThat(table.contains(node)).isFalse();
    assertThat(effects).contains(new DhtEffect.Lied(node.address()));
  }

  @Test
  void whoAsksForAPauseGetsIt() {
    questions.answered(ask(), new DhtReply.Failed(Why.RATE_LIMITED), START);

    assertThat(questions.mayAsk(node.address(), START + 50 * SECOND)).isFalse();
    assertThat(questions.mayAsk(node.address(), START + 65 * SECOND)).isTrue();
  }

  @Test
  void whoeverForgetsAQuestionHearsNothingOfIt() {
    long ask = ask();
    questions.forget(ask);
    questions.forget(ask);
    questions.answered(ask, new DhtReply.Stored(), START);

    assertThat(replies).isEmpty();
    assertThat(effects.stream().filter(new DhtEffect.Forget(ask)::equals)).hasSize(1);
  }

  @Test
  void storesWaitForTheRateOfTheirNodeAndNotForOthers() {
    int burst = AskBudgets.BURST - AskBudgets.KEPT_FOR_LOOKUPS;
    for (int i = 0; i < burst + 4; i++) {
      store(node.address(), START);
    }
    assertThat(asked()).isEqualTo(burst);
    store(some.contact().address(), START);
    assertThat(asked()).isEqualTo(burst + 1);
    long due = questions.deadlineNanos().orElseThrow();
    assertThat(due - START).isBetween(1L, SECOND);

    questions.onTimeout(due);
    assertThat(asked()).as("eight in a second").isEqualTo(burst + 3);
    assertThat(questions.deadlineNanos()).isPresent();
    questions.onTimeout(due + SECOND);
    assertThat(asked()).isEqualTo(burst + 5);
    assertThat(questions.deadlineNanos()).as("nobody waits any more").isEmpty();
    assertThat(replies).isEmpty();
  }

  @Test
  void whoeverHasToPauseIsWokenOnce() {
    questions.pace(START);
    long due = questions.deadlineNanos().orElseThrow();
    questions.pace(START + 1);
    assertThat(questions.deadlineNanos()).hasValue(due);
    questions.onTimeout(due - 1);
    assertThat(questions.deadlineNanos()).hasValue(due);
    questions.onTimeout(due);
    assertThat(questions.deadlineNanos()).isEmpty();
  }

  @Test
  void soManyStoresWaitAndNoMore() {
    questions.answered(ask(), new DhtReply.Failed(Why.RATE_LIMITED), START);
    replies.clear();
    for (int i = 0; i < Questions.MAX_STORES; i++) {
      assertThat(questions.hasRoom()).isTrue();
      store(node.address(), START);
    }
    assertThat(questions.hasRoom()).isFalse();
    assertThat(replies).isEmpty();
    store(node.address(), START);

    assertThat(replies).containsExactly(new DhtReply.Failed(Why.NOT_ASKED));
  }
}
