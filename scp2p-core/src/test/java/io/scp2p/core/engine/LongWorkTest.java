package io.scp2p.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.core.sim.SimLoop;
import io.scp2p.core.sim.SimWorld;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is short never stands behind what is long. */
class LongWorkTest {
  private final SimWorld world = SimWorld.seeded(1);
  private final Queue<Runnable> given = new ArrayDeque<>();
  private final List<String> order = new ArrayList<>();
  private boolean closed;
  private final Offload offload =
      new Offload(new SimLoop(world.network().host("node")), this::execute);

  private void execute(Runnable work) {
    if (closed) {
      throw new RejectedExecutionException("closed");
    }
    given.add(work);
  }

  private String did(String what) {
    order.add(what);
    return what;
  }

  private List<CompletableFuture<String>> fill(int count) {
    List<CompletableFuture<String>> outcomes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String name = "long " + i;
      outcomes.add(offload.callLong(() -> did(name)));
    }
    return outcomes;
  }

  private void runAll() {
    while (!given.isEmpty()) {
      given.remove().run();
    }
    world.runFor(Duration.ofMillis(1));
  }

  @Test
  void aShortPieceWaitsForNoMoreThanTheBound() {
    List<CompletableFuture<String>> outcomes = fill(64);
    CompletableFuture<String> brief = offload.call(() -> did("short"));
    assertThat(given).hasSize(Offload.MAX_LONG + 1);

    runAll();

    assertThat(order.indexOf("short")).isEqualTo(Offload.MAX_LONG);
    assertThat(brief).isCompletedWithValue("short");
    for (int i = 0; i < outcomes.size(); i++) {
      assertThat(outcomes.get(i)).isCompletedWithValue("long " + i);
    }
    assertThat(order).hasSize(65);
    List<CompletableFuture<String>> later = fill(1);
    assertThat(given).as("there is a place again").hasSize(1);
    runAll();
    assertThat(later.get(0)).isCompleted();
  }

  @Test
  void whatNobodyWantsAnyMoreGoesFirstAndTakesNoPlace() {
    List<CompletableFuture<String>> outcomes = fill(10);
    offload.hurry(outcomes.get(7));
    offload.hurry(outcomes.get(0));
    assertThat(given).as("one more, and not the one that has begun").hasSize(3);

    runAll();

    assertThat(order.subList(0, 3)).containsExactly("long 0", "long 1", "long 7");
    assertThat(order).hasSize(10);
  }

  @Test
  void whatFailsMakesRoomToo() {
    for (int i = 0; i < Offload.MAX_LONG; i++) {
      var unused =
          offload.callLong(
              () -> {
                throw new IllegalStateException("a bug");
              });
    }
    List<CompletableFuture<String>> outcomes = fill(1);
    runAll();
    assertThat(outcomes.get(0)).isCompletedWithValue("long 0");
  }

  @Test
  void whatWaitsWhenTheNodeIsClosedIsToldSo() {
    List<CompletableFuture<String>> outcomes = fill(5);
    closed = true;
    offload.hurry(outcomes.get(4));
    runAll();
    assertThat(order).containsExactly("long 0", "long 1");
    for (CompletableFuture<String> waiting : outcomes.subList(2, 5)) {
      assertThat(waiting)
          .failsWithin(Duration.ZERO)
          .withThrowableThat()
          .withCauseInstanceOf(RejectedExecutionException.class);
    }
  }

  @Test
  void whatFailedBecauseTheNodeWasClosedIsToldFromWhatFailed() {
    AtomicReference<Throwable> late = new AtomicReference<>();
    AtomicReference<Throwable> broken = new AtomicReference<>();
    offload
        .call(
            () -> {
              throw new IllegalStateException("broken");
            })
        .exceptionally(failure -> keep(broken, failure));
    runAll();
    closed = true;
    // Behind another stage it comes wrapped.
    offload.call(() -> 1).thenApply(one -> one + 1).exceptionally(failure -> keep(late, failure));
    world.runFor(Duration.ofMillis(1));
    assertThat(Offload.wasClosed(late.get())).isTrue();
    assertThat(Offload.wasClosed(broken.get())).isFalse();
  }

  private static <T> @Nullable T keep(AtomicReference<Throwable> kept, Throwable failure) {
    kept.set(failure);
    return null;
  }
}
