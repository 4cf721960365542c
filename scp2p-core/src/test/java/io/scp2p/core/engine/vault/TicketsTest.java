package io.scp2p.core.engine.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TicketsTest {
  private final Tickets tickets = new Tickets();
  private final List<Long> cancelled = new ArrayList<>();

  private void ask(long number) {
    tickets.add(
        number,
        () -> {
          cancelled.add(number);
          tickets.over(number); // As the outcome says in the same turn.
        });
  }

  @Test
  void allAreCancelledThoughEachSaysAtOnceThatItIsOver() {
    ask(1);
    ask(2);
    ask(3);
    tickets.over(2);

    tickets.cancelAll();

    assertThat(cancelled).containsExactly(1L, 3L);
  }

  @Test
  void oneIsCancelledOnce() {
    ask(1);
    ask(2);
    tickets.cancel(1);
    tickets.cancel(1);
    assertThat(cancelled).containsExactly(1L);
  }
}
