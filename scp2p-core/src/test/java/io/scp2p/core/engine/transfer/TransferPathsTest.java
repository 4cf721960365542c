package io.scp2p.core.engine.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.event.TransferEvent;
import io.scp2p.api.event.TransferEvent.StateChanged;
import io.scp2p.api.transfer.TransferState;
import io.scp2p.api.transfer.TransferTrigger;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Every path a transfer can take: from its beginning to each of its ends without being in a state
 * twice, and with each way back once (a pause and its end, a path that is lost, a failed check).
 */
class TransferPathsTest {
  /** Enough for every loop, and few enough paths to walk them all. */
  private static final int MAX_LOOPS = 1;

  private record Step(TransferState from, TransferTrigger trigger, TransferState to) {}

  private static void paths(
      TransferState at, List<Step> walked, int loops, List<List<Step>> found) {
    if (at.isTerminal()) {
      found.add(List.copyOf(walked));
      return;
    }
    for (TransferTrigger trigger : at.triggers()) {
      TransferState to = at.on(trigger).orElseThrow();
      long visits = walked.stream().filter(step -> step.from() == to).count();
      int used = loops + (visits > 0 || to == at ? 1 : 0);
      if (used <= MAX_LOOPS) {
        walked.add(new Step(at, trigger, to));
        paths(to, walked, used, found);
        walked.remove(walked.size() - 1);
      }
    }
  }

  @Test
  void everyPathIsWalkedByARunAndToldAsItIs() {
    List<List<Step>> paths = new ArrayList<>();
    paths(TransferState.IDLE, new ArrayList<>(), 0, paths);

    Set<Step> covered = new HashSet<>();
    Set<TransferState> ends = EnumSet.noneOf(TransferState.class);
    for (List<Step> path : paths) {
      walk(path);
      covered.addAll(path);
      ends.add(path.get(path.size() - 1).to());
    }

    long rows =
        TransferState.unfinished().stream().mapToLong(state -> state.triggers().size()).sum();
    assertThat(covered).as("every row of the table").hasSize((int) rows);
    assertThat(ends)
        .containsExactlyInAnyOrder(
            TransferState.COMPLETED, TransferState.ERROR, TransferState.CANCELLED);
    assertThat(paths).as("and far more than one path for each row").hasSizeGreaterThan(100);
  }

  private static void walk(List<Step> path) {
    TransferBench bench = new TransferBench();
    TransferRun<String> run = bench.run(1_000);
    for (Step step : path) {
      assertThat(run.state()).as("%s", path).isEqualTo(step.from());
      if (step.to().isTerminal()) {
        end(bench, run, step.to());
      } else {
        assertThat(run.trigger(step.trigger())).as("%s of %s", step, path).isTrue();
      }
      assertThat(run.state()).as("%s of %s", step, path).isEqualTo(step.to());
    }
    List<Object> told = new ArrayList<>();
    for (Object event : bench.events) {
      if (event instanceof StateChanged changed) {
        told.add(changed.from() + " " + changed.to());
      }
    }
    List<String> moves =
        path.stream()
            .filter(step -> step.from() != step.to() && !step.to().isTerminal())
            .map(step -> step.from() + " " + step.to())
            .toList();
    assertThat(told).as("%s", path).isEqualTo(moves);
    assertThat(bench.events.get(0)).isInstanceOf(TransferEvent.Started.class);
    TransferBench.assertGrammar(bench.events);
    assertThat(run.isOver()).isTrue();
  }

  private static void end(TransferBench bench, TransferRun<String> run, TransferState end) {
    switch (end) {
      case COMPLETED -> assertThat(run.complete("done")).isTrue();
      case ERROR -> assertThat(run.fail(bench.failure())).isTrue();
      default -> {
        run.handle().cancel();
        bench.settle();
      }
    }
  }
}
