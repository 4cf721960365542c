package io.scp2p.core.engine.node;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.StateTable;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.engine.Alarm;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.engine.keys.StoreErrors;
import java.time.Duration;
import java.util.EnumSet;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Raises what a failing store means, and looks by writing whether it is over: a small row that
 * still fitted says nothing, so nothing else clears a problem. Lives on the loop.
 */
final class StoreProblems {
  /** Between two looks, while a problem lasts. */
  static final Duration LOOK_AGAIN = Duration.ofSeconds(10);

  /** More than any ordinary row has. */
  private static final int PROBE_BYTES = 1 << 20;

  private static final StateTable PROBE = new StateTable("probe");
  private static final byte[] ROW = {0};

  private final Loop loop;
  private final Offload offload;
  private final WatchedState store;
  private final Problems problems;
  private final Alarm alarm;
  private final Set<ErrorCode> lasting = EnumSet.noneOf(ErrorCode.class);
  private long failures;
  private boolean looking;

  private StoreProblems(Loop loop, Offload offload, WatchedState store, Problems problems) {
    this.loop = loop;
    this.offload = offload;
    this.store = store;
    this.problems = problems;
    this.alarm = new Alarm(loop, this::look);
  }

  /** Begins to hear of failures of {@code store}. */
  static void watch(Loop loop, Offload offload, WatchedState store, Problems problems) {
    store.onFailure(new StoreProblems(loop, offload, store, problems)::failed);
  }

  /** On any thread. */
  private void failed(StoreException failure) {
    ErrorCode problem = StoreErrors.ofState(failure).code();
    if (Problems.KINDS.contains(problem)) {
      loop.post(() -> raise(problem));
    }
  }

  private void raise(ErrorCode problem) {
    failures++;
    problems.raise(problem);
    // A row that can be written does not mend one that cannot be read.
    if (problem != ErrorCode.STORE_CORRUPT && lasting.add(problem)) {
      arm();
    }
  }

  private void arm() {
    if (!looking && !lasting.isEmpty()) {
      alarm.set(OptionalLong.of(loop.time().nanos() + LOOK_AGAIN.toNanos()));
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void look() {
    looking = true;
    long before = failures;
    offload
        .call(this::write)
        .whenComplete(
            (done, failure) -> {
              looking = false;
              if (failure == null && failures == before) {
                lasting.forEach(problems::clear);
                lasting.clear();
              }
              arm();
            });
  }

  private boolean write() throws StoreException {
    store.put(PROBE, ROW, new byte[PROBE_BYTES], Durability.PROCESS);
    store.delete(PROBE, ROW, Durability.POWER);
    return true;
  }
}
