package io.scp2p.core.engine.vault;

import io.scp2p.core.wire.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Which runs of a file are fetched, and for whom: one ahead of whoever reads on, each once however
 * many want it, and a few are kept. Lives on the loop.
 */
final class RunFetches {
  /** Runs kept after they were read. */
  static final int MAX_KEPT = 3;

  /** Runs fetched at the same time. */
  static final int MAX_FETCHES = 3;

  /** Questions that wait at the same time. */
  static final int MAX_WAITING = 64;

  private final int runs;
  private final IntFunction<CompletableFuture<Bytes>> source;
  private final Map<Integer, Bytes> kept =
      new LinkedHashMap<>(8, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Bytes> eldest) {
          return size() > MAX_KEPT;
        }
      };
  private final Set<Integer> fetching = new LinkedHashSet<>();
  private final Map<Integer, List<CompletableFuture<Bytes>>> waiting = new LinkedHashMap<>();
  private final Map<Long, Integer> readers = new HashMap<>();
  private int questions;
  private boolean over;

  /**
   * Nothing is fetched yet.
   *
   * @param runs of the file
   * @param source brings one run; completes on the loop
   */
  RunFetches(int runs, IntFunction<CompletableFuture<Bytes>> source) {
    this.runs = runs;
    this.source = source;
  }

  /** Whether so many wait that nobody else may. */
  boolean isFull() {
    return questions >= MAX_WAITING;
  }

  /** A reader wants a run: now if it is kept, or when it has come. */
  void want(long reader, int number, CompletableFuture<Bytes> result) {
    Integer before = readers.put(reader, number);
    boolean readsOn = before != null && (before == number - 1 || before == number);
    Bytes here = kept.get(number);
    if (here != null) {
      result.complete(here);
    } else {
      questions++;
      waiting.computeIfAbsent(number, run -> new ArrayList<>()).add(result);
      fetchWhatWaits();
    }
    int next = number + 1;
    boolean idle = fetching.size() < MAX_FETCHES;
    if (readsOn && idle && next < runs && !kept.containsKey(next) && !fetching.contains(next)) {
      fetch(next);
    }
  }

  private void fetchWhatWaits() {
    for (Integer next = longestWaiting(); next != null; next = longestWaiting()) {
      fetch(next);
    }
  }

  private @Nullable Integer longestWaiting() {
    if (over || fetching.size() >= MAX_FETCHES) {
      return null;
    }
    for (Integer number : waiting.keySet()) {
      if (!fetching.contains(number)) {
        return number;
      }
    }
    return null;
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void fetch(int number) {
    fetching.add(number);
    source.apply(number).whenComplete((data, failure) -> fetched(number, data, failure));
  }

  private void fetched(int number, @Nullable Bytes data, @Nullable Throwable failure) {
    fetching.remove(number);
    if (data != null && !over) {
      kept.put(number, data);
    }
    List<CompletableFuture<Bytes>> asked = waiting.remove(number);
    if (asked != null) {
      questions -= asked.size();
      for (CompletableFuture<Bytes> each : asked) {
        if (data != null) {
          each.complete(data);
        } else {
          each.completeExceptionally(failure);
        }
      }
    }
    fetchWhatWaits();
  }

  /** A reader reads no more. */
  void leave(long reader) {
    readers.remove(reader);
  }

  /** Nothing is fetched any more, and whoever waits hears why. */
  void end(Throwable why) {
    over = true;
    kept.clear();
    List.copyOf(waiting.keySet()).forEach(each -> fetched(each, null, why));
  }
}
