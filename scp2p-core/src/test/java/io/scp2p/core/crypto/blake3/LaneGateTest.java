package io.scp2p.core.crypto.blake3;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LaneGateTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final CountDownLatch verdict = new CountDownLatch(1);
  private final AtomicReference<Thread> warming = new AtomicReference<>();
  private final AtomicInteger starts = new AtomicInteger();

  private LaneGate gate(boolean proves) {
    return new LaneGate(
        1_000,
        () -> {
          warming.set(Thread.currentThread());
          starts.incrementAndGet();
          verdict.await();
          return proves;
        });
  }

  @Test
  void nothingStartsBeforeSubstantialUse() throws InterruptedException {
    LaneGate gate = gate(true);
    assertThat(gate.admits(999)).isFalse();
    assertThat(gate.state()).isEqualTo(LaneGate.State.IDLE);
    assertThat(gate.join(LONG)).as("no thread to wait for").isTrue();
    assertThat(gate.admits(1)).isFalse();
    assertThat(gate.state()).isEqualTo(LaneGate.State.WARMING);
    verdict.countDown();
    assertThat(gate.join(LONG)).isTrue();
  }

  @Test
  void opensOnceProvenAndTheThreadEndsByItself() throws InterruptedException {
    LaneGate gate = gate(true);
    gate.start();
    assertThat(gate.admits(1)).as("scalar while warming").isFalse();
    verdict.countDown();
    assertThat(gate.join(LONG)).isTrue();
    assertThat(gate.state()).isEqualTo(LaneGate.State.OPEN);
    assertThat(gate.admits(1)).isTrue();
    gate.stop();
    assertThat(gate.admits(1)).as("open is final").isTrue();
  }

  @Test
  void staysScalarWhereTheLanesAreNotFasterOrWrong() throws InterruptedException {
    LaneGate gate = gate(false);
    gate.start();
    verdict.countDown();
    assertThat(gate.join(LONG)).isTrue();
    assertThat(gate.state()).isEqualTo(LaneGate.State.CLOSED);
    assertThat(gate.admits(Integer.MAX_VALUE)).isFalse();
    gate.start();
    assertThat(starts).as("closed is final").hasValue(1);
  }

  @Test
  void staysScalarWhenTheWarmUpBreaks() throws InterruptedException {
    List<Throwable> seen = new ArrayList<>();
    LaneGate gate =
        new LaneGate(
            1,
            () -> {
              Thread.currentThread().setUncaughtExceptionHandler((thread, e) -> seen.add(e));
              throw new IllegalStateException("broken on purpose");
            });
    gate.start();
    assertThat(gate.join(LONG)).isTrue();
    assertThat(gate.state()).isEqualTo(LaneGate.State.CLOSED);
    assertThat(seen).hasSize(1);
  }

  @Test
  void stopInterruptsTheThreadAndClosesForGood() throws InterruptedException {
    LaneGate gate = gate(true);
    gate.start();
    gate.stop();
    assertThat(gate.join(LONG)).isTrue();
    assertThat(gate.state()).isEqualTo(LaneGate.State.CLOSED);
  }

  @Test
  void stopBeforeUseMeansThereWillNeverBeAThread() throws InterruptedException {
    LaneGate gate = gate(true);
    gate.stop();
    assertThat(gate.admits(5_000)).isFalse();
    assertThat(gate.join(LONG)).isTrue();
    assertThat(starts).hasValue(0);
  }

  @Test
  void theThreadKeepsNoVirtualMachineAliveAndHoldsNothingOfTheHost() throws InterruptedException {
    LaneGate gate = gate(true);
    gate.start();
    verdict.countDown();
    assertThat(gate.join(LONG)).isTrue();
    assertThat(warming.get().isDaemon()).isTrue();
    assertThat(warming.get().getContextClassLoader()).isNull();
  }

  @Test
  void runningWarmUpCanBeStopped() throws InterruptedException {
    LaneGate gate = new LaneGate(1, new LaneWarmUp());
    gate.start();
    gate.stop();
    assertThat(gate.join(LONG)).isTrue();
    assertThat(gate.state()).isEqualTo(LaneGate.State.CLOSED);
  }
}
