package io.scp2p.api.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WaiterTest {
  @Test
  void inRealTimeItWatchesWhatOthersDo() {
    CompletableFuture<Integer> elsewhere = CompletableFuture.supplyAsync(() -> 1);
    assertThat(Waiter.realTime().await(elsewhere::isDone, Duration.ofSeconds(20))).isTrue();
  }

  @Test
  void inRealTimeItGivesUpAtItsLimitAndNotBefore() {
    AtomicInteger asked = new AtomicInteger();
    long start = System.nanoTime();
    boolean held =
        Waiter.realTime().await(() -> asked.incrementAndGet() < 0, Duration.ofMillis(20));
    assertThat(held).isFalse();
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(20_000_000);
    assertThat(asked.get()).isGreaterThan(1);
  }
}
