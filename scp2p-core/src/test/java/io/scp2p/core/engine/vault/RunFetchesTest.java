package io.scp2p.core.engine.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.core.wire.Bytes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Readers of one file, and a source that answers when the test says so. */
class RunFetchesTest {
  private static final int RUNS = 200;

  private final Map<Integer, CompletableFuture<Bytes>> asked = new LinkedHashMap<>();
  private final RunFetches fetches =
      new RunFetches(
          RUNS,
          number -> {
            CompletableFuture<Bytes> answer = new CompletableFuture<>();
            assertThat(asked.put(number, answer)).as("each is asked for once").isNull();
            return answer;
          });

  private CompletableFuture<Bytes> want(long reader, int number) {
    CompletableFuture<Bytes> result = new CompletableFuture<>();
    fetches.want(reader, number, result);
    return result;
  }

  private void answer(int number) {
    asked.remove(number).complete(Bytes.wrap(new byte[] {(byte) number}));
  }

  private List<Integer> fetching() {
    return List.copyOf(asked.keySet());
  }

  @Test
  void soManyAreFetchedAtOnceAndTheOthersInTheirTurn() {
    List<CompletableFuture<Bytes>> results = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      results.add(want(i, 10 * i));
    }
    assertThat(fetching()).hasSize(RunFetches.MAX_FETCHES).containsExactly(0, 10, 20);
    answer(10);
    assertThat(fetching()).containsExactly(0, 20, 30);
    for (int i : new int[] {0, 20, 30, 40, 50, 60, 70, 80, 90}) {
      answer(i);
    }
    assertThat(results).allMatch(CompletableFuture::isDone);
    assertThat(asked).isEmpty();
  }

  @Test
  void whatSeveralWaitForHoldsUpNobodyBehindIt() {
    for (int number : new int[] {0, 10, 20}) {
      want(number, number);
    }
    // Three readers queue up for one run, and a fourth for another.
    List<CompletableFuture<Bytes>> same = List.of(want(4, 50), want(5, 50), want(6, 50));
    CompletableFuture<Bytes> behind = want(7, 70);
    answer(0);
    answer(50);
    assertThat(same).allMatch(CompletableFuture::isDone);
    assertThat(fetching()).containsExactly(10, 20, 70);
    answer(70);
    assertThat(behind).isCompletedWithValueMatching(data -> data.size() == 1);
  }

  @Test
  void whoReadsOnFindsTheNextRunUnderWay() {
    want(1, 0);
    assertThat(fetching()).as("one look is no reading on").containsExactly(0);
    answer(0);
    want(1, 1);
    assertThat(fetching()).containsExactly(1, 2);
    answer(2);
    answer(1);
    assertThat(want(1, 2)).isCompleted();
    assertThat(fetching()).containsExactly(3);
    fetches.leave(1);
    want(1, 3);
    assertThat(fetching()).as("forgotten with the reader").containsExactly(3);
    answer(3);
    want(2, RUNS - 2);
    want(2, RUNS - 1);
    assertThat(fetching()).as("nothing behind the end").containsExactly(RUNS - 2, RUNS - 1);
  }

  @Test
  void fewAreKept() {
    for (int number = 0; number <= RunFetches.MAX_KEPT; number++) {
      want(number, 10 * number);
      answer(10 * number);
    }
    assertThat(want(9, 10)).isCompleted();
    assertThat(want(9, 0)).isNotDone();
  }

  @Test
  void questionsAreCountedNotRuns() {
    for (int i = 0; i < RunFetches.MAX_WAITING; i++) {
      assertThat(fetches.isFull()).isFalse();
      want(i, 5);
    }
    assertThat(fetches.isFull()).isTrue();
    answer(5);
    assertThat(fetches.isFull()).isFalse();
  }

  @Test
  void failureReachesThoseWhoWaitForThatRunAndTheEndAll() {
    CompletableFuture<Bytes> first = want(1, 1);
    CompletableFuture<Bytes> second = want(2, 20);
    asked.remove(1).completeExceptionally(new IllegalStateException("lost"));
    assertThat(first).isCompletedExceptionally();
    assertThat(second).isNotDone();
    List<CompletableFuture<Bytes>> queued = List.of(want(3, 30), want(4, 40), want(5, 50));
    fetches.end(new IllegalStateException("closed"));
    assertThat(second).isCompletedExceptionally();
    assertThat(queued).allMatch(CompletableFuture::isCompletedExceptionally);
    answer(20);
    assertThat(fetching()).as("nothing new after the end").doesNotContain(50);
  }
}
