package io.scp2p.core.engine.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.sim.SimLoop;
import io.scp2p.core.sim.SimWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

class SignalsTest {
  private final SimWorld world = SimWorld.seeded(20_261_122);
  private final Loop loop = new SimLoop(world.network().host("node"));
  private final Signals signals =
      new Signals(
          loop,
          new Offload(
              loop,
              task -> {
                throw new RejectedExecutionException("closed");
              }),
          Schedulers.immediate());

  private Throwable failure(Mono<?> asked) {
    List<Throwable> failures = new ArrayList<>();
    asked.subscribe(value -> {}, failures::add);
    world.runFor(Duration.ofSeconds(1));
    assertThat(failures).hasSize(1);
    return failures.get(0);
  }

  @Test
  void whoAsksOnTheLoopHearsOfAnError() {
    assertThat(
            failure(
                signals.onLoop(
                    () -> {
                      throw new AssertionError("a bug, for this test");
                    })))
        .isInstanceOf(AssertionError.class);
    assertThat(
            failure(
                signals.begun(
                    () -> {
                      throw new AssertionError("a bug, for this test");
                    })))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void workThatCannotBeginAnyMoreWasCutOffByTheClosing() {
    Throwable failure = failure(signals.blocking(() -> "never"));
    assertThatThrownBy(
            () -> {
              throw failure;
            })
        .isInstanceOfSatisfying(
            Scp2pException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NODE_CLOSING));
  }
}
